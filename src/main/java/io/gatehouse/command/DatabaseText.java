package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Files that the statements and commands of a database's client name.
final class DatabaseText {
    static final Set<String> CLIENTS = Set.of("sqlite3", "duckdb", "mysql", "mariadb", "psql");

    private static final int MOST = 50;

    /// @param begin behind what in the text it counts; all of it where that is empty
    private record Naming(Set<String> programs, Verb verb, Pattern begin, Pattern pattern) {}

    private static final Pattern ANYWHERE = Pattern.compile("");
    private static final Pattern COPY = Pattern.compile("(?i)\\bcopy\\b");

    private static final Set<String> LITE = Set.of("sqlite3", "duckdb");
    private static final Set<String> MY = Set.of("mysql", "mariadb");
    private static final Set<String> POSTGRES = Set.of("psql");
    private static final Set<String> COPYING = Set.of("psql", "duckdb");

    private static final List<Naming> NAMING = List.of(
            naming(
                    LITE,
                    Verb.WRITE,
                    "(?m)^[ \\t]*\\.(?:output|once|open|backup|save|clone|log|trace)\\s+(?:-\\S+\\s+){0,20}(?:main\\s+)?"
                            + "[\"']?(?!(?:off|on|stdout|stderr)\\b)([^|\\s\"':-][^\\s\"']*)"),
            naming(LITE, Verb.WRITE, "(?i)\\bvacuum\\s+(?:\\w+\\s+)?into\\s+['\"]([^'\"]+)"),
            naming(LITE, Verb.WRITE, "(?i)\\bwritefile\\s*\\(\\s*'([^']+)'"),
            naming(LITE, Verb.WRITE, "(?i)\\battach\\s+(?:database\\s+)?['\"]([^:'\"][^'\"]*)"),
            naming(LITE, Verb.READ, "(?i)\\b(?:readfile|load_extension)\\s*\\(\\s*'([^']+)'"),
            naming(
                    LITE,
                    Verb.READ,
                    "(?m)^[ \\t]*\\.(?:read|import|restore|load)\\s+(?:-\\S+\\s+){0,20}[\"']?([^|\\s\"'-][^\\s\"']*)"),
            naming(Set.of("duckdb"), Verb.READ, "(?i)\\b(?:read_\\w+\\s*\\(|from)\\s*'([^']+)'"),
            naming(MY, Verb.WRITE, "(?i)\\binto\\s+(?:out|dump)file\\s+['\"]([^'\"]+)"),
            naming(MY, Verb.WRITE, "(?m)^[ \\t]*(?:tee|\\\\T)\\s+([^\\s;]+)"),
            naming(MY, Verb.READ, "(?i)\\b(?:load_file\\s*\\(\\s*|infile\\s+)['\"]([^'\"]+)"),
            naming(POSTGRES, Verb.WRITE, "(?m)\\\\(?:o|out|g|gx|w|write|s)\\s+([^|\\s(\\\\]\\S*)"),
            naming(POSTGRES, Verb.READ, "(?i)\\b(?:pg_read_(?:binary_)?file|lo_import)\\s*\\(\\s*'([^']+)'"),
            new Naming(COPYING, Verb.WRITE, COPY, Pattern.compile("(?i)\\bto\\s+'([^']+)'")),
            new Naming(COPYING, Verb.READ, COPY, Pattern.compile("(?i)\\bfrom\\s+'([^']+)'")));

    private DatabaseText() {}

    private static Naming naming(Set<String> programs, Verb verb, String pattern) {
        return new Naming(programs, verb, ANYWHERE, Pattern.compile(pattern));
    }

    static void read(Draft draft, Context context, Paths paths) {
        if (!CLIENTS.contains(draft.program)) {
            return;
        }
        List<Word> texts = new ArrayList<>(draft.words.subList(1, draft.words.size()));
        Started.input(context).ifPresent(texts::add);
        NAMING.stream()
                .filter(naming -> naming.programs().contains(draft.program))
                .forEach(naming -> texts.forEach(text -> named(naming, text, paths)));
    }

    private static void named(Naming naming, Word text, Paths paths) {
        var begin = naming.begin().matcher(text.text());
        var found = naming.pattern().matcher(text.text());
        var more = begin.find() && found.find(begin.end());
        for (var i = 0; more && i < MOST; i++) {
            paths.add(naming.verb(), text.cut(found.start(1), found.end(1)), false);
            more = found.find();
        }
    }
}
