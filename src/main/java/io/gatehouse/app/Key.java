package io.gatehouse.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Every setting there is.
enum Key {
    DATA_DIR("dataDir", Shape.TEXT),
    HOOK_PORT("hook.port", Shape.TEXT),
    HOOK_TOKEN("hook.token", Shape.TEXT),
    PDP_URL("pdp.url", Shape.TEXT),
    PDP_DEADLINE("pdp.deadline", Shape.TEXT),
    PDP_TLS_CA("pdp.tls.ca", Shape.TEXT),
    PDP_TLS_CERTIFICATE("pdp.tls.certificate", Shape.TEXT),
    PDP_TLS_KEY("pdp.tls.key", Shape.TEXT),
    PDP_HEADERS("pdp.headers", Shape.MAP),
    CONSOLE_URL("console.url", Shape.TEXT),
    CONSOLE_KEYS("console.keys", Shape.MAP),
    PRINCIPAL_ID("principal.id", Shape.TEXT),
    PRINCIPAL_ROLES("principal.roles", Shape.LIST),
    MODE("mode", Shape.TEXT),
    AUDIT_MAX_SIZE("audit.maxSize", Shape.TEXT);

    enum Shape {
        TEXT("one value"),
        LIST("a list like [developer]"),
        MAP("a map from name to value");

        private final String words;

        Shape(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final String path;
    private final Shape shape;

    Key(String path, Shape shape) {
        this.path = path;
        this.shape = shape;
    }

    /// The names on the way to it, joined with dots.
    String path() {
        return path;
    }

    Shape shape() {
        return shape;
    }

    /// Where a managed file exists, these come from it alone; what it leaves out is the default.
    boolean isManagedAlone() {
        return switch (this) {
            case DATA_DIR, AUDIT_MAX_SIZE -> false;
            case HOOK_PORT,
                    HOOK_TOKEN,
                    PDP_URL,
                    PDP_DEADLINE,
                    PDP_TLS_CA,
                    PDP_TLS_CERTIFICATE,
                    PDP_TLS_KEY,
                    PDP_HEADERS,
                    CONSOLE_URL,
                    CONSOLE_KEYS,
                    PRINCIPAL_ID,
                    PRINCIPAL_ROLES,
                    MODE -> true;
        };
    }

    static Optional<Key> find(String path) {
        return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
    }

    static boolean isSection(String path) {
        return Arrays.stream(values()).anyMatch(key -> key.path.startsWith(path + "."));
    }

    /// The key that was probably meant: spelled alike, or the same last name in another section.
    static Optional<Key> nearest(String unknown) {
        var wanted = unknown.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(key -> distance(wanted, key) <= Math.min(2, wanted.length() / 2))
                .min(Comparator.comparingInt(key -> distance(wanted, key)));
    }

    private static int distance(String wanted, Key key) {
        var path = key.path.toLowerCase(Locale.ROOT);
        return Math.min(edits(wanted, path), edits(lastName(wanted), lastName(path)));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// Levenshtein distance.
    private static int edits(String a, String b) {
        var row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(row[j] + 1, row[j - 1] + 1), diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
