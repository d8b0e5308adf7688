package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static io.gatehouse.store.Samples.SECRET;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCountTest {
    @TempDir
    private Path dir;

    @Test
    void eachRuleThatFiredIsCountedOnceACallHoweverItEnded() {
        try (var store = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            append(store, "old", NOON.minusMillis(1), deny(PRIVILEGE));
            append(store, "a", NOON, deny(PRIVILEGE, SECRET));
            append(store, "b", NOON, deny(PRIVILEGE));
            append(store, "c", NOON.plusSeconds(1), new Verdict.WouldDeny(deny(PRIVILEGE, PRIVILEGE)));
            append(store, "d", NOON, new Verdict.Allow());
            append(store, "e", NOON, Enforcer.fault(Cause.NO_BASIS));
            assertEquals(
                    List.of(new RuleCount(PRIVILEGE.id(), 2, 1), new RuleCount(SECRET.id(), 1, 0)),
                    store.ruleCounts(NOON));
        }
    }

    @Test
    void nothingFiredWhereNothingWasDecided() {
        try (var store = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            assertEquals(List.of(), store.ruleCounts(NOON));
        }
    }

    private static void append(Store store, String id, Instant at, Verdict verdict) {
        store.auditLog().append(enforcement(id, at, verdict, "sudo ls"));
    }

    private static Verdict.Deny deny(Rule... rules) {
        return new Verdict.Deny(DENY.cause(), List.of(rules), DENY.toldAgent(), DENY.toldPerson());
    }
}
