package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A hook that was put into an agent's settings and is to stay there as it was written.
///
/// @param agent Gatehouse's name of it
/// @param since when it was put in by a person
/// @param places where the files that hold it really were then, each as [#place] tells
public record StandingHook(String agent, Level level, Instant since, List<String> places, Means means) {
    public StandingHook {
        places = List.copyOf(places);
    }

    /// How the agent's settings are looked at and written.
    public interface Means {
        List<Path> files();

        /// Writes the hook where it is not as it should be.
        ///
        /// @param dryRun only tells whether something would change
        /// @throws ProtectException when a file cannot be read, understood or written
        Change write(boolean dryRun);

        /// What else keeps the hook from working, a sentence; "" for nothing.
        String flaw();
    }

    /// Whether these files are where they were, and thus not links to somewhere else.
    boolean isInPlace() {
        return places.equals(places(means.files()));
    }

    /// Where files really are; of a file that is not there, where it would be.
    public static List<String> places(List<Path> files) {
        return files.stream().map(StandingHook::place).toList();
    }

    private static String place(Path file) {
        try {
            if (Files.exists(file)) {
                return file.toRealPath().toString();
            }
            var directory =
                    Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            if (!Files.isSymbolicLink(file)) {
                return Files.exists(directory)
                        ? directory.toRealPath().resolve(file.getFileName()).toString()
                        : Path.of(place(directory)).resolve(file.getFileName()).toString();
            }
            return "a link to nowhere";
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
