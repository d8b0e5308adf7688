package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.Preview;
import io.gatehouse.audit.Preview.Denial;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Exceptable;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {
    private static final Verdict.Deny WAIVABLE = new Verdict.Deny(Cause.RULE, List.of(PRIVILEGE), "agent", "person");

    @TempDir
    Path dir;

    private Store store;
    private AuditLog log;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        log = store.auditLog();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Enforcement denied(String id, Instant at, String... argv) {
        var plain = Samples.enforcement(id, at, WAIVABLE, String.join(" ", argv));
        var request = new AccessRequest(
                Samples.ANA,
                Action.EXEC,
                Map.of("argv", List.of(argv), "wrappers", List.of(), "parse", "full", "workspace", "/home/ana/shop"));
        return new Enforcement(
                id,
                at,
                plain.mode(),
                plain.principal(),
                plain.origin(),
                plain.workspace(),
                plain.shown(),
                List.of(new Enforcement.Asked(request, List.of(), new Decision(Effect.DENY, List.of(PRIVILEGE)))),
                List.of(),
                List.of(),
                List.of(),
                "key",
                plain.verdict(),
                plain.basis(),
                List.of(),
                plain.took());
    }

    private Preview preview(Scope scope) {
        var exceptable = new Exceptable(denied("x", NOON, "git", "push", "origin"), store.device());
        return Preview.of(log, List.of(exceptable.grant(scope, false)), store.device(), NOON)
                .getFirst();
    }

    @Test
    void itCountsTheDenialsOfThirtyDaysAndShowsTheNewest() {
        log.append(denied("old", NOON.minus(Duration.ofDays(31)), "git", "push", "origin"));
        for (int i = 0; i < 7; i++) {
            log.append(denied("p" + i, NOON.minus(Duration.ofDays(29 - i)), "git", "push", "b" + i));
        }
        log.append(denied("r", NOON.minusSeconds(9), "git", "reset"));
        log.append(Samples.enforcement("a", NOON, new Verdict.Allow(), "git push"));
        log.append(Samples.enforcement("h", NOON, DENY, "git push"));
        var expected = new ArrayList<Denial>();
        for (int i = 6; i > 1; i--) {
            expected.add(new Denial(
                    "p" + i, log.find("p" + i).orElseThrow().enforcement().at(), "git push b" + i));
        }
        assertEquals(new Preview(7, expected, 9, true), preview(new Scope.Command(List.of("git", "push"), List.of())));
        assertEquals(
                new Preview(1, expected.subList(0, 1), 9, true),
                preview(new Scope.Command(List.of("git", "push", "b6"), List.of())));
    }

    @Test
    void itSaysWhenThereWereMoreDenialsThanItLookedAt() {
        for (int i = 0; i < 2_000; i++) {
            log.append(denied("e" + i, NOON, "git", "push"));
        }
        var all = new Scope.Command(List.of("git"), List.of());
        var full = preview(all);
        assertEquals(List.of(2_000, 2_000, false), List.of(full.covered(), full.looked(), full.complete()));
    }

    @Test
    void nothingWasDeniedYet() {
        assertEquals(new Preview(0, List.of(), 0, true), preview(new Scope.ExactCall("key")));
    }
}
