package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static io.gatehouse.store.Samples.SECRET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.DecisionCache;
import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionCacheTest {
    private static final String PDP = "https://pdp.example:3592";
    private static final Decision DENY = new Decision(Effect.DENY, List.of(PRIVILEGE, SECRET), false);
    private static final Principal ANA =
            new Principal("ana", List.of("developer", "reader"), Map.of("team", "payments", "level", 3, "on", true));
    private static final Map<String, Object> ATTRIBUTES = Map.of(
            "program", "git", "argv", List.of("git", "push"), "bg", false, "port", 22L, "at", "2026-11-23T12:00:00Z");
    private static final AccessRequest PUSH = new AccessRequest(ANA, Action.EXEC, ATTRIBUTES);

    @TempDir
    Path dir;

    private Store store;
    private DecisionCache cache;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        cache = store.decisionCache(PDP);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        open();
    }

    private void put(String revision, AccessRequest request, Decision decision, Instant at) {
        cache.put(confirmed(revision, at), List.of(request), List.of(decision));
    }

    private static Confirmed confirmed(String revision, Instant at) {
        return new Confirmed(revision, at, AgeLimits.LONGEST);
    }

    private static AccessRequest with(String name, Object value) {
        var attributes = new TreeMap<>(ATTRIBUTES);
        attributes.put(name, value);
        return new AccessRequest(ANA, Action.EXEC, attributes);
    }

    @Test
    void aQuestionAfterADenyIsAnotherQuestion() {
        put("r1", PUSH, Decision.ALLOW, NOON);

        assertEquals(Optional.empty(), cache.find("r1", PUSH.afterDeny()));
    }

    @Test
    void aConfirmedQuestionIsAnotherQuestionThanTheUnconfirmedOne() {
        var asking = new Rule("command.push", "command", "w", "f", false, Severity.LOW, "Push it?");
        var unconfirmed = with("confirmed", List.of());
        var deny = new Decision(Effect.DENY, List.of(asking));
        put("r1", unconfirmed.confirming(Set.of("command.push")), Decision.ALLOW, NOON);
        assertEquals(Optional.empty(), cache.find("r1", unconfirmed));

        put("r1", unconfirmed, deny, NOON);
        reopen();
        assertEquals(Optional.of(deny), cache.find("r1", unconfirmed));
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", unconfirmed.confirming(Set.of("command.push"))));
    }

    private static AccessRequest as(Principal principal) {
        return new AccessRequest(principal, Action.EXEC, ATTRIBUTES);
    }

    @Test
    void decisionsComeBackEqualAlsoAfterARestart() {
        var other = with("program", "sudo");
        cache.put(confirmed("r1", NOON), List.of(PUSH, other), List.of(Decision.ALLOW, DENY));
        for (int i = 0; i < 2; i++) {
            assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
            assertEquals(Optional.of(DENY), cache.find("r1", other));
            reopen();
        }
    }

    @Test
    void theTimeOfARequestDoesNotMatter() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", with("at", "2030-01-01T00:00:00Z")));
    }

    @Test
    void everythingElseMatters() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        var without = new TreeMap<>(ATTRIBUTES);
        without.remove("bg");
        Stream.of(
                        as(new Principal("bob", ANA.roles(), ANA.attributes())),
                        as(new Principal("ana", List.of("developer"), ANA.attributes())),
                        as(new Principal("ana", List.of("developer", "reader", "x"), ANA.attributes())),
                        as(new Principal("ana", List.of("developerreader"), ANA.attributes())),
                        as(new Principal("ana", ANA.roles(), Map.of())),
                        as(new Principal("ana", ANA.roles(), Map.of("team", "payments", "level", 4, "on", true))),
                        as(new Principal("ana", ANA.roles(), Map.of("team", "payments", "level", "3", "on", true))),
                        as(new Principal("ana", ANA.roles(), Map.of("team", "payments", "level", 3.5, "on", true))),
                        as(new Principal("ana", ANA.roles(), Map.of("team", "payments", "level", 3, "at", true))),
                        new AccessRequest(ANA, Action.READ, ATTRIBUTES),
                        new AccessRequest(ANA, Action.EXEC, without),
                        with("program", "gi"),
                        with("program", "git "),
                        with("program", "Git"),
                        with("program", ""),
                        with("program", List.of("git")),
                        with("argv", List.of("git", "push", "")),
                        with("argv", List.of("git push")),
                        with("argv", List.of("push", "git")),
                        with("argv", List.of("g", "itpush")),
                        with("argv", List.of()),
                        with("bg", true),
                        with("bg", "false"),
                        with("bg", 0L),
                        with("port", 23L),
                        with("port", "22"),
                        with("portt", 22L),
                        with("more", ""))
                .forEach(request -> assertEquals(Optional.empty(), cache.find("r1", request), request::toString));
        assertEquals(Optional.empty(), cache.find("r2", PUSH));
        assertEquals(Optional.empty(), cache.find("", PUSH));
        assertEquals(Optional.empty(), store.decisionCache(PDP + "/").find("r1", PUSH));
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
    }

    @Test
    void anUnpairedSurrogateIsNotAQuestionMark() {
        put("r1", with("program", "a?"), Decision.ALLOW, NOON);
        assertEquals(Optional.empty(), cache.find("r1", with("program", "a\uD800")));
        put("r1", with("program", "a\uD800"), DENY, NOON);
        assertEquals(Optional.empty(), cache.find("r1", with("program", "a\uD801")));
        assertEquals(Optional.of(DENY), cache.find("r1", with("program", "a\uD800")));
    }

    @Test
    void theOrderOfRolesDoesNotMatter() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        var turned = new Principal("ana", List.of("reader", "developer", "reader"), ANA.attributes());
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", as(turned)));
    }

    @Test
    void anotherInstallationCannotReadTheKeys() {
        try (var other = Store.open(dir.resolve("other"), Store.MAX_BYTES, CLOCK)) {
            other.decisionCache(PDP).put(confirmed("r1", NOON), List.of(PUSH), List.of(DENY));
            put("r1", PUSH, DENY, NOON);
            assertTrue(!key(store).equals(key(other)));
        }
    }

    private static String key(Store store) {
        return store.database()
                .read(session -> session.find("SELECT hex(key) FROM decision", row -> row.getString(1)))
                .orElseThrow();
    }

    @Test
    void anotherDecisionReplacesTheOneBeforeAtOnce() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        put("r1", PUSH, DENY, NOON.plusMillis(1));
        assertEquals(Optional.of(DENY), cache.find("r1", PUSH));
        put("r1", PUSH, Decision.ALLOW, NOON.plusMillis(2));
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
    }

    @Test
    void whatIsKeptAlreadyIsNotWrittenAgain() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        long before = dataVersion();
        put("r1", PUSH, Decision.ALLOW, NOON.plusSeconds(9));
        assertEquals(before, dataVersion());
        assertEquals(Optional.of(confirmed("r1", NOON.plusSeconds(9))), cache.confirmed());
        put("r1", PUSH, Decision.ALLOW, NOON.plusSeconds(10));
        assertTrue(before != dataVersion());
    }

    /// Changes with each commit of the other connections.
    private long dataVersion() {
        return store.database().read(session -> session.number("PRAGMA data_version"));
    }

    @Test
    void confirmationsAreOfEachPdpAndSurviveARestart() {
        assertEquals(Optional.empty(), cache.confirmed());
        put("r1", PUSH, DENY, NOON);
        store.decisionCache("https://other").put(confirmed("r9", NOON.plusSeconds(1)), List.of(PUSH), List.of(DENY));
        put("r2", PUSH, DENY, NOON.plusSeconds(60));
        assertEquals(Optional.of(confirmed("r2", NOON.plusSeconds(60))), cache.confirmed());
        reopen();
        var millis = Instant.ofEpochMilli(NOON.plusSeconds(60).toEpochMilli());
        assertEquals(Optional.of(confirmed("r2", millis)), cache.confirmed());
        assertEquals(
                "r9",
                store.decisionCache("https://other").confirmed().orElseThrow().revision());
    }

    @Test
    void theAgeLimitsToldComeBackAlsoAfterARestart() {
        var limits = new AgeLimits(Duration.ofHours(5), Duration.ofMinutes(30));
        cache.put(confirmed("r1", NOON), List.of(PUSH), List.of(DENY));
        cache.put(new Confirmed("r1", NOON.plusMillis(1), limits), List.of(PUSH), List.of(DENY));
        for (int i = 0; i < 2; i++) {
            assertEquals(limits, cache.confirmed().orElseThrow().ageLimits());
            reopen();
        }
    }

    @Test
    void aConfirmationKeepsTheTimeReached() {
        assertEquals(Optional.empty(), store.findReachedTime());
        put("r1", PUSH, DENY, NOON);
        var millis = NOON.truncatedTo(ChronoUnit.MILLIS);
        assertEquals(Optional.of(millis), store.findReachedTime());
        store.keepReachedTime(millis.plusSeconds(60));
        reopen();
        assertEquals(Optional.of(millis.plusSeconds(60)), store.findReachedTime());
    }

    @Test
    void aRevisionThatIsRolledBackIsTheOneConfirmedLast() {
        put("r1", PUSH, DENY, NOON);
        put("r2", PUSH, DENY, NOON.plusSeconds(1));
        put("r1", PUSH, DENY, NOON.plusSeconds(2));
        reopen();
        assertEquals("r1", cache.confirmed().orElseThrow().revision());
    }

    @Test
    void theLastTwoRevisionsAreKept() {
        put("r1", PUSH, Decision.ALLOW, NOON);
        put("r2", PUSH, DENY, NOON);
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
        put("r1", PUSH, Decision.ALLOW, NOON);
        put("r3", PUSH, Decision.ALLOW, NOON);
        assertEquals(Optional.empty(), cache.find("r2", PUSH));
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
        put("r2", PUSH, DENY, NOON);
        assertEquals(Optional.of(DENY), cache.find("r2", PUSH));
        assertEquals(Optional.empty(), cache.find("r1", PUSH));
    }

    @Test
    void theOldestGoFirstWhenThereAreTooMany() {
        var small = store.decisionCache(PDP, 50);
        for (int i = 0; i < 200; i++) {
            small.put(confirmed("r1", NOON.plusMillis(i)), List.of(with("port", (long) i)), List.of(Decision.ALLOW));
            long kept = store.database().read(session -> session.number("SELECT count(*) FROM decision"));
            assertTrue(kept <= 50, i + ": " + kept);
            assertEquals(Optional.of(Decision.ALLOW), small.find("r1", with("port", (long) i)));
        }
        assertEquals(Optional.empty(), small.find("r1", with("port", 0L)));
        small.put(confirmed("r1", NOON.plusSeconds(1)), List.of(with("port", 0L)), List.of(DENY));
        assertEquals(Optional.of(DENY), small.find("r1", with("port", 0L)));
    }

    @Test
    void aDecisionThatWentIsWrittenAgainWhenItIsMadeAgain() {
        var small = store.decisionCache(PDP, 10);
        IntStream.range(0, 11)
                .forEach(i ->
                        small.put(confirmed("r1", NOON.plusMillis(i)), List.of(with("port", (long) i)), List.of(DENY)));
        assertEquals(Optional.empty(), small.find("r1", with("port", 0L)));
        small.put(confirmed("r1", NOON.plusMillis(20)), List.of(with("port", 0L)), List.of(DENY));
        assertEquals(Optional.of(DENY), small.find("r1", with("port", 0L)));
    }

    @Test
    void aPutThatFailsKeepsNothingAndIsTriedAgain() {
        store.database().write(session -> session.update("ALTER TABLE decision RENAME TO away"));
        assertThrows(StoreException.class, () -> put("r1", PUSH, Decision.ALLOW, NOON));
        assertEquals(Optional.empty(), cache.confirmed());
        store.database().write(session -> session.update("ALTER TABLE away RENAME TO decision"));
        put("r1", PUSH, Decision.ALLOW, NOON);
        assertEquals(Optional.of(Decision.ALLOW), cache.find("r1", PUSH));
    }

    @Test
    void aDecisionForEachRequestIsNeeded() {
        assertThrows(IllegalArgumentException.class, () -> cache.put(confirmed("r1", NOON), List.of(PUSH), List.of()));
    }
}
