package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.policy.Principal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPlansTest {
    private static final String PDP = "https://pdp.example:3592";
    private static final Principal ANA = new Principal("ana", List.of("developer", "reader"), Map.of("level", 3));

    @TempDir
    Path dir;

    private Store store;
    private KeptPlans plans;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        plans = store.plans(PDP);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(Principal principal, String revision, String text, Instant at) {
        plans.put(principal, revision, text.getBytes(UTF_8), at);
    }

    private Optional<String> find(Principal principal, String revision) {
        return plans.find(principal, revision).map(kept -> new String(kept.plans(), UTF_8));
    }

    @Test
    void comeBackAsTheyWereAlsoAfterARestart() {
        put(ANA, "r1", "plan", NOON);
        close();
        open();
        assertEquals(Optional.of("plan"), find(ANA, "r1"));
        assertEquals(
                NOON.truncatedTo(ChronoUnit.MILLIS),
                plans.find(ANA, "r1").orElseThrow().fetchedAt());
    }

    @Test
    void areOnePrincipalsOfOnePdpAndRevision() {
        put(ANA, "r1", "plan", NOON);
        for (var other : List.of(
                new Principal("bob", ANA.roles(), ANA.attributes()),
                new Principal("ana", List.of("developer"), ANA.attributes()),
                new Principal("ana", ANA.roles(), Map.of("level", "3")),
                new Principal("ana", ANA.roles(), Map.of()))) {
            assertEquals(Optional.empty(), find(other, "r1"));
        }
        assertEquals(Optional.empty(), find(ANA, "r2"));
        assertEquals(Optional.empty(), find(ANA, ""));
        assertEquals(Optional.empty(), store.plans(PDP + "/").find(ANA, "r1"));
    }

    @Test
    void ofTheTwoRevisionsFetchedLastAreKept() {
        var bob = new Principal("bob", List.of("developer"), Map.of());
        put(ANA, "r1", "1", NOON);
        put(bob, "r1", "b1", NOON);
        put(ANA, "r2", "2", NOON.plusSeconds(1));
        put(ANA, "r1", "1 again", NOON.plusSeconds(2));
        store.plans("https://other").put(ANA, "r9", new byte[1], NOON.plusSeconds(9));
        put(ANA, "r3", "3", NOON.plusSeconds(3));
        assertEquals(Optional.of("1 again"), find(ANA, "r1"));
        assertEquals(Optional.of("b1"), find(bob, "r1"));
        assertEquals(Optional.empty(), find(ANA, "r2"));
        assertEquals(Optional.of("3"), find(ANA, "r3"));
    }

    @Test
    void thatWereJustFetchedStayAlsoWhenTheClockWentBack() {
        put(ANA, "r1", "1", NOON);
        put(ANA, "r2", "2", NOON.plusSeconds(1));
        put(ANA, "r3", "3", NOON.minusSeconds(9));
        assertEquals(Optional.of("3"), find(ANA, "r3"));
        assertEquals(Optional.empty(), find(ANA, "r1"));
    }

    @Test
    void thatCannotBeReadAreDeletedByTheirReader() {
        put(ANA, "r1", "?", NOON);
        plans.delete(ANA, "r1");
        assertEquals(Optional.empty(), find(ANA, "r1"));
    }
}
