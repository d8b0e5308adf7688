package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What files and input of a database client say that takes something away, told as if it stood in the arguments.
final class Statements {
    private static final Set<String> CLIENTS = Set.of(
            "psql",
            "pgcli",
            "mysql",
            "mycli",
            "mariadb",
            "sqlcmd",
            "sqlplus",
            "clickhouse-client",
            "cqlsh",
            "usql",
            "duckdb");
    private static final Pattern TAKES = Pattern.compile("(?i)\\b(drop|truncate|delete|program|dropdatabase)\\b");
    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");
    private static final Pattern INCLUDES =
            Pattern.compile("(?m)^[ \\t]*(?:\\\\ir?|source|\\\\\\.|@@?)\\s+(\\S+?);?\\s*$");
    private static final int MOST = 20;
    private static final int LONGEST = 300;

    private final Walk walk;
    private final Draft draft;
    private final String directory;
    private final Context context;

    Statements(Walk walk, Draft draft, String directory, Context context) {
        this.walk = walk;
        this.draft = draft;
        this.directory = directory;
        this.context = context;
    }

    void read() {
        if (!CLIENTS.contains(draft.program)) {
            return;
        }
        var words = draft.words;
        for (var i = 1; i < words.size(); i++) {
            var text = words.get(i).text();
            if (text.matches("-f|--file|-i|--input-file|--queries-file") && i + 1 < words.size()) {
                file(words.get(i + 1));
            } else if (text.matches("--(?:file|input-file|queries-file)=.+")) {
                file(words.get(i).from(text.indexOf('=') + 1));
            } else if (text.matches("-[fi].+")) {
                file(words.get(i).from(2));
            } else if (text.matches("(?is)source\\s+\\S+|\\\\ir?\\s+\\S+")) {
                var from = text.length() - text.replaceFirst("\\S+\\s+", "").length();
                file(words.get(i).from(from));
            }
        }
        switch (context.input()) {
            case Context.Input.Text(var text) -> statements(text.source());
            case Context.Input.File(var file) -> file(file);
            case Context.Input.Pipe(var upstream) -> {
                if (!upstream.isEmpty() && upstream.getLast().output != null) {
                    statements(upstream.getLast().output.source());
                } else if (!upstream.isEmpty() && upstream.getLast().program.equals("cat")) {
                    upstream.getLast().lists.forEach(this::file);
                }
            }
            case Context.Input.Inherited() -> {}
        }
    }

    private void file(Word file) {
        walk.runFiles()
                .read(
                        file,
                        draft.program,
                        draft,
                        directory,
                        context.with(new Context.Input.Inherited()),
                        Parse.FULL,
                        this::statements);
    }

    private void statements(Source text) {
        var from = 0;
        var found = 0;
        var whole = text.text();
        while (from < whole.length() && found < MOST) {
            var end = whole.indexOf(';', from);
            var to = end < 0 ? whole.length() : end + 1;
            var statement = COMMENT.matcher(whole.substring(from, to))
                    .replaceAll("")
                    .replaceFirst(";$", "")
                    .strip();
            if (TAKES.matcher(statement).find()) {
                found++;
                told(statement, text.part(from, to));
            }
            from = to;
        }
        var includes = INCLUDES.matcher(whole);
        for (var i = 0; i < MOST && includes.find(); i++) {
            file(text.word(includes.start(1), includes.end(1)));
        }
    }

    private void told(String statement, Part where) {
        List<Word> words = new ArrayList<>(draft.words.subList(0, 1));
        words.add(word("-c", where));
        words.add(word(statement.substring(0, Math.min(LONGEST, statement.length())), where));
        walk.findings().add(new Draft(draft.program, words, context.wrappers(), true, false, directory, where));
    }

    private static Word word(String text, Part where) {
        return new Word.Builder().add(text, Word.Mark.QUOTED, where).build(where);
    }
}
