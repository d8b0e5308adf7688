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

    private record Naming(Set<String> programs, Verb verb, Pattern pattern) {}

    private static final Set<String> LITE = Set.of("sqlite3", "duckdb");
    private static final Set<String> MY = Set.of("mysql", "mariadb");
    private static final Set<String> POSTGRES = Set.of("psql");
    private static final Set<String> COPYING = Set.of("psql", "duckdb");

    private static final List<Naming> NAMING = List.of(
            naming(
                    LITE,
                    Verb.WRITE,
                    "(?m)^\\s*\\.(?:output|once|open|backup|save|clone|log|trace)\\s+(?:-\\S+\\s+)*(?:main\\s+)?"
                            + "[\"']?(?!(?:off|on|stdout|stderr)\\b)([^|\\s\"':-][^\\s\"']*)"),
            naming(LITE, Verb.WRITE, "(?i)\\bvacuum\\s+(?:\\w+\\s+)?into\\s+['\"]([^'\"]+)"),
            naming(LITE, Verb.WRITE, "(?i)\\bwritefile\\s*\\(\\s*'([^']+)'"),
            naming(LITE, Verb.WRITE, "(?i)\\battach\\s+(?:database\\s+)?['\"]([^:'\"][^'\"]*)"),
            naming(LITE, Verb.READ, "(?i)\\b(?:readfile|load_extension)\\s*\\(\\s*'([^']+)'"),
            naming(
                    LITE,
                    Verb.READ,
                    "(?m)^\\s*\\.(?:read|import|restore|load)\\s+(?:-\\S+\\s+)*[\"']?([^|\\s\"'-][^\\s\"']*)"),
            naming(Set.of("duckdb"), Verb.READ, "(?i)\\b(?:read_\\w+\\s*\\(|from)\\s*'([^']+)'"),
            naming(MY, Verb.WRITE, "(?i)\\binto\\s+(?:out|dump)file\\s+['\"]([^'\"]+)"),
            naming(MY, Verb.WRITE, "(?m)^\\s*(?:tee|\\\\T)\\s+([^\\s;]+)"),
            naming(MY, Verb.READ, "(?i)\\b(?:load_file\\s*\\(\\s*|infile\\s+)['\"]([^'\"]+)"),
            naming(POSTGRES, Verb.WRITE, "(?m)\\\\(?:o|out|g|gx|w|write|s)\\s+([^|\\s(\\\\]\\S*)"),
            naming(POSTGRES, Verb.READ, "(?i)\\b(?:pg_read_(?:binary_)?file|lo_import)\\s*\\(\\s*'([^']+)'"),
            naming(COPYING, Verb.WRITE, "(?is)\\bcopy\\b[^;]+?\\bto\\s+'([^']+)'"),
            naming(COPYING, Verb.READ, "(?is)\\bcopy\\b[^;]+?\\bfrom\\s+'([^']+)'"));

    private DatabaseText() {}

    private static Naming naming(Set<String> programs, Verb verb, String pattern) {
        return new Naming(programs, verb, Pattern.compile(pattern));
    }

    static void read(Draft draft, Context context, Paths paths) {
        if (!CLIENTS.contains(draft.program)) {
            return;
        }
        List<Word> texts = new ArrayList<>(draft.words.subList(1, draft.words.size()));
        Started.input(context).ifPresent(texts::add);
        for (var naming : NAMING) {
            for (var text : naming.programs().contains(draft.program) ? texts : List.<Word>of()) {
                var found = naming.pattern().matcher(text.text());
                for (var i = 0; i < MOST && found.find(); i++) {
                    paths.add(naming.verb(), text.cut(found.start(1), found.end(1)), false);
                }
            }
        }
    }
}
