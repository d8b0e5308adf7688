package io.gatehouse.console;

/// Text within a pattern of SQL's `LIKE … ESCAPE '!'`.
final class Likes {
    private Likes() {}

    static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
