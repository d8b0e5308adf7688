package io.gatehouse.command.code;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads program text by the interpreter that would run it.
public final class Programs {
    private static final Pattern PYTHON = Pattern.compile("python[0-9.]*|pypy[0-9.]*|ipython[0-9]*");

    private static final Pattern JAVASCRIPT = Pattern.compile("node|nodejs|bun|deno|tsx|ts-node");
    private static final Pattern RUBY = Pattern.compile("ruby[0-9.]*|irb|jruby");
    private static final Pattern PERL = Pattern.compile("perl[0-9.]*");

    private Programs() {}

    /// Empty when the interpreter's language is none that is read.
    ///
    /// @param interpreter the base name of the program
    public static Optional<Reading> read(String interpreter, String text) {
        return read(interpreter, text, Map.of());
    }

    /// @param environment variables that the program is given, by name
    public static Optional<Reading> read(String interpreter, String text, Map<String, String> environment) {
        return language(interpreter).map(language -> read(language, text, new Environment(environment)));
    }

    public static boolean reads(String interpreter) {
        return language(interpreter).isPresent();
    }

    /// The files that may hold a module, relative to the directories where it is looked for.
    public static List<String> files(String interpreter, String module) {
        return language(interpreter).map(language -> language.files(module)).orElse(List.of());
    }

    /// The same for a module that the interpreter is told to run, or to load first.
    public static List<String> started(String interpreter, String module) {
        return language(interpreter).map(language -> language.started(module)).orElse(List.of());
    }

    private static Reading read(Language language, String text, Environment environment) {
        return language.translate(text)
                .map(code -> new Evaluator(language, environment).read(code))
                .orElseGet(() -> new Reading(List.of(), List.of(), true));
    }

    private static Optional<Language> language(String interpreter) {
        if (PYTHON.matcher(interpreter).matches()) {
            return Optional.of(new Python());
        }
        if (JAVASCRIPT.matcher(interpreter).matches()) {
            return Optional.of(new JavaScript());
        }
        if (RUBY.matcher(interpreter).matches()) {
            return Optional.of(new Ruby());
        }
        if (PERL.matcher(interpreter).matches()) {
            return Optional.of(new Perl());
        }
        return Optional.empty();
    }
}
