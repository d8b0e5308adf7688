package io.gatehouse.policy;

/// Makes text from outside safe to show. The one function for window, notice, console, command line and agent
/// reasons:
/// nobody can hide part of a command behind a control, bidirectional or invisible character.
public final class Shown {
    private Shown() {}

    /// Replaces characters that change how others are shown with a visible `\\u{hex}`; a line feed or tab stays
    /// only where
    /// `multiline` says so.
    public static String text(String raw, boolean multiline) {
        StringBuilder shown = null;
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isUnsafe(c) && !(multiline && (c == '\n' || c == '\t'))) {
                if (shown == null) {
                    shown = new StringBuilder(raw.length() + 16).append(raw, 0, i);
                }
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else if (shown != null) {
                shown.appendCodePoint(c);
            }
            i = next;
        }
        return shown == null ? raw : shown.toString();
    }

    /// One line, cut at `length` characters with an ellipsis.
    public static String line(String raw, int length) {
        var text = text(raw.replace('\n', ' ').replace('\t', ' '), false);
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }

    /// For notification daemons and other readers of simple markup.
    public static String markup(String raw, int length) {
        return line(raw, length).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default ->
                c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x034F || (c >= 0xFE00 && c <= 0xFE0F);
        };
    }
}
