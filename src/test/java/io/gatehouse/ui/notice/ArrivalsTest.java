package io.gatehouse.ui.notice;

import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void foldsWhatAnAgentRepeatsAndKeepsTheNewest() {
        for (int i = 0; i < 100_000; i++) {
            arrivals.take(denied("a" + i, "s"));
        }
        var batch = arrivals.drain();
        assertEquals(1, batch.groups().size());
        assertEquals(100_000, batch.groups().getFirst().count());
        assertEquals("a99999", batch.groups().getFirst().last().id());
        assertEquals(new Arrivals.Batch(List.of(), 0), arrivals.drain());
    }

    @Test
    void countsWhatItCannotKeep() {
        for (int i = 0; i < Arrivals.MOST + 3; i++) {
            arrivals.take(denied("a" + i, "s" + i));
        }
        var batch = arrivals.drain();
        assertEquals(Arrivals.MOST, batch.groups().size());
        assertEquals(3, batch.lost());
    }

    @Test
    void passesOverAnAllow() {
        arrivals.take(record("a", "s", "ls", new Verdict.Allow()).enforcement());
        assertEquals(new Arrivals.Batch(List.of(), 0), arrivals.drain());
    }

    @Test
    void oneGraveDenialMakesItsGroupGrave() {
        var hard = new Rule("other", "command", "Why.", "", false, Severity.LOW);
        arrivals.take(record("a", "s", "x", denyBy(FORCE, hard)).enforcement());
        arrivals.take(denied("b", "s"));
        assertTrue(arrivals.drain().groups().getFirst().fold().grave());
    }

    private static Enforcement denied(String id, String session) {
        return record(id, session, "git push -f", denyBy(FORCE)).enforcement();
    }
}
