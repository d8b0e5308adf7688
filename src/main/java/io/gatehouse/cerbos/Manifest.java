package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// What a build is made of and consists of: lies in it, in a file that the PDP does not load.
///
/// @param build the way of building, see [PolicySources#BUILD]
/// @param sources the SHA-256 of each source, by path
/// @param files the SHA-256 of each file of the build, by path
record Manifest(int build, String revision, SortedMap<String, String> sources, SortedMap<String, String> files) {
    static final String FILE = ".gatehouse-build";

    Manifest {
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// What is there is no manifest of this version.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    static Manifest of(PolicySources sources, SortedMap<String, byte[]> files) {
        return new Manifest(PolicySources.BUILD, sources.revision(), sources.digests(), PolicySources.digests(files));
    }

    /// Whether a directory was made by a build.
    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /// @throws PolicyException when the file cannot be read
    static Manifest read(Path built) throws Unreadable {
        try {
            return Json.read(Files.readAllBytes(built.resolve(FILE)), Manifest.class);
        } catch (JacksonException e) {
            throw new Unreadable(e);
        } catch (IOException e) {
            throw new PolicyException("Cannot read " + built.resolve(FILE) + ": " + e, e);
        }
    }

    byte[] json() {
        return (Json.pretty(this) + "\n").getBytes(UTF_8);
    }
}
