package io.gatehouse.analysis;

import io.gatehouse.command.ScriptFiles;
import io.gatehouse.policy.Action;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
        return disk.content(file.path(), MOST_BYTES).flatMap(bytes -> text(bytes)
                .map(text -> new Text(file.path(), sha256(bytes), text, byCode.test(file.path()))));
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

    private static Optional<String> text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
