package io.gatehouse.agent;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The files that a text in the form of `apply_patch` names.
///
/// Design. Clients differ in how tolerant they are of blanks, of text around the patch and of lines out of place. So
/// every line that any of them could take for the head of a file counts as one, and a directive that none of them
/// is known to have makes the whole unreadable.
final class Patch {
    private static final Pattern DIRECTIVE = Pattern.compile("\\*\\*\\*(.*)", Pattern.DOTALL);
    private static final Pattern NAMING = Pattern.compile(
            "(Add File|Update File|Delete File|Move to):(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern OTHER =
            Pattern.compile("(Begin Patch|End Patch|End of File|Environment ID:.*)", Pattern.CASE_INSENSITIVE);

    private Patch() {}

    /// @throws Unreadable when it names no file, or holds what is not of that form
    static List<Intent.File> files(String text) {
        var files = new LinkedHashSet<Intent.File>();
        var updated = Set.<String>of();
        for (var line : text.split("\n", -1)) {
            if (line.startsWith("+") || line.startsWith("-")) {
                continue;
            }
            var directive = DIRECTIVE.matcher(stripped(line));
            if (!directive.matches()) {
                continue;
            }
            var words = stripped(directive.group(1));
            var naming = NAMING.matcher(words);
            if (naming.matches()) {
                var paths = paths(naming.group(2));
                switch (naming.group(1).charAt(0)) {
                    case 'D', 'd' -> add(files, Action.DELETE, paths);
                    case 'M', 'm' -> {
                        add(files, Action.DELETE, updated);
                        add(files, Action.WRITE, paths);
                    }
                    default -> {
                        add(files, Action.WRITE, paths);
                        updated = paths;
                    }
                }
            } else if (!line.startsWith(" ") && !OTHER.matcher(words).matches()) {
                throw new Unreadable("the patch has a line that is not of a patch");
            }
        }
        if (files.isEmpty()) {
            throw new Unreadable("the patch names no file");
        }
        return new ArrayList<>(files);
    }

    /// With the blanks that one client keeps and another takes away.
    private static Set<String> paths(String named) {
        var stripped = stripped(named);
        if (stripped.isEmpty()) {
            throw new Unreadable("the patch has a file without a name");
        }
        var paths = new LinkedHashSet<String>();
        paths.add(stripped);
        paths.add(named.startsWith(" ") ? named.substring(1) : named);
        return paths;
    }

    /// Without what any of the clients' languages takes for a blank.
    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c <= ' '
                || c == '\u0085'
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    private static void add(Set<Intent.File> files, Action action, Set<String> paths) {
        paths.forEach(path -> files.add(new Intent.File(action, path, false, "")));
    }
}
