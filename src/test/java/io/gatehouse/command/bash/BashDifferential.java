package io.gatehouse.command.bash;

import io.gatehouse.command.Parse;
import io.gatehouse.command.PathUse;
import io.gatehouse.command.Script;
import io.gatehouse.command.SimpleCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What Bash did that was not found in the line.
final class BashDifferential {
    /// Programs that are named as wrappers of what they start.
    private static final Set<String> STARTERS =
            Set.of("bash", "sh", "env", "xargs", "nohup", "timeout", "nice", "setsid");

    /// Says of a script that it was not, or not certainly, read.
    private static final Pattern UNREAD =
            Pattern.compile("the output of a command becomes a script|what this script does .*");

    /// `$?` and the like are some number.
    private static final Pattern NUMBER = Pattern.compile("\\$[?#$!]");

    private BashDifferential() {}

    /// Empty when the line was seen through, or said to be opaque.
    static List<String> missed(Script script, Ran ran, Path work) {
        if (script.parse() == Parse.OPAQUE
                || script.doubts().stream()
                        .anyMatch(doubt -> UNREAD.matcher(doubt.what()).matches())) {
            return List.of();
        }
        Set<String> missed = new TreeSet<>();
        for (var exec : ran.programs()) {
            if (!STARTERS.contains(exec.program()) && !found(script, exec)) {
                missed.add("ran " + exec.argv());
            }
        }
        for (var opened : ran.files()) {
            var posix = opened.path().toString().contains("$"); // a POSIX shell knows no $'…'
            if (!posix && script.paths().stream().noneMatch(path -> covers(path, opened, work))) {
                missed.add(opened.how() + " " + work.relativize(opened.path()));
            }
        }
        return new ArrayList<>(missed);
    }

    private static boolean found(Script script, Ran.Exec exec) {
        return script.commands().stream().anyMatch(command -> command.wrappers().contains(exec.program()))
                || script.commands().stream()
                        .filter(command -> command.program().equals(exec.program()))
                        .anyMatch(command -> command.parse() != Parse.FULL || sameWords(command, exec));
    }

    /// Globs, `~` and numbers stand as written.
    private static boolean sameWords(SimpleCommand command, Ran.Exec exec) {
        var written = command.argv();
        if (written.stream().anyMatch(word -> word.matches("(?s).*[*?\\[~$].*|\\.(?:/.*)?|.*[@+!<>]\\(.*|\\{}"))) {
            return true;
        }
        var words = exec.argv();
        if (words.stream()
                .anyMatch(word -> word.contains("{")
                        || word.startsWith("$")
                        || word.contains("/dev/fd/"))) { // a POSIX shell knows no braces and no $'…'
            return true;
        }
        return written.subList(1, written.size()).equals(words.subList(Math.min(1, words.size()), words.size()));
    }

    private static boolean covers(PathUse use, Ran.Opened opened, Path work) {
        var allows = use.verb() == PathUse.Verb.ACCESS
                || switch (opened.how()) {
                    case READ -> use.verb() == PathUse.Verb.READ;
                    case WRITE -> use.verb() == PathUse.Verb.WRITE;
                    case DELETE -> use.verb() == PathUse.Verb.DELETE;
                };
        if (!allows) {
            return false;
        }
        var directory = resolve(work, use.directory(), work);
        if (NUMBER.matcher(use.path()).find()) {
            return true;
        }
        if (use.directory().equals("?")
                && !use.path().startsWith("~")
                && !use.path().startsWith("$HOME")) {
            return use.path().contains("$")
                    || use.path().contains("`")
                    || use.path().contains("\\") // a byte, as it is written
                    || !use.pattern().isEmpty()
                    || opened.path().endsWith(Path.of(use.path()).normalize());
        }
        var path = resolve(directory, use.path(), work);
        return (use.recursive() || !use.pattern().isEmpty())
                ? opened.path().startsWith(path)
                : opened.path().equals(path);
    }

    private static Path resolve(Path directory, String path, Path work) {
        var home = work.getParent().toString();
        return directory
                .resolve(path.replaceFirst("^(~|\\$HOME|\\$\\{HOME})(?=/|$)", home))
                .normalize();
    }
}
