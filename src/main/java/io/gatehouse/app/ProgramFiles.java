package io.gatehouse.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the files of the running program are.
final class ProgramFiles {
    /// How far a checkout's classes are below it.
    private static final int STEPS = 5;

    private ProgramFiles() {}

    /// The programs that agents run as hooks: beside the directory of Gatehouse's jar.
    static Optional<Path> hooks() {
        return Stream.iterate(code().getParent(), path -> path != null, Path::getParent)
                .limit(STEPS)
                .flatMap(above -> Stream.of(above.resolve("hooks"), above.resolve("installer/hooks")))
                .filter(hooks -> Files.isRegularFile(hooks.resolve("gatehouse-hook")))
                .findFirst();
    }

    /// What runs: the directory of `lib` with the jars, and Java's. Of a checkout nothing, whose classes are its
    /// developers' to build.
    static List<Path> running() {
        var jar = code();
        var lib = jar.getParent();
        return Files.isRegularFile(jar) && lib != null && lib.getParent() != null
                ? List.of(lib.getParent(), Path.of(System.getProperty("java.home")))
                : List.of();
    }

    /// Gatehouse's jar, or the directory of its classes.
    private static Path code() {
        try {
            return Path.of(ProgramFiles.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program does not know where it is", e);
        }
    }
}
