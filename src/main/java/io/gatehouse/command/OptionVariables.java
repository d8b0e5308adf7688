package io.gatehouse.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Variables whose values a program takes as if they were options of its own.
final class OptionVariables {
    /// @param before what the option is called; empty where the value holds whole options
    /// @param behind the subcommand that takes it, or empty
    private record Taken(String variable, String before, String behind) {}

    private static final Taken COMPOSE = new Taken("COMPOSE_FILE", "--file=", "compose");
    private static final List<Taken> TAR = List.of(new Taken("TAR_OPTIONS", "", ""), new Taken("TAPE", "--file=", ""));
    private static final List<Taken> ALONE = List.of(new Taken("COMPOSE_FILE", "--file=", ""));
    private static final Map<String, List<Taken>> TAKEN = Map.ofEntries(
            Map.entry(
                    "git",
                    List.of(
                            new Taken("GIT_DIR", "--git-dir=", ""),
                            new Taken("GIT_WORK_TREE", "--work-tree=", ""),
                            new Taken("GIT_EXEC_PATH", "--exec-path=", ""))),
            Map.entry("tar", TAR),
            Map.entry("gtar", TAR),
            Map.entry("zip", List.of(new Taken("ZIPOPT", "", ""))),
            Map.entry("pytest", List.of(new Taken("PYTEST_ADDOPTS", "", ""))),
            Map.entry("mvn", List.of(new Taken("MAVEN_ARGS", "", ""))),
            Map.entry("docker", List.of(COMPOSE)),
            Map.entry("podman", List.of(COMPOSE)),
            Map.entry("docker-compose", ALONE),
            Map.entry("podman-compose", ALONE));

    private static final Pattern PIECE = Pattern.compile("(?s)(?:\\\\.|[^\\s\\\\])+");
    private static final Pattern FILE = Pattern.compile("[^:]+");
    private static final Pattern NAMED = Pattern.compile("(?s)--config-env=([^=]+)=(\\w+)");

    private OptionVariables() {}

    /// The words with all that the variables say.
    ///
    /// @param words program first
    static List<Word> with(String program, List<Word> words, Scope scope) {
        var all = program.equals("git") ? named(words, scope) : words;
        for (var taken : TAKEN.getOrDefault(program, List.of())) {
            var value = scope.exports(taken.variable()) ? value(taken.variable(), scope) : Optional.<Word>empty();
            if (value.isPresent() && !value.get().text().isBlank()) {
                all = with(taken, value.get(), all);
            }
        }
        return all;
    }

    private static List<Word> with(Taken taken, Word value, List<Word> words) {
        var at = 1;
        while (!taken.behind().isEmpty() && !words.get(at - 1).is(taken.behind())) {
            if (++at > words.size()) {
                return words;
            }
        }
        if (taken.before().equals("--file=") && gives(words, at)) {
            return words;
        }
        List<Word> more = new ArrayList<>();
        if (taken.variable().equals("COMPOSE_FILE")) {
            pieces(FILE, value).forEach(piece -> more.add(prefixed(taken.before(), piece)));
        } else if (taken.before().isEmpty()) {
            more.addAll(pieces(PIECE, value));
        } else {
            more.add(prefixed(taken.before(), value));
        }
        List<Word> all = new ArrayList<>(words);
        var bundled = words.size() > 1
                && words.get(1).text().matches("[A-Za-z]+")
                && taken.variable().startsWith("TA");
        all.addAll(bundled ? all.size() : at, more);
        return all;
    }

    private static boolean gives(List<Word> words, int from) {
        return words.subList(from, words.size()).stream()
                .anyMatch(word -> word.text().matches("--file(?:=.*)?|-?[A-Za-z]*f"));
    }

    private static List<Word> pieces(Pattern pattern, Word value) {
        return pattern.matcher(value.text())
                .results()
                .map(piece -> plain(value.cut(piece.start(), piece.end())))
                .toList();
    }

    /// Without the backslashes that keep spaces together.
    private static Word plain(Word piece) {
        var plain = new Word.Builder();
        for (var i = 0; i < piece.text().length(); i++) {
            i += piece.text().charAt(i) == '\\' && i + 1 < piece.text().length() ? 1 : 0;
            plain.add(piece.cut(i, i + 1));
        }
        return plain.build(piece.where());
    }

    /// `--config-env=key=NAME` says `-c key=value` with the value of a variable.
    private static List<Word> named(List<Word> words, Scope scope) {
        List<Word> all = new ArrayList<>();
        for (var i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.is("--config-env") && i + 1 < words.size()) {
                word = prefixed("--config-env=", words.get(++i));
            }
            var named = NAMED.matcher(word.text());
            if (named.matches()) {
                all.add(Word.quoted("-c", word.where()));
                var key = new Word.Builder().add(word.cut(named.start(1), named.end(1)));
                key.add("=", Word.Mark.QUOTED, word.where());
                var where = word.where();
                value(named.group(2), scope)
                        .ifPresentOrElse(key::add, () -> key.add("$" + named.group(2), Word.Mark.UNKNOWN_ONE, where));
                all.add(key.build(word.where()));
            } else {
                all.add(word);
            }
        }
        return all;
    }

    private static Word prefixed(String before, Word value) {
        return new Word.Builder()
                .add(before, Word.Mark.QUOTED, value.where())
                .add(value)
                .build(value.where());
    }

    private static Optional<Word> value(String name, Scope scope) {
        return scope.find(name)
                .flatMap(Scope.Value::words)
                .filter(words -> words.size() == 1)
                .map(List::getFirst);
    }
}
