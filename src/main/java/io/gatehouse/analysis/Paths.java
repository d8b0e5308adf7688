package io.gatehouse.analysis;

import java.util.ArrayDeque;

/// Absolute, folded paths as text, with `/` on every system.
final class Paths {
    private Paths() {}

    /// The directory above; the root's is the root.
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Without `.`, `..` and doubled slashes; links are not followed. Absolute even where `..` climbs too far.
    static String folded(String path) {
        var names = new ArrayDeque<String>();
        for (var name : path.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    static boolean isWithin(String path, String directory) {
        return path.equals(directory)
                || directory.equals("/")
                || (!directory.isEmpty() && path.startsWith(directory) && path.charAt(directory.length()) == '/');
    }
}
