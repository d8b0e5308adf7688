package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Programs that read their own commands from the standard input, some of which run shell text.
final class Consoles {
    private static final Map<String, List<Pattern>> RUNNING = running();

    private final Walk walk;

    Consoles(Walk walk) {
        this.walk = walk;
    }

    private static Map<String, List<Pattern>> running() {
        Map<String, List<Pattern>> running = new HashMap<>();
        put(running, "(?m)^[ \\t]*(?:[\\d,.$%]*[ \\t]*(?:[rwe][ \\t]*)?)!(.+)$", "ed", "ex", "vi", "vim", "nvim");
        put(running, "(?m)^[ \\t]*(?:shell\\s|!)\\s*(.+)$", "gdb");
        put(running, "(?m)^[ \\t]*platform shell\\s+(.+)$", "lldb");
        put(running, "(?m)\\\\!\\s*(.+)$", "psql", "mysql", "mariadb");
        put(running, "(?m)^[ \\t]*\\.(?:shell|system)\\s+(.+)$", "sqlite3", "duckdb");
        put(
                running,
                "(?m)^[ \\t]*\\.(?:output|once|read|import|o)[ \\t]+[\"']?\\|\\s*(.+?)[\"']?$",
                "sqlite3",
                "duckdb");
        put(running, "(?is)\\bedit\\s*\\(.{0,2000}?,\\s*'([^']+)'", "sqlite3");
        put(running, "(?m)^[ \\t]*(?:system|pager|\\\\P)[ \\t]+([^;\\n]+)", "mysql", "mariadb");
        put(running, "(?m)\\\\(?:o|out|g|gx|w|write)\\s+\\|\\s*(.+)$", "psql");
        put(running, "(?i)\\b(?:to|from)\\s+program\\s+'([^']+)'", "psql");
        put(running, "(?m)^[ \\t]*:!\\s*(.+)$", "ghci");
        put(running, "(?m)^[ \\t]*!(.+)$", "sftp", "ftp", "irb");
        put(running, "(?m)(?:^|[;{\\[])[ \\t]*exec\\s+(?:--\\s+)?([^;\\]}\\n]+)", "tclsh", "wish");
        put(running, "(?m)(?:^|[;{\\[])[ \\t]*(?:exec|spawn)\\s+(?:--\\s+)?([^;\\]}\\n]+)", "expect");
        return Map.copyOf(running);
    }

    private static void put(Map<String, List<Pattern>> running, String pattern, String... programs) {
        for (var program : programs) {
            running.computeIfAbsent(program, _ -> new ArrayList<>()).add(Pattern.compile(pattern));
        }
    }

    /// What the program runs of the text at its standard input.
    void read(Draft draft, Arguments arguments, Context inner, Scope scope) {
        if (draft.program.equals("ssh") && arguments.scripts.isEmpty()) {
            Started.input(inner).ifPresent(text -> walk.script(text.source(), inner, scope.copy()));
            return;
        }
        var input = Started.input(inner);
        input.ifPresent(text -> follow(draft.program, text, inner, scope));
        if (DatabaseText.CLIENTS.contains(draft.program)) {
            draft.words.stream().skip(1).forEach(text -> follow(draft.program, text, inner, scope));
        }
    }

    /// Program text that such a program was given.
    void read(String program, Source text, Context inner, Scope scope) {
        follow(program, text.word(0, text.text().length()), inner, scope);
    }

    private void follow(String program, Word text, Context inner, Scope scope) {
        for (var pattern : RUNNING.getOrDefault(program, List.of())) {
            var found = pattern.matcher(text.text());
            while (found.find()) {
                walk.script(text.cut(found.start(1), found.end(1)).source(), inner, scope.copy());
            }
        }
    }
}
