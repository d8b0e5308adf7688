package io.gatehouse.cerbos;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PdpConnection.ClientCertificate;
import io.gatehouse.cerbos.PdpConnection.Tls;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The PDP over TLS: who is believed to be it, and whom it believes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PdpTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<AccessRequest> QUESTION =
            List.of(new AccessRequest(new Principal("ada", List.of("developer"), Map.of()), Action.USE, Map.of()));
    private static final String ALLOWED =
            """
            {"cerbosCallId": "c1", "results": [
              {"resource": {"kind": "gatehouse"}, "actions": {"revision": "EFFECT_ALLOW"}},
              {"resource": {"kind": "tool"}, "actions": {"use": "EFFECT_ALLOW"}}]}
            """;

    private final Certificates certificates;
    private final Path ca;

    PdpTlsTest(@TempDir Path directory) throws GeneralSecurityException, IOException {
        certificates = new Certificates(directory);
        ca = certificates.chain(Certificates.CA);
    }

    @BeforeAll
    void makeCertificates() {
        certificates.server("pdp", "localhost");
        certificates.server("elsewhere", "pdp.example.com");
        certificates.selfSigned("stranger");
        for (var algorithm : List.of("EC", "RSA", "Ed25519")) {
            certificates.client(algorithm, algorithm);
        }
    }

    @Nested
    class WhenThePdpShowsItsCertificate {
        @Test
        void itIsAskedWhereItsAuthorityIsTheConfiguredOne() throws GeneralSecurityException, IOException {
            assertAllowed(answer("pdp", false, trusting(ca)));
        }

        @Test
        void itIsNotAskedWhereAnotherAuthorityIsConfigured() throws GeneralSecurityException, IOException {
            assertUnavailable("PKIX path", answer("pdp", false, trusting(certificates.chain("stranger"))));
        }

        @Test
        void itIsNotAskedWhereOnlyTheSystemsAuthoritiesAreBelieved() throws GeneralSecurityException, IOException {
            assertUnavailable("PKIX path", answer("pdp", false, new Tls(Optional.empty(), Optional.empty())));
        }

        @Test
        void itIsNotAskedUnderAnotherHostsName() throws GeneralSecurityException, IOException {
            assertUnavailable("localhost", answer("elsewhere", false, trusting(ca)));
        }
    }

    @Nested
    class WhenThePdpRequiresAClientCertificate {
        @ParameterizedTest
        @ValueSource(strings = {"EC", "RSA", "Ed25519"})
        void itAnswersOneOfItsAuthority(String name) throws GeneralSecurityException, IOException {
            var own = new ClientCertificate(certificates.chain(name), certificates.key(name));
            assertAllowed(answer("pdp", true, new Tls(Optional.of(ca), Optional.of(own))));
        }

        @Test
        void itAnswersNoneWithout() throws GeneralSecurityException, IOException {
            assertUnavailable("", answer("pdp", true, trusting(ca)));
        }

        @Test
        void itAnswersNoneOfAnotherAuthority() throws GeneralSecurityException, IOException {
            var own = new ClientCertificate(certificates.chain("stranger"), certificates.key("stranger"));
            assertUnavailable("", answer("pdp", true, new Tls(Optional.of(ca), Optional.of(own))));
        }
    }

    @Nested
    class WhenAFileIsOfNoUse {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "garbage",
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                    "-----BEGIN CERTIFICATE-----\nnever ends",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
                })
        void theAuthoritysIsNamedAndWhatItShouldHold(String text) throws IOException {
            var file = certificates.file("bad-ca.pem", text);
            assertEquals(file + " holds no certificate; expected PEM (BEGIN CERTIFICATE)", complaint(trusting(file)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "garbage"})
        void theClientCertificatesIsNamedAndWhatItShouldHold(String text) throws GeneralSecurityException, IOException {
            var file = certificates.file("bad-client.pem", text);
            assertEquals(
                    file + " holds no certificate; expected PEM (BEGIN CERTIFICATE)",
                    complaint(presenting(new ClientCertificate(file, certificates.key("EC")))));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "garbage",
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                    "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                    "-----BEGIN PRIVATE KEY-----\nnever ends",
                    "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n"
                })
        void theKeysIsNamedAndWhatItShouldHold(String text) throws GeneralSecurityException, IOException {
            var file = certificates.file("bad-key.pem", text);
            assertEquals(
                    file + " holds no unencrypted PKCS #8 key; expected PEM (BEGIN PRIVATE KEY)",
                    complaint(presenting(new ClientCertificate(certificates.chain("EC"), file))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "AAAA", "MAA=", "?!"})
        void aKeyOfNoKnownKindIsNamedAndWhichAreKnown(String base64) throws GeneralSecurityException, IOException {
            var file = certificates.file(
                    "bad-key.pem", "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
            assertEquals(
                    file + " holds a key of an unknown kind; expected EC, RSA or Ed25519",
                    complaint(presenting(new ClientCertificate(certificates.chain("EC"), file))));
        }

        @Test
        void aKeyThatIsNotBase64IsNamed() throws GeneralSecurityException, IOException {
            var file = certificates.file("bad-key.pem", "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
            assertEquals(
                    file + " holds a key that is not Base64; expected PEM",
                    complaint(presenting(new ClientCertificate(certificates.chain("EC"), file))));
        }

        @Test
        void oneThatIsMissingIsNamed() throws GeneralSecurityException, IOException {
            var file = ca.resolveSibling("missing.pem");
            for (var tls : List.of(
                    trusting(file),
                    presenting(new ClientCertificate(file, certificates.key("EC"))),
                    presenting(new ClientCertificate(certificates.chain("EC"), file)))) {
                assertEquals(file + " does not exist; expected a PEM file", complaint(tls));
            }
        }
    }

    @Test
    void tellsTheDateOfEachAnswerThatHasOne() throws GeneralSecurityException, IOException {
        var dates = new ArrayList<Instant>();
        var heads = List.of(
                "200 OK\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT",
                "200 OK",
                "200 OK\r\nDate: yesterday",
                "503 Away\r\nDate: Mon, 23 Nov 2026 12:00:01 GMT");
        try (var bad = new BadPdp(certificates.sockets("pdp", false), (wire, n) -> wire.status(heads.get(n), ALLOWED));
                var pdp = new CerbosPdp(
                        new PdpConnection(bad.url("https"), Optional.of(trusting(ca)), Map.of(), Map.of(), PATIENCE),
                        Clock.systemUTC(),
                        dates::add)) {
            heads.forEach(_ -> pdp.check(QUESTION, Map.of(), PATIENCE));
        }
        var noon = Instant.parse("2026-11-23T12:00:00Z");
        assertEquals(List.of(noon, noon.plusSeconds(1)), dates);
    }

    private Tls trusting(Path file) {
        return new Tls(Optional.of(file), Optional.empty());
    }

    private Tls presenting(ClientCertificate own) {
        return new Tls(Optional.of(ca), Optional.of(own));
    }

    /// @param strict whether the server requires a client certificate
    private Answer answer(String server, boolean strict, Tls tls) throws GeneralSecurityException, IOException {
        try (var bad = new BadPdp(certificates.sockets(server, strict), (wire, _) -> wire.json(ALLOWED));
                var pdp = pdp(bad.url("https"), tls)) {
            return pdp.check(QUESTION, Map.of(), PATIENCE);
        }
    }

    private static String complaint(Tls tls) {
        var message = assertThrows(IllegalArgumentException.class, () -> pdp(URI.create("https://localhost:1"), tls)
                        .close())
                .getMessage();
        return requireNonNull(message);
    }

    private static CerbosPdp pdp(URI url, Tls tls) {
        var connection = new PdpConnection(url, Optional.of(tls), Map.of(), Map.of(), PATIENCE);
        return new CerbosPdp(connection, Clock.systemUTC(), _ -> {});
    }

    private static void assertAllowed(Answer answer) {
        var decided = assertInstanceOf(Answer.Decided.class, answer);
        assertEquals(Effect.ALLOW, decided.decisions().getFirst().effect());
    }

    /// @param part of the sentence; "" where it depends on whether the alert or the end of the connection comes first
    private static void assertUnavailable(String part, Answer answer) {
        var why = assertInstanceOf(Answer.Unavailable.class, answer).why();
        assertTrue(!why.isBlank() && why.contains(part), why);
    }
}
