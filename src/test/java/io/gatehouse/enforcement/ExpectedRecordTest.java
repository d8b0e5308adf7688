package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The record that is begun while the PDP works.
class ExpectedRecordTest extends EnforcerFixture {
    private final List<Enforcement> expected = new ArrayList<>();

    private record Beginning(Recorder whole, Function<Enforcement, Recorder> begun) implements Recorder {
        @Override
        public void record(Enforcement enforcement) {
            whole.record(enforcement);
        }

        @Override
        public Recorder expecting(Enforcement likely) {
            return begun.apply(likely);
        }
    }

    ExpectedRecordTest() {
        record = new Beginning(
                _ -> {
                    throw new IllegalStateException("the record was begun");
                },
                likely -> {
                    expected.add(likely);
                    return recorded::add;
                });
    }

    @Test
    void ofAnAllowedCallIsTheOneThatIsKept() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);

        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));

        var kept = recorded.getFirst();
        assertEquals(new Basis.Central("r1", "call-1"), kept.basis());
        assertEquals(List.of(expected.getFirst().with(kept.basis(), kept.took())), recorded);
    }

    @Test
    void isNotWhatIsKeptOfADeny() {
        pdp.answer = decided(Decision.ALLOW, deny(WAIVABLE_LOW));

        var verdict = enforcer().enforce(call());

        assertEquals(List.of(WAIVABLE_LOW), denied(verdict).rules());
        assertEquals(verdict, recorded.getFirst().verdict());
        assertEquals(new Verdict.Allow(), expected.getFirst().verdict());
    }

    @Test
    void thatCannotBeBegunIsWrittenAtTheEnd() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
        record = new Beginning(recorded::add, _ -> {
            throw new IllegalStateException("no memory for it");
        });

        assertTrue(enforcer().enforce(call()).allows());
        assertEquals(1, recorded.size());
    }

    @Test
    void thatCannotBeKeptDenies() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);
        record = new Beginning(recorded::add, _ -> _ -> {
            throw new IllegalStateException("the disk is full");
        });

        assertEquals(Cause.AUDIT_FAILED, denied(enforcer().enforce(call())).cause());
        assertEquals(List.of(), recorded);
    }

    @Test
    void isNotBegunByAnExplanation() {
        pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);

        assertEquals(new Verdict.Allow(), enforcer().explain(call()).verdict());

        assertEquals(List.of(), expected);
        assertEquals(List.of(), recorded);
    }
}
