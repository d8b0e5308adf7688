package io.gatehouse.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Programs that read their own commands from the standard input, some of which run shell text.
final class Consoles {
    private static final Map<String, Pattern> RUNNING = running();

    private final Walk walk;

    Consoles(Walk walk) {
        this.walk = walk;
    }

    private static Map<String, Pattern> running() {
        Map<String, Pattern> running = new HashMap<>();
        put(running, "(?m)^\\s*(?:[\\d,.$%]*\\s*(?:[rwe]\\s*)?)!(.+)$", "ed", "ex", "vi", "vim", "nvim");
        put(running, "(?m)^\\s*(?:shell\\s|!)\\s*(.+)$", "gdb");
        put(running, "(?m)^\\s*platform shell\\s+(.+)$", "lldb");
        put(running, "(?m)\\\\!\\s*(.+)$", "psql", "mysql", "mariadb");
        put(running, "(?m)^\\s*\\.(?:shell|system)\\s+(.+)$", "sqlite3", "duckdb");
        put(running, "(?m)^\\s*:!\\s*(.+)$", "ghci");
        put(running, "(?m)^\\s*!(.+)$", "sftp", "ftp", "irb");
        put(running, "(?m)(?:^|[;{\\[])\\s*exec\\s+(?:--\\s+)?([^;\\]}\\n]+)", "tclsh", "wish");
        put(running, "(?m)(?:^|[;{\\[])\\s*(?:exec|spawn)\\s+(?:--\\s+)?([^;\\]}\\n]+)", "expect");
        return Map.copyOf(running);
    }

    private static void put(Map<String, Pattern> running, String pattern, String... programs) {
        for (var program : programs) {
            running.put(program, Pattern.compile(pattern));
        }
    }

    /// What the program runs of the text at its standard input.
    void read(Draft draft, Arguments arguments, Context inner, Scope scope) {
        if (draft.program.equals("ssh") && arguments.scripts.isEmpty()) {
            Started.input(inner).ifPresent(text -> walk.script(text.source(), inner, scope.copy()));
            return;
        }
        Optional.ofNullable(RUNNING.get(draft.program))
                .ifPresent(pattern -> Started.input(inner).ifPresent(text -> follow(pattern, text, inner, scope)));
    }

    /// Program text that such a program was given.
    void read(String program, Source text, Context inner, Scope scope) {
        Optional.ofNullable(RUNNING.get(program))
                .ifPresent(pattern -> follow(pattern, text.word(0, text.text().length()), inner, scope));
    }

    private void follow(Pattern pattern, Word text, Context inner, Scope scope) {
        var found = pattern.matcher(text.text());
        while (found.find()) {
            walk.script(text.cut(found.start(1), found.end(1)).source(), inner, scope.copy());
        }
    }
}
