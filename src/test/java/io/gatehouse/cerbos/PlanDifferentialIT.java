package io.gatehouse.cerbos;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same in full size: two million requests, and half a million of the other organisation's.
@Tag("soak")
class PlanDifferentialIT {
    private static final long INPUTS = Long.getLong("differential.inputs", 2_000_000);
    private static final long SEED = Long.getLong("differential.seed", 7);

    @TempDir
    private Path work;

    @Test
    void ourPoliciesDecideOfflineAsThePdpDecides() {
        try (var served = Served.start(PlanDifferentialTest.OURS, Crowd.OF_OURS, work)) {
            PlanDifferentialTest.assertSame(
                    served,
                    served.differential(PlanDifferentialTest.TESTS, SEED).run(INPUTS),
                    INPUTS / 200,
                    0);
        }
    }

    @Test
    void anotherOrganisationsPoliciesDoToo() {
        try (var served = Served.start(PlanDifferentialTest.SECOND, Crowd.OF_THE_SECOND, work)) {
            PlanDifferentialTest.assertSame(
                    served,
                    served.differential(PlanDifferentialTest.TESTS, SEED).run(INPUTS / 4),
                    INPUTS / 10_000,
                    INPUTS / 400);
        }
    }
}
