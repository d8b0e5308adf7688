package io.gatehouse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Refusal.Reason;
import io.gatehouse.wire.SignedDocuments.Received;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedDocumentsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private static final Principal ADA = person("ada");

    private final FakeShelf shelf = new FakeShelf();

    private static Principal person(String id) {
        return new Principal(id, List.of("developer"), Map.of());
    }

    private static final class FakeShelf implements SignedDocuments.Shelf {
        Optional<Kept> kept = Optional.empty();
        final List<Refusal> refusals = new ArrayList<>();
        Optional<Map<String, String>> trusted = Optional.empty();
        boolean isBroken;
        boolean isPinned;

        @Override
        public Optional<Kept> find() {
            check();
            return kept;
        }

        @Override
        public boolean put(long version, byte[] envelope, Instant receivedAt) {
            check();
            if (kept.isPresent() && kept.get().version() >= version) {
                return false;
            }
            kept = Optional.of(new Kept(version, envelope));
            return true;
        }

        @Override
        public boolean trust(Map<String, String> keys) {
            check();
            trusted = Optional.of(keys);
            return !isPinned;
        }

        @Override
        public void refuse(Refusal refusal) {
            check();
            refusals.add(refusal);
        }

        private void check() {
            if (isBroken) {
                throw new IllegalStateException("no disk");
            }
        }
    }

    private static Grant grant(String id, Scope scope) {
        return new Grant(
                id,
                "ada",
                Optional.of("d1"),
                Set.of("command.privilege"),
                scope,
                new Reach("claude-code", "/w", Optional.of("s1")),
                NOON,
                NOON.plusSeconds(3_600),
                OptionalLong.of(1),
                "sam",
                "Just this once.");
    }

    private static final Grant GRANT = grant("g1", new Scope.Command(List.of("sudo", "ls"), List.of()));

    private static Document document(long version, Grant... grants) {
        return new Document(
                Document.CONTRACT, version, "d1", ADA, NOON, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of(grants));
    }

    private SignedDocuments load(PinnedKeys keys) {
        return SignedDocuments.load(new Verifier(keys, "d1", "ada"), shelf, CLOCK);
    }

    private SignedDocuments load() {
        return load(Keys.PINNED);
    }

    private static PrivateKey stranger() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertHolds(SignedDocuments documents, Grant... grants) {
        assertEquals(
                List.of(grants).stream()
                        .map(grant -> new Held(grant, NOON.plusSeconds(24 * 3_600)))
                        .toList(),
                documents.book().list());
    }

    private void assertRefused(Reason reason, SignedDocuments documents, byte[] envelope) {
        var before = documents.book();
        var refused = assertInstanceOf(Received.Refused.class, documents.receive(envelope));
        assertEquals(reason, refused.refusal().reason(), refused::toString);
        assertEquals(refused.refusal(), shelf.refusals.getLast());
        assertEquals(NOON, refused.refusal().at());
        assertSame(before, documents.book());
    }

    @Test
    void aSignedDocumentIsKeptAsItCameAndUsed() {
        var documents = load();
        assertSame(GrantBook.EMPTY, documents.book());
        var envelope = Keys.signed(document(1, GRANT));
        assertEquals(new Received.Accepted(1), documents.receive(envelope));
        assertHolds(documents, GRANT);
        assertArrayEquals(envelope, shelf.kept.orElseThrow().envelope());
        assertEquals(List.of(), shelf.refusals);
    }

    @Test
    void everyScopeComesBackEqual() {
        var grants = List.of(
                        new Scope.ExactCall("00ff"),
                        new Scope.Command(List.of("git", "push"), List.of("env")),
                        new Scope.Below("/w/build"),
                        new Scope.Host("a.example"))
                .stream()
                .map(scope -> grant(scope.toString(), scope))
                .toArray(Grant[]::new);
        var documents = load();
        documents.receive(Keys.signed(document(1, grants)));
        assertHolds(documents, grants);
    }

    /// What the console signs is read by laptops of all versions: this text must be taken like this for ever.
    @Test
    void aDocumentOfContractOneIsTakenAsItWasMeant() {
        var text =
                """
                {"contract":1,"version":7,"device":"d1",\
                "principal":{"id":"ada","roles":["developer"],"attributes":{}},"issuedAt":"2026-11-25T12:00:00Z",\
                "leaseHours":24,"keys":{"console-1":"MCowBQYDK2VwAyEA1Vt4GaIKeJff9JViW+AyrvGY/JTFpX8muhRn0YqcwEA="},"rollout":{"mode":"ENFORCE","rules":{},"breakGlass":null},"grants":[{"id":"g1",\
                "principal":"ada","device":"d1","rules":["command.privilege"],\
                "scope":{"is":"Command","argv":["sudo","ls"],"wrappers":[]},\
                "reach":{"agent":"claude-code","workspace":"/w","session":"s1"},\
                "from":"2026-11-25T12:00:00Z","until":"2026-11-25T13:00:00Z","maxUses":1,"approver":"sam",\
                "note":"Just this once."}]}""";
        assertEquals(text, new String(document(7, GRANT).bytes(), UTF_8));
        var envelope =
                """
                {"key":"console-1","document":"%s","signature":"otLrEn/qP8RlO8L8A6YN9SH8TvGK9zQAXMlRJIE0YQPh/ftN0/yFYEl+tsdS9oNRmLmXU/5sST/mm3KSzKmvBA=="}"""
                        .formatted(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
        assertEquals(envelope, new String(Keys.signed(document(7, GRANT)), UTF_8));
        var documents = load();
        assertEquals(new Received.Accepted(7), documents.receive(envelope.getBytes(UTF_8)));
        assertHolds(documents, GRANT);
    }

    private static final BreakGlass OPEN =
            new BreakGlass("b1", NOON, NOON.plusSeconds(3_600), "sam", "The build is down.");

    private static Document ruling(long version, Principal principal, Rollout rollout) {
        return new Document(Document.CONTRACT, version, "d1", principal, NOON, 24, Keys.TRUSTED, rollout, List.of());
    }

    private static final String RULING =
            """
            {"contract":1,"version":3,"device":"d1","principal":{"id":"ada","roles":["developer","on-call"],\
            "attributes":{"senior":true,"team":"pay","teams":["pay","web"]}},"issuedAt":"2026-11-25T12:00:00Z",\
            "leaseHours":24,"keys":{"console-1":"MCowBQYDK2VwAyEA1Vt4GaIKeJff9JViW+AyrvGY/JTFpX8muhRn0YqcwEA="},"rollout":{"mode":"OBSERVE","rules":{"command.privilege":"ENFORCE","file.secret":"OBSERVE"},\
            "breakGlass":{"id":"b1","from":"2026-11-25T12:00:00Z","until":"2026-11-25T13:00:00Z","by":"sam",\
            "why":"The build is down."}},"grants":[]}""";

    @Test
    void aDocumentSaysWithWhichRolesAndUnderWhichRolloutCallsAreDecided() {
        var principal = new Principal(
                "ada",
                List.of("on-call", "developer"),
                Map.of("team", "pay", "senior", true, "teams", List.of("pay", "web")));
        var rules = new TreeMap<>(Map.of("command.privilege", Mode.ENFORCE, "file.secret", Mode.OBSERVE));
        var document = ruling(3, principal, new Rollout(Mode.OBSERVE, rules, Optional.of(OPEN)));
        assertEquals(RULING, new String(document.bytes(), UTF_8));
        assertEquals(document, Json.read(RULING, Document.class));
        var documents = load();
        var told = new ArrayList<Document>();
        documents.onTaken(() -> told.add(documents.document().orElseThrow()));
        assertEquals(new Received.Accepted(3), documents.receive(Keys.signed(document)));
        assertEquals(List.of(document), told);
        documents.receive(Keys.signed(document));
        documents.receive(Keys.signed(document(2, GRANT)));
        assertEquals(1, told.size(), "nothing else counts since");
        assertEquals(Optional.of(document), load().document());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "developer","on-call" | "admin"
                    "senior":true | "senior":false
                    "mode":"OBSERVE" | "mode":"ENFORCE"
                    "command.privilege":"ENFORCE" | "command.privilege":"OBSERVE"
                    T13:00:00Z | T15:00:00Z
                    """)
    void whatIsWidenedByEditingTheBytesIsRefused(String part, String instead) {
        var documents = load();
        assertTrue(RULING.contains(part));
        var signed = Envelope.sign(Keys.ID, Keys.signer(), RULING.getBytes(UTF_8));
        var widened =
                Base64.getEncoder().encodeToString(RULING.replace(part, instead).getBytes(UTF_8));
        assertRefused(Reason.BAD_SIGNATURE, documents, new Envelope(signed.key(), widened, signed.signature()).bytes());
        assertEquals(Optional.empty(), documents.document());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "mode":"OBSERVE" | "mode":"BREAK_GLASS"
                    "command.privilege":"ENFORCE" | "command.privilege":"BREAK_GLASS"
                    T13:00:00Z | T16:00:01Z
                    "from":"2026-11-25T12:00:00Z" | "from":"2026-11-25T12:00:01Z"
                    "roles":["developer","on-call"] | "roles":[]
                    "mode":"OBSERVE", | ""
                    """)
    void whatNoConsoleMaySayIsRefusedAlsoWhenItIsSigned(String part, String instead) {
        assertTrue(RULING.contains(part));
        var signed = Envelope.sign(
                Keys.ID, Keys.signer(), RULING.replace(part, instead).getBytes(UTF_8));
        assertRefused(Reason.MALFORMED, load(), signed.bytes());
    }

    @Test
    void aBreakGlassEndsWithTheLease() {
        var at = NOON.minusSeconds(3_600);
        var document = new Document(
                1,
                1,
                "d1",
                ADA,
                NOON,
                1,
                Keys.TRUSTED,
                Rollout.ENFORCED.with(
                        Optional.of(new BreakGlass("b1", at, at.plusSeconds(4 * 3_600), "sam", "It must."))),
                List.of());
        var rollout = document.leasedRollout();
        assertEquals(Mode.BREAK_GLASS, rollout.modeAt(NOON.plusSeconds(3_599)));
        assertEquals(Mode.ENFORCE, rollout.modeAt(NOON.plusSeconds(3_600)));
    }

    @Test
    void aNewerDocumentReplacesAllOfAnOlderOne() {
        var documents = load();
        documents.receive(Keys.signed(document(1, GRANT)));
        var other = grant("g2", new Scope.Host("a.example"));
        assertEquals(new Received.Accepted(5), documents.receive(Keys.signed(document(5, other))));
        assertHolds(documents, other);
        assertEquals(new Received.Accepted(6), documents.receive(Keys.signed(document(6))));
        assertHolds(documents);
    }

    @Nested
    class WhenTheConsoleChangesItsKey {
        private static final Other NEXT = Other.made();

        /// Another key of the console.
        private record Other(String id, KeyPair pair) {
            static Other made() {
                try {
                    return new Other(
                            "console-2", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e);
                }
            }

            String publicKey() {
                return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
            }

            byte[] signed(Document document) {
                return Envelope.sign(id, pair.getPrivate(), document.bytes()).bytes();
            }
        }

        private static final Map<String, String> BOTH = Map.of(Keys.ID, Keys.PUBLIC, NEXT.id(), NEXT.publicKey());
        private static final Map<String, String> NEXT_ALONE = Map.of(NEXT.id(), NEXT.publicKey());

        private static Document naming(long version, Map<String, String> keys) {
            return new Document(1, version, "d1", ADA, NOON, 24, keys, Rollout.ENFORCED, List.of());
        }

        @Test
        void theNextKeyIsTrustedOnceADocumentOfTheOldOneNamesIt() {
            var documents = load();
            assertRefused(Reason.UNKNOWN_KEY, documents, NEXT.signed(naming(1, BOTH)));
            documents.receive(Keys.signed(naming(2, BOTH)));
            assertEquals(Optional.of(BOTH), shelf.trusted);
            assertEquals(new Received.Accepted(3), documents.receive(NEXT.signed(naming(3, BOTH))));
            assertEquals(new Received.Accepted(4), documents.receive(Keys.signed(naming(4, BOTH))));
        }

        @Test
        void theOldKeyIsTrustedNoMoreOnceTheNextOneLeavesItOut() {
            var documents = load();
            documents.receive(Keys.signed(naming(1, BOTH)));
            documents.receive(NEXT.signed(naming(2, NEXT_ALONE)));
            assertEquals(Optional.of(NEXT_ALONE), shelf.trusted);
            assertRefused(Reason.UNKNOWN_KEY, documents, Keys.signed(naming(3, BOTH)));
            var again = load(PinnedKeys.of(NEXT_ALONE));
            assertEquals(2, again.document().orElseThrow().version());
        }

        @Test
        void aDocumentThatDisownsItsOwnKeyChangesNothing() {
            var documents = load();
            assertEquals(new Received.Accepted(1), documents.receive(Keys.signed(naming(1, NEXT_ALONE))));
            assertEquals(Optional.empty(), shelf.trusted);
            assertEquals(new Received.Accepted(2), documents.receive(Keys.signed(naming(2, Keys.TRUSTED))));
        }

        @Test
        void keysThatTheSettingsPinStay() {
            shelf.isPinned = true;
            var documents = load();
            documents.receive(Keys.signed(naming(1, BOTH)));
            assertRefused(Reason.UNKNOWN_KEY, documents, NEXT.signed(naming(2, BOTH)));
        }

        @Test
        void whatWasNotLearntBeforeTheEndIsLearntAtTheNextStart() {
            shelf.kept = Optional.of(new SignedDocuments.Shelf.Kept(1, Keys.signed(naming(1, BOTH))));
            var documents = load();
            assertEquals(Optional.of(BOTH), shelf.trusted);
            assertEquals(new Received.Accepted(2), documents.receive(NEXT.signed(naming(2, BOTH))));
        }
    }

    @Nested
    class IsRefused {
        private final SignedDocuments documents = load();

        IsRefused() {
            documents.receive(Keys.signed(document(5, GRANT)));
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 4, 5})
        void anOlderOrEqualVersion(long version) {
            assertRefused(Reason.NOT_NEWER, documents, Keys.signed(document(version)));
        }

        @Test
        void anUnknownKey() {
            assertRefused(
                    Reason.UNKNOWN_KEY,
                    documents,
                    Envelope.sign("console-9", Keys.signer(), document(6).bytes())
                            .bytes());
        }

        @Test
        void theSignatureOfAStranger() {
            assertRefused(
                    Reason.BAD_SIGNATURE,
                    documents,
                    Envelope.sign(Keys.ID, stranger(), document(6).bytes()).bytes());
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "`\"maxUses\":1`, `\"maxUses\":9`",
                    "`\"sudo\",\"ls\"`, `\"sudo\"`",
                    "`13:00:00Z`, `23:00:00Z`",
                    "`\"s1\"`, null",
                    "`\"version\":6`, `\"version\":7`",
                    "`\"leaseHours\":24`, `\"leaseHours\":99`"
                })
        void anythingThatWasWidenedAfterwards(String from, String to) {
            var text = new String(document(6, GRANT).bytes(), UTF_8);
            assertTrue(text.contains(from), text);
            var signed = Json.read(Keys.signed(document(6, GRANT)), Envelope.class);
            var widened =
                    Base64.getEncoder().encodeToString(text.replace(from, to).getBytes(UTF_8));
            assertRefused(
                    Reason.BAD_SIGNATURE, documents, new Envelope(signed.key(), widened, signed.signature()).bytes());
        }

        @Test
        void anotherDeviceAndAnotherPrincipal() {
            assertRefused(
                    Reason.OTHER_DEVICE,
                    documents,
                    Keys.signed(new Document(1, 6, "d2", ADA, NOON, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of())));
            assertRefused(
                    Reason.OTHER_PRINCIPAL,
                    documents,
                    Keys.signed(new Document(
                            1, 6, "d1", person("bob"), NOON, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of())));
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "`\"contract\":1`, `\"contract\":2`, UNKNOWN_CONTRACT",
                    "`\"contract\":1,`, ``, UNKNOWN_CONTRACT",
                    "`\"version\":6`, `\"version\":0`, MALFORMED",
                    "`\"version\":6`, `\"version\":null`, MALFORMED",
                    "`\"leaseHours\":24`, `\"leaseHours\":0`, MALFORMED",
                    "`\"leaseHours\":24`, `\"leaseHours\":169`, MALFORMED",
                    "`\"leaseHours\":24,`, ``, MALFORMED",
                    "`\"leaseHours\":24`, `\"leaseHours\":24,\"mode\":\"observe\"`, MALFORMED",
                    "`2026-11-25T12:00:00Z\",\"lease`, `+1000000000-12-31T23:59:59Z\",\"lease`, MALFORMED",
                    "`2026-11-25T12:00:00Z\",\"lease`, `noon\",\"lease`, MALFORMED",
                    "`\"device\":\"d1\",\"rules\"`, `\"device\":\"d2\",\"rules\"`, MALFORMED",
                    "`\"id\":\"g1\",\"principal\":\"ada\"`, `\"id\":\"g1\",\"principal\":\"bob\"`, MALFORMED",
                    "`\"is\":\"Command\"`, `\"is\":\"Everything\"`, MALFORMED",
                    "`\"is\":\"Command\"`, `\"is\":\"java.lang.String\"`, MALFORMED",
                    "`\"argv\":[\"sudo\",\"ls\"]`, `\"argv\":[]`, MALFORMED",
                    "`\"argv\":[\"sudo\",\"ls\"]`, `\"argv\":[null]`, MALFORMED",
                    "`\"rules\":[\"command.privilege\"]`, `\"rules\":[]`, MALFORMED",
                    "`\"grants\":[`, `\"grants\":[null\\,`, MALFORMED",
                    "`\"maxUses\":1`, `\"maxUses\":0`, MALFORMED",
                    "`{\"contract`, `{\"contract\":1\\,\"contract`, MALFORMED",
                })
        void whatTheConsoleSignedButCannotMean(String from, String to, Reason reason) {
            var text = new String(document(6, GRANT).bytes(), UTF_8);
            assertTrue(text.contains(from), text);
            var changed = text.replace(from, (to == null ? "" : to).replace("\\,", ","));
            assertRefused(
                    reason,
                    documents,
                    Envelope.sign(Keys.ID, Keys.signer(), changed.getBytes(UTF_8))
                            .bytes());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "{}",
                    "[]",
                    "no json",
                    "{\"key\":\"console-1\",\"document\":\"?\",\"signature\":\"AAAA\"}",
                    "{\"key\":\"console-1\",\"document\":\"AAAA\",\"signature\":\"?\"}",
                    "{\"key\":null,\"document\":\"AAAA\",\"signature\":\"AAAA\"}",
                    "{\"key\":\"console-1\",\"document\":\"AAAA\",\"signature\":\"AAAA\",\"more\":1}"
                })
        void whatIsNoEnvelope(String text) {
            assertRefused(Reason.MALFORMED, documents, text.getBytes(UTF_8));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 63, 65, 64, 1_000})
        void aSignatureOfAnyLength(int length) {
            var signature = Base64.getEncoder().encodeToString(new byte[length]);
            var signed = Json.read(Keys.signed(document(6)), Envelope.class);
            assertRefused(
                    Reason.BAD_SIGNATURE, documents, new Envelope(signed.key(), signed.document(), signature).bytes());
        }

        @Test
        void whatIsNestedDeeplyOrLargerThanAnyDocument() {
            assertRefused(Reason.MALFORMED, documents, "[".repeat(100_000).getBytes(UTF_8));
            assertRefused(Reason.MALFORMED, documents, new byte[(4 << 20) + 1]);
            assertRefused(
                    Reason.MALFORMED,
                    documents,
                    Envelope.sign(Keys.ID, Keys.signer(), "[".repeat(100_000).getBytes(UTF_8))
                            .bytes());
        }

        @Test
        void anyEnvelopeWithOneBitTurned() {
            var envelope = Keys.signed(document(6, GRANT));
            var random = new SplittableRandom(4);
            for (int i = 0; i < 2_000; i++) {
                var turned = envelope.clone();
                turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
                assertInstanceOf(Received.Refused.class, documents.receive(turned));
            }
            assertEquals(2_000, shelf.refusals.size());
            assertHolds(documents, GRANT);
        }
    }

    @Nested
    class WhenItIsLoadedAgain {
        @Test
        void theKeptDocumentIsUsedAndOlderOnesStayRefused() {
            load().receive(Keys.signed(document(5, GRANT)));
            var documents = load();
            assertHolds(documents, GRANT);
            assertRefused(Reason.NOT_NEWER, documents, Keys.signed(document(5)));
        }

        @Test
        void theSameOneAgainIsNoNewsAndNoRefusal() {
            load().receive(Keys.signed(document(5, GRANT)));
            var documents = load();
            assertEquals(new Received.Accepted(5), documents.receive(Keys.signed(document(5, GRANT))));
            assertHolds(documents, GRANT);
        }

        @Test
        void anEditedRowIsRefusedAndNothingOfItUsed() {
            load().receive(Keys.signed(document(5, GRANT)));
            var edited = new String(shelf.kept.orElseThrow().envelope(), UTF_8)
                    .replace("\"document\":\"ey", "\"document\":\"ez");
            shelf.kept = Optional.of(new SignedDocuments.Shelf.Kept(5, edited.getBytes(UTF_8)));
            var documents = load();
            assertSame(GrantBook.EMPTY, documents.book());
            assertEquals(
                    List.of(Reason.BAD_SIGNATURE),
                    shelf.refusals.stream().map(Refusal::reason).toList());
            assertRefused(Reason.NOT_NEWER, documents, Keys.signed(document(4, GRANT)));
            assertEquals(new Received.Accepted(6), documents.receive(Keys.signed(document(6, GRANT))));
            assertHolds(documents, GRANT);
        }

        @Test
        void anOlderDocumentInTheRowOfANewerOneIsRefused() {
            load().receive(Keys.signed(document(5)));
            shelf.kept = Optional.of(new SignedDocuments.Shelf.Kept(5, Keys.signed(document(4, GRANT))));
            assertSame(GrantBook.EMPTY, load().book());
            assertEquals(Reason.ALTERED, shelf.refusals.getLast().reason());
        }

        @Test
        void aKeyThatIsPinnedNoMoreEndsItsGrants() {
            load().receive(Keys.signed(document(5, GRANT)));
            assertSame(GrantBook.EMPTY, load(PinnedKeys.NONE).book());
            assertEquals(Reason.UNKNOWN_KEY, shelf.refusals.getLast().reason());
        }

        @Test
        void aBrokenDatabaseHoldsNoGrantAndThrowsNothing() {
            shelf.isBroken = true;
            assertSame(GrantBook.EMPTY, load().book());
        }
    }

    @Test
    void severalKeysMayBePinned() {
        shelf.isPinned = true;
        var documents = load(PinnedKeys.of(Map.of("console-2", Keys.PUBLIC, Keys.ID, Keys.PUBLIC)));
        documents.receive(Keys.signed(document(1)));
        assertEquals(
                new Received.Accepted(2),
                documents.receive(Envelope.sign(
                                "console-2", Keys.signer(), document(2, GRANT).bytes())
                        .bytes()));
        assertHolds(documents, GRANT);
    }

    @Test
    void whatCannotBeKeptIsNotUsed() {
        var documents = load();
        shelf.isBroken = true;
        var refused = assertInstanceOf(Received.Refused.class, documents.receive(Keys.signed(document(1, GRANT))));
        assertEquals(Reason.NOT_KEPT, refused.refusal().reason());
        assertSame(GrantBook.EMPTY, documents.book());
    }

    @Test
    void aNewerDocumentThatCannotBeKeptStillRevokes() {
        var documents = load();
        assertInstanceOf(Received.Accepted.class, documents.receive(Keys.signed(document(1, GRANT))));
        shelf.isBroken = true;
        assertInstanceOf(Received.Refused.class, documents.receive(Keys.signed(document(2))));
        assertEquals(List.of(), documents.book().list());
        shelf.isBroken = false;
        assertInstanceOf(Received.Accepted.class, documents.receive(Keys.signed(document(2))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA", "MCowBQYDK2VwAyEAAAAA"})
    void aPinnedKeyThatIsNoneIsNamed(String key) {
        var refused = assertThrows(IllegalArgumentException.class, () -> PinnedKeys.of(Map.of("k7", key)));
        assertEquals("the key k7 is not an Ed25519 public key in base64", refused.getMessage());
    }
}
