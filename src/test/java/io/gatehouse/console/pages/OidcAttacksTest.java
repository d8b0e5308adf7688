package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import io.gatehouse.console.oidc.TestProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an attacker would make of logins by a provider; the provider is a real one with real keys.
class OidcAttacksTest {
    private static OidcFixture desk;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        desk = new OidcFixture(directory, LocalAccounts.FIRST_ADMINISTRATOR, "sub");
    }

    @AfterAll
    static void stop() {
        desk.close();
    }

    @BeforeEach
    void behave() {
        desk.behave();
        desk.pass(Duration.ofMinutes(15)); // so that no test is slowed down for the one before
    }

    @Test
    void theProviderIsAskedForACodeAndNothingElse() {
        var asked = TestProvider.fields(
                URI.create(OidcFixture.location(desk.client.get("/login/oidc"))).getRawQuery());

        assertEquals("code", asked.get("response_type"));
        assertEquals("S256", asked.get("code_challenge_method"));
        assertEquals("openid profile email", asked.get("scope"));
        assertEquals(desk.console.url() + "/login/oidc/back", asked.get("redirect_uri"));
        assertEquals(
                3,
                Set.of(asked.get("state"), asked.get("nonce"), asked.get("code_challenge"))
                        .size());
        var again = TestProvider.fields(
                URI.create(OidcFixture.location(desk.client.get("/login/oidc"))).getRawQuery());
        assertNotEquals(asked.get("nonce"), again.get("nonce"));
        assertNotEquals(asked.get("code_challenge"), again.get("code_challenge"));
    }

    @Test
    void theSecretOfTheBrowserChangesAtTheLogin() {
        desk.client.get("/login");
        var before = desk.cookie();
        desk.logIn();

        assertNotEquals(before, desk.cookie());
        assertEquals(303, desk.with(before).get("/requests").statusCode());
    }

    /// What a token says that must not be believed.
    enum Lie {
        WRONG_NONCE,
        NO_NONCE,
        EXPIRED,
        NO_END,
        OF_TOMORROW,
        NOT_YET,
        OTHER_AUDIENCE,
        SEVERAL_AUDIENCES,
        OTHER_PARTY,
        OTHER_ISSUER,
        ISSUER_WITH_A_SLASH,
        NOBODY;

        JWTClaimsSet.Builder tell(JWTClaimsSet.Builder said) {
            return switch (this) {
                case WRONG_NONCE -> said.claim("nonce", "another");
                case NO_NONCE -> said.claim("nonce", null);
                case EXPIRED -> said.expirationTime(in(-61));
                case NO_END -> said.expirationTime(null);
                case OF_TOMORROW -> said.issueTime(in(86_400));
                case NOT_YET -> said.notBeforeTime(in(61));
                case OTHER_AUDIENCE -> said.audience("another-client");
                case SEVERAL_AUDIENCES -> said.audience(List.of(TestProvider.CLIENT, "another-client"));
                case OTHER_PARTY -> said.claim("azp", "another-client");
                case OTHER_ISSUER -> said.issuer("https://evil.example");
                case ISSUER_WITH_A_SLASH -> said.issuer(desk.provider.issuer() + "/");
                case NOBODY -> said.subject(null);
            };
        }

        private static Date in(long seconds) {
            return Date.from(desk.console.clock.instant().plusSeconds(seconds));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatLiesIsNotBelieved(Lie lie) {
        desk.provider.twist = said -> lie.tell(said);

        desk.needsRefusal(403, desk.logIn());
        assertTrue(desk.logged().contains("was not believed"), desk.logged());
    }

    @Test
    void aTokenThatTheProviderDidNotSignIsNotBelieved() {
        var before = desk.accounts().list();
        var stranger = TestProvider.newKey();
        List<TestProvider.Signing> forgeries = List.of(
                TestProvider::unsigned,
                desk.provider::signedByThePublicKey,
                said -> TestProvider.signed(said, stranger, desk.provider.key().getKeyID()),
                said -> TestProvider.signed(said, stranger, stranger.getKeyID()),
                said -> desk.provider.signed(said).replaceFirst("\\.[^.]*$", "."),
                said -> "no.token.at-all",
                _ -> "");
        for (var forgery : forgeries) {
            desk.provider.signing = forgery;
            var answer = desk.logIn();
            // An unknown key is asked for, which the provider is spared more than twice in ten seconds.
            assertTrue(Set.of(403, 503).contains(answer.statusCode()), answer.body());
            assertEquals(303, desk.client.get("/requests").statusCode());
        }
        assertEquals(before, desk.accounts().list());
    }

    @Test
    void anAnswerWithAnotherStateIsRefused() {
        var back = desk.departAndReturn(desk.client, "/requests");
        var state = back.replaceFirst(".*state=", "");

        for (var wrong : List.of(
                "",
                "x",
                state.substring(1),
                state.replaceFirst(".$", "_"),
                state.replaceFirst("\\.[0-9]+\\.", ".9.9."))) {
            if (!wrong.equals(state)) {
                desk.needsRefusal(400, desk.client.get(back.replace(state, wrong)));
            }
        }
    }

    @Test
    void anotherBrowserCannotBeLedIntoTheLoginOfAnAttacker() {
        var attacker = new Client(desk.console.url());
        var back = desk.departAndReturn(attacker, "/requests");
        desk.client.get("/login");

        desk.needsRefusal(400, desk.client.get(back));
    }

    @Test
    void aCodeOfAnotherLoginIsWorthNothingHere() {
        var stolen = desk.departAndReturn(new Client(desk.console.url()), "/requests")
                .replaceFirst(".*code=([^&]+).*", "$1");
        var own = desk.departAndReturn(desk.client, "/requests");

        desk.needsRefusal(400, desk.client.get(own.replaceFirst("code=[^&]+", "code=" + stolen)));
    }

    @Test
    void aCodeIsGoodOnce() {
        var back = desk.departAndReturn(desk.client, "/requests");
        desk.provider.spend(back.replaceFirst(".*code=([^&]+).*", "$1"));

        desk.needsRefusal(400, desk.client.get(back));
    }

    @Test
    void anAddressThatWasUsedIsWorthNothingAfterTheLogin() {
        var back = desk.departAndReturn(desk.client, "/requests");
        assertEquals(303, desk.client.get(back).statusCode());

        assertEquals(400, desk.client.get(back).statusCode());
        assertEquals(200, desk.client.get("/requests").statusCode());
    }

    @Test
    void aLoginThatTookLongerThanTenMinutesIsBegunAgain() {
        var back = desk.departAndReturn(desk.client, "/requests");
        desk.pass(Duration.ofSeconds(601));

        desk.needsRefusal(400, desk.client.get(back));
    }

    @Test
    void anAnswerInTheNameOfAnotherProviderIsRefused() {
        desk.provider.issParameter = Optional.of("https://evil.example");
        desk.needsRefusal(403, desk.logIn());

        desk.provider.issParameter = Optional.of(desk.provider.issuer().toString());
        assertEquals(303, desk.logIn().statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%2f%2fevil"
            })
    void aLoginLeadsNowhereElse(String next) {
        assertEquals("/", OidcFixture.location(desk.client.get(desk.departAndReturn(desk.client, next))));
    }

    @Test
    void nothingElseIsBelowTheLogin() {
        assertEquals(404, desk.client.get("/login/other").statusCode());
        assertEquals(404, desk.client.get("/login/oidc/other").statusCode());
        assertEquals(404, desk.client.get("/login/oidc/back/x").statusCode());
        desk.client.get("/login");
        assertEquals(405, desk.client.post("/login/oidc").statusCode());
    }
}
