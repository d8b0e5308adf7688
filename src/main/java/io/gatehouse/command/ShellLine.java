package io.gatehouse.command;

import java.nio.charset.StandardCharsets;

/// Reads a line of a shell, as agents write them, without running anything.
public final class ShellLine {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_BYTES_A_UNIT = 3; // of UTF-8

    private ShellLine() {}

    /// Total and safe for any thread: what cannot be understood is [Parse#OPAQUE], never an exception.
    public static Script parse(String line) {
        return parse(line, ScriptFiles.NONE);
    }

    /// Follows the scripts on the disk that the line runs, too.
    public static Script parse(String line, ScriptFiles files) {
        return parse(Dialect.BASH, line, files);
    }

    public static Script parse(Dialect dialect, String line) {
        return parse(dialect, line, ScriptFiles.NONE);
    }

    public static Script parse(Dialect dialect, String line, ScriptFiles files) {
        try {
            return read(dialect, line, files);
        } catch (RuntimeException | StackOverflowError e) { // a bug of ours must not become a line that says nothing
            var findings = new Findings();
            var whole = new Part(0, line.length());
            findings.opaque("Gatehouse failed to read this: " + e, whole, Context.of(Source.line(line)), "");
            return findings.finish(whole);
        }
    }

    private static boolean isLong(String line) {
        return line.length() > MOST_BYTES
                || (line.length() > MOST_BYTES / MOST_BYTES_A_UNIT
                        && line.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES);
    }

    /// Whether every half of a character has its other half.
    private static boolean isUnicode(String line) {
        for (var i = 0; i < line.length(); i++) {
            if (Character.isSurrogate(line.charAt(i))) {
                if (!Character.isHighSurrogate(line.charAt(i))
                        || i + 1 == line.length()
                        || !Character.isLowSurrogate(line.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    static Script read(Dialect dialect, String line, ScriptFiles files) {
        var whole = new Part(0, line.length());
        var source = Source.line(line);
        var findings = new Findings();
        var context = Context.of(source);
        if (isLong(line)) {
            findings.opaque("a line of over 64 KB", whole, context, "");
        } else if (line.indexOf('\0') >= 0) {
            findings.opaque("a line with a NUL character", whole, context, "");
        } else if (!isUnicode(line)) {
            findings.opaque("a line that is not Unicode text", whole, context, "");
        } else {
            var walk = new Walk(findings, files);
            switch (dialect) {
                case BASH -> {
                    walk.read(context, whole, new Scope());
                    walk.uncalled();
                }
                case POWERSHELL, CMD -> new Scripts(findings, walk).run(dialect, source, context, new Scope());
            }
        }
        return findings.finish(whole);
    }
}
