package io.gatehouse.command.bash;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same with twenty thousand lines.
@Tag("soak")
final class BashDifferentialIT {
    private static final int LINES = Integer.getInteger("bash.lines", 20_000);
    private static final long SEED = Long.getLong("bash.seed", 7411);
    /// A lot can be run in parts.
    private static final int FIRST = Integer.getInteger("bash.first", 0);

    @TempDir
    private Path directory;

    @Test
    void whatBashDoesIsFoundInTheLine() {
        try (var runners = new Runners(directory)) {
            runners.assertNothingMissed(SEED, FIRST, LINES);
        }
    }
}
