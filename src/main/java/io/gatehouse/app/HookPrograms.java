package io.gatehouse.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the programs are that agents run as hooks: beside the directory of Gatehouse's jar.
final class HookPrograms {
    /// How far a checkout's classes are below it.
    private static final int STEPS = 5;

    private HookPrograms() {}

    static Optional<Path> find() {
        try {
            var code = Path.of(HookPrograms.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.iterate(code.toAbsolutePath().getParent(), path -> path != null, Path::getParent)
                    .limit(STEPS)
                    .flatMap(above -> Stream.of(above.resolve("hooks"), above.resolve("installer/hooks")))
                    .filter(hooks -> Files.isRegularFile(hooks.resolve("gatehouse-hook")))
                    .findFirst();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program does not know where it is", e);
        }
    }
}
