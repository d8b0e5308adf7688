package io.gatehouse.command.bash;

import io.gatehouse.command.bash.Ran.Exec;
import io.gatehouse.command.bash.Ran.How;
import io.gatehouse.command.bash.Ran.Opened;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the lines of `strace -y`.
final class Trace {
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern EXEC = Pattern.compile("execve\\(\"((?:[^\"\\\\]|\\\\.)*)\", \\[(.*)], 0x.*\\) = 0");
    private static final Pattern DIRECTORY = Pattern.compile("AT_FDCWD<([^>]*)>");

    private final Path home;
    private final List<Exec> programs = new ArrayList<>();
    private final Set<Opened> files = new HashSet<>();
    private boolean first = true;

    Trace(Path home) {
        this.home = home;
    }

    Ran ran(boolean finished) {
        return new Ran(programs, files, finished);
    }

    /// Processes are read in the order of their numbers, so Bash itself comes first.
    void line(String line) {
        if (line.startsWith("execve(")) {
            var exec = EXEC.matcher(line);
            if (exec.matches()) {
                if (first) {
                    first = false;
                    return;
                }
                var file = text(exec.group(1));
                List<String> argv = new ArrayList<>();
                var words = TEXT.matcher(exec.group(2));
                while (words.find()) {
                    argv.add(text(words.group(1)));
                }
                programs.add(new Exec(file.substring(file.lastIndexOf('/') + 1), argv));
            }
        } else if (line.startsWith("open") || line.startsWith("creat")) {
            opened(line);
        } else if (line.startsWith("unlink") || line.startsWith("rename")) {
            for (var path : paths(line)) {
                file(How.DELETE, path);
            }
        }
    }

    private void opened(String line) {
        if (line.contains("O_DIRECTORY")
                || line.contains("EISDIR")
                || line.contains("ENOTDIR")
                || line.contains("EBADF")) {
            return;
        }
        var named = paths(line);
        if (named.isEmpty()) { // a call that another process cut in two
            return;
        }
        var path = named.getFirst();
        if (line.startsWith("creat") || line.contains("O_WRONLY") || line.contains("O_RDWR")) {
            file(How.WRITE, path);
        } else {
            file(How.READ, path);
        }
    }

    private void file(How how, Path path) {
        if (path.startsWith(home) && !Files.isDirectory(path)) {
            files.add(new Opened(how, path));
        }
    }

    private static List<Path> paths(String line) {
        var directory = DIRECTORY.matcher(line);
        var base = Path.of(directory.find() ? text(directory.group(1)) : "/");
        List<Path> paths = new ArrayList<>();
        var texts = TEXT.matcher(line);
        while (texts.find()) {
            paths.add(base.resolve(text(texts.group(1))).normalize());
        }
        return paths;
    }

    /// Strace writes bytes that are no ASCII as octal numbers.
    private static String text(String escaped) {
        var bytes = new ByteArrayOutputStream();
        for (var i = 0; i < escaped.length(); i++) {
            var unit = escaped.charAt(i);
            if (unit != '\\') {
                bytes.write(unit);
                continue;
            }
            var next = escaped.charAt(++i);
            var simple = "ntrvf".indexOf(next);
            if (simple >= 0) {
                bytes.write("\n\t\r\u000b\f".charAt(simple));
            } else if (next >= '0' && next <= '7') {
                var value = 0;
                var from = i;
                while (i < escaped.length() && i < from + 3 && escaped.charAt(i) >= '0' && escaped.charAt(i) <= '7') {
                    value = value * 8 + escaped.charAt(i++) - '0';
                }
                i--;
                bytes.write(value);
            } else {
                bytes.write(next);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
