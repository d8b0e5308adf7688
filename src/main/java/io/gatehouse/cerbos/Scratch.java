package io.gatehouse.cerbos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory for the time of one command; gone, with what is in it, when this is closed.
record Scratch(Path directory) implements AutoCloseable {
    static Scratch make() {
        try {
            return new Scratch(Files.createTempDirectory("gatehouse-policy-"));
        } catch (IOException e) {
            throw new PolicyException("Cannot make a temporary directory: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            delete(directory);
        } catch (IOException e) {
            throw new PolicyException("Cannot remove the temporary directory " + directory + ": " + e, e);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
