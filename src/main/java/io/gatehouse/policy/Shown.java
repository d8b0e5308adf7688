package io.gatehouse.policy;

/// Makes text from outside safe to show. The one function for window, notice, console, command line and agent
/// reasons:
/// nobody can hide part of a command behind a control, bidirectional or invisible character, or a heap of marks.
public final class Shown {
    /// As many as letters of living languages carry; more are drawn over the lines around.
    private static final int MOST_MARKS = 4;

    private Shown() {}

    /// Replaces characters that change how others are shown with a visible `\\u{hex}`; a line feed or tab stays
    /// only where
    /// `multiline` says so.
    public static String text(String raw, boolean multiline) {
        StringBuilder shown = null;
        int marks = 0;
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            int next = i + Character.charCount(c);
            marks = isMark(c) ? marks + 1 : 0;
            if (marks > MOST_MARKS || (isUnsafe(c) && !(multiline && (c == '\n' || c == '\t')))) {
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
        if (text.length() <= length) {
            return text;
        }
        int end = Math.max(0, length - 1);
        boolean splits = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splits ? end - 1 : end) + "…";
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
            default -> isBlank(c);
        };
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /// Letters, marks and symbols that Unicode draws as nothing.
    private static boolean isBlank(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || c == 0x1D159
                || (c >= 0xE0100 && c <= 0xE01EF);
    }
}
