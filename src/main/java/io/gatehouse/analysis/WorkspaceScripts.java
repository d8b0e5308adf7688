package io.gatehouse.analysis;

import io.gatehouse.command.ScriptFiles;
import io.gatehouse.policy.Action;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The scripts of the workspace and of the temporary directories: what a line runs from there is read before it
/// runs. What is elsewhere was put there by a person or an installer, and is judged by its name.
final class WorkspaceScripts implements ScriptFiles {
    private static final int MOST_BYTES = 256 * 1024;
    private static final int BEGINNING = 80;
    /// ELF, Windows, macOS (two widths, two byte orders, several at once, which is Java's as well), WebAssembly, ZIP,
    /// gzip.
    private static final List<String> PROGRAMS = List.of(
            "\u007fELF",
            "MZ",
            "\u00cf\u00fa\u00ed\u00fe",
            "\u00ce\u00fa\u00ed\u00fe",
            "\u00fe\u00ed\u00fa\u00cf",
            "\u00fe\u00ed\u00fa\u00ce",
            "\u00ca\u00fe\u00ba\u00be",
            "\0asm",
            "PK\u0003\u0004",
            "\u001f\u008b");
    private static final int MOST_STARS = 6;
    private static final int MOST_SEEN = 5_000;
    private static final Pattern WILD = Pattern.compile("[*?\\[{(]");

    private final Disk disk;
    private final Resolver resolver;
    private final Predicate<String> byCode;

    /// @param byCode whether code of this session wrote the file at a path
    WorkspaceScripts(Disk disk, Resolver resolver, Predicate<String> byCode) {
        this.disk = disk;
        this.resolver = resolver;
        this.byCode = byCode;
    }

    @Override
    public Optional<Text> read(String path, String directory) {
        if (Resolver.isTooLong(path)) {
            return Optional.empty();
        }
        var file = resolver.ofShell(Action.READ, path, "", "", directory);
        if (!file.insideWorkspace()) {
            return Optional.empty();
        }
        return disk.content(file.path(), MOST_BYTES + 1).map(bytes -> {
            var form = form(bytes);
            return new Text(
                    file.path(),
                    form == Form.TEXT ? sha256(bytes) : "",
                    form == Form.PROGRAM ? "" : text(bytes),
                    byCode.test(file.path()),
                    form);
        });
    }

    @Override
    public List<String> names(String pattern) {
        var wild = WILD.matcher(pattern);
        if (Resolver.isTooLong(pattern) || !wild.find()) {
            return List.of();
        }
        var slash = pattern.lastIndexOf('/', wild.start());
        var root = slash < 0 ? "." : slash == 0 ? "/" : pattern.substring(0, slash);
        var directory = resolver.ofShell(Action.READ, root, "", "", "");
        if (!directory.insideWorkspace()) {
            return List.of();
        }
        var below = pattern.indexOf('/', wild.start()) >= 0;
        var expression = expression(pattern.substring(slash + 1));
        var prefix = directory.path().endsWith("/") ? directory.path() : directory.path() + "/";
        var names = disk.files(directory.path(), below, MOST_SEEN).stream()
                .filter(file ->
                        expression.matcher(file.substring(prefix.length())).matches())
                .limit(MOST_NAMES + 1L)
                .toList();
        return names.size() > MOST_NAMES ? List.of() : names;
    }

    /// A pattern of the shell as a regular expression that accepts at least the same.
    private static Pattern expression(String pattern) {
        if (pattern.chars().filter(unit -> unit == '*').count() > MOST_STARS) {
            return Pattern.compile(".*");
        }
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.length(); i++) {
            var unit = pattern.charAt(i);
            switch (unit) {
                case '*' -> {
                    if (pattern.startsWith("**/", i)) {
                        expression.append("(?:.*/)?");
                        i += 2;
                    } else {
                        expression.append(pattern.startsWith("**", i) ? ".*" : "[^/]*");
                    }
                }
                case '?' -> expression.append("[^/]");
                case '[' -> {
                    i = Math.max(i, pattern.indexOf(']', i));
                    expression.append("[^/]");
                }
                case '(' -> {
                    i = Math.max(i, pattern.indexOf(')', i));
                    expression.append(".*");
                }
                case '!', '@', '+' ->
                    expression.append(Pattern.quote(String.valueOf(unit))).append('?');
                default -> expression.append(Pattern.quote(String.valueOf(unit)));
            }
        }
        return Pattern.compile(expression.toString());
    }

    private static Form form(byte[] bytes) {
        if (isProgram(bytes)) {
            return Form.PROGRAM;
        }
        return bytes.length > MOST_BYTES ? Form.LONG : Form.TEXT;
    }

    /// By what the system itself goes by, and by what all of these have: a null byte soon.
    private static boolean isProgram(byte[] bytes) {
        var begins = new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.ISO_8859_1);
        return begins.indexOf('\0') >= 0 && PROGRAMS.stream().anyMatch(begins::startsWith);
    }

    /// Shells read text in whatever encoding, and pass over null bytes.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
