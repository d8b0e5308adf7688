package io.gatehouse.hook;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every answer of an agent's endpoint is a deny that the agent understands, whatever it was sent: the policy denies
/// everything. Each run has a seed, which is printed before it.
class HookFuzzIT {
    private static final long SEED = Long.getLong("fuzz.seed", 7);
    private static final int REQUESTS = 6_000;
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

    @Test
    void whateverIsSentIsDeniedAndTheServerLivesOn() throws IOException {
        send(SEED);
    }

    @Test
    @Tag("soak")
    void whateverIsSentForLongIsDeniedAndTheServerLivesOn() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            send(SEED + round);
        }
    }

    private static void send(long seed) throws IOException {
        System.out.println("fuzz seed " + seed);
        try (var fuzz = new HookFuzz(seed)) {
            fuzz.run(REQUESTS);
        }
    }
}
