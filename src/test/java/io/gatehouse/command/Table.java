package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// A table of lines and of what must be found in each: one row a line, `line => finding; finding`, with ⏎ for a
/// line break. A finding is a command (`rm x in sudo sh`, behind it `partial` or `opaque`), a path (`READ sub/x`),
/// a URL as it stands, or `partial` or `opaque` for the whole line.
final class Table {
    private Table() {}

    static void holds(Function<String, Script> read, String rows) {
        List<String> missing = new ArrayList<>();
        rows.lines().filter(row -> !row.isBlank()).forEach(row -> {
            var arrow = row.lastIndexOf(" => ");
            var script = read.apply(row.substring(0, arrow).strip().replace('⏎', '\n'));
            var found = findings(script).toList();
            for (var wanted : row.substring(arrow + 4).split(";", -1)) {
                var absent = wanted.strip().startsWith("not ");
                var what = absent ? wanted.strip().substring(4) : wanted.strip();
                if (found.contains(what) == absent) {
                    missing.add(row.strip() + "\n    has " + found);
                }
            }
        });
        assertEquals("", String.join("\n", missing));
    }

    private static Stream<String> findings(Script script) {
        return Stream.of(
                        Stream.of(word(script.parse())),
                        script.commands().stream().map(Table::spelled),
                        script.paths().stream().map(Table::spelled),
                        script.urls().stream().map(UrlUse::url))
                .flatMap(all -> all);
    }

    private static String word(Parse parse) {
        return parse.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String spelled(SimpleCommand command) {
        return (command.program().isEmpty() ? "?" : String.join(" ", command.argv()))
                + (command.wrappers().isEmpty() ? "" : " in " + String.join(" ", command.wrappers()))
                + (command.parse() == Parse.FULL ? "" : " " + word(command.parse()));
    }

    private static String spelled(PathUse path) {
        var directory = path.directory().isEmpty() || path.path().matches("[/~$].*") ? "" : path.directory() + "/";
        return path.verb() + " " + directory + path.path() + (path.pattern().isEmpty() ? "" : " " + path.pattern());
    }
}
