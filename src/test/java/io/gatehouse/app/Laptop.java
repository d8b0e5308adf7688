package io.gatehouse.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A Linux machine that nobody manages and whose environment says nothing.
final class Laptop {
    private Laptop() {}

    static Machine at(Path home) {
        return new Machine(
                Machine.Os.LINUX,
                home,
                Map.of(),
                "ada",
                new Machine.Managed(home.resolve("managed/gatehouse.yaml"), Optional.of("root")));
    }
}
