package io.gatehouse.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent to the local API, without the token nothing is told or changed, and with it every answer is
/// one that it has. Each run has a seed, which is printed before it.
class LocalApiFuzzIT {
    private static final long SEED = Long.getLong("fuzz.seed", 7);
    private static final int REQUESTS = 1_000;
    private static final int REQUESTS_OF_A_ROUND = 3_000;
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

    @TempDir
    private Path directory;

    @Test
    void whateverIsSentIsAnsweredAsItShouldAndTheServerLivesOn() throws Exception {
        send(SEED, REQUESTS);
    }

    @Test
    @Tag("soak")
    void whateverIsSentForLongIsAnsweredAsItShouldAndTheServerLivesOn() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            send(SEED + round, REQUESTS_OF_A_ROUND);
        }
    }

    private void send(long seed, int requests) throws Exception {
        System.out.println("fuzz seed " + seed);
        try (var fuzz = new LocalApiFuzz(Files.createDirectory(directory.resolve("home" + seed)), seed)) {
            fuzz.run(requests);
        }
    }
}
