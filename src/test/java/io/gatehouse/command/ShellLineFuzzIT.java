package io.gatehouse.command;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The same in full size. Each round has a seed of its own, which is printed before it, for a native crash tells none.
@Tag("soak")
final class ShellLineFuzzIT {
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);
    private static final int LINES = 20_000;

    @Test
    void anyStringGetsAnAnswerWithinTheLine() {
        for (var round = 0; round < ROUNDS; round++) {
            System.out.println("fuzz seed " + (SEED + round));
            new LineFuzz(SEED + round).run(LINES);
        }
    }
}
