package io.gatehouse.analysis;

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

    static boolean isWithin(String path, String directory) {
        return path.equals(directory)
                || directory.equals("/")
                || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
    }
}
