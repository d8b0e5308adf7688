package io.gatehouse.command;

import io.gatehouse.command.BatchText.Token;
import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads lines for `cmd`, to the level of programs, arguments, paths and URLs, and takes every way that they may
/// go.
final class Batch {
    private static final int MOST_ROUNDS = 16;
    private static final int DEEPEST = 60;
    private static final Set<String> BETWEEN = Set.of("&", "&&", "||", "\n");

    /// The shell's own commands, behind which anything but a letter begins the arguments: `del/q x`, `cd..`,
    /// `echo.`.
    private static final Pattern GLUED = Pattern.compile(
            "(?is)(del|erase|rd|rmdir|md|mkdir|cd|chdir|copy|move|ren|rename|type|echo|dir|set|call|start|pushd|if|for|rem|exit)([/\\\\.,;=:+(\\[].*)");

    private final Scripts scripts;
    private final WindowsPrograms programs;
    private List<Token> tokens = List.of();
    private int at;
    private int depth;

    Batch(Scripts scripts) {
        this.scripts = scripts;
        this.programs = new WindowsPrograms(scripts);
    }

    void read(Source text, Context context, Scope scope) {
        tokens = new BatchText(text).tokens();
        at = 0;
        while (at < tokens.size()) {
            statements(context, scope);
            if (at < tokens.size()) { // a bracket that closes nothing
                opaque("a bracket that does not match", tokens.get(at).word().where(), context, scope);
                at++;
            }
        }
    }

    private void opaque(String what, Part where, Context context, Scope scope) {
        scripts.findings().opaque(what, where, context, scope.directory());
    }

    private boolean ends() {
        return at >= tokens.size() || tokens.get(at).is(")");
    }

    private void statements(Context context, Scope scope) {
        while (!ends()) {
            if (BETWEEN.contains(tokens.get(at).operator())) {
                at++;
            } else {
                pipeline(context, scope);
            }
        }
    }

    private void pipeline(Context context, Scope scope) {
        List<Draft> upstream = new ArrayList<>();
        var first = true;
        while (!ends() && !BETWEEN.contains(tokens.get(at).operator())) {
            if (tokens.get(at).is("|")) {
                at++;
                continue;
            }
            if (upstream.size() > Lists.MOST_STAGES) {
                scripts.findings().longPipeline(upstream.getFirst().where(), context, scope.directory());
                upstream.clear();
            }
            var input = first ? context : context.with(new Input.Pipe(upstream));
            var before = at;
            var found = scripts.findings().during(() -> command(input, scope));
            found.forEach(draft -> draft.drinks(upstream));
            upstream.addAll(found);
            first = false;
            if (at == before) {
                at++;
            }
        }
    }

    private void command(Context context, Scope scope) {
        if (!scripts.findings().step() || depth >= DEEPEST) {
            opaque(
                    "too much to follow, or nested too deeply",
                    tokens.get(at).word().where(),
                    context,
                    scope);
            at = tokens.size();
            return;
        }
        depth++;
        if (tokens.get(at).is("(")) {
            at++;
            var found = scripts.findings().during(() -> statements(context, scope));
            if (at < tokens.size()) {
                at++;
            } else {
                opaque("a bracket that does not match", tokens.getLast().word().where(), context, scope);
            }
            redirections(found, context, scope);
        } else if (tokens.get(at).says("if")) {
            conditional(context, scope);
        } else if (tokens.get(at).says("for")) {
            loop(context, scope);
        } else {
            simple(context, scope);
        }
        depth--;
    }

    private void redirections(List<Draft> found, Context context, Scope scope) {
        while (!ends() && isRedirection(tokens.get(at))) {
            var adds = tokens.get(at).is(">>");
            redirection(context, scope).ifPresent(target -> wrote(target, adds, found, scope));
        }
    }

    /// What stands in a file then, for a command behind this one that runs it.
    private void wrote(Word target, boolean adds, List<Draft> found, Scope scope) {
        scripts.walk()
                .madeFiles()
                .redirected(
                        new Redirections.Written(WindowsPrograms.slashed(target), adds, true),
                        found,
                        scope.directory());
    }

    private static boolean isRedirection(Token token) {
        return token.is("<") || token.is(">") || token.is(">>");
    }

    /// The file that is written, if one is.
    private Optional<Word> redirection(Context context, Scope scope) {
        var operator = tokens.get(at++).operator();
        if (!ends() && tokens.get(at).operator().isEmpty()) {
            var target = bound(tokens.get(at++).word(), scope);
            if (!target.text().matches("(?i)nul:?|con")) {
                programs.path(operator.equals("<") ? Verb.READ : Verb.WRITE, target, false, operator, context, scope);
                return Optional.of(target).filter(_ -> !operator.equals("<"));
            }
        }
        return Optional.empty();
    }

    private void simple(Context context, Scope scope) {
        List<Word> words = new ArrayList<>();
        List<Word> outputs = new ArrayList<>();
        var adds = false;
        var input = context;
        while (!ends()
                && !tokens.get(at).is("|")
                && !BETWEEN.contains(tokens.get(at).operator())) {
            var token = tokens.get(at);
            if (isRedirection(token)) {
                var next = at + 1 < tokens.size() ? tokens.get(at + 1).word() : token.word();
                input = token.is("<") ? context.with(new Input.File(next)) : input;
                adds |= token.is(">>");
                redirection(context, scope).ifPresent(outputs::add);
            } else {
                words.add(bound(token.word(), scope));
                at++;
            }
        }
        var from = input;
        var found = scripts.findings().during(() -> run(words, from, scope));
        for (var output : outputs) {
            wrote(output, adds, found, scope);
        }
    }

    private void run(List<Word> given, Context context, Scope scope) {
        if (given.isEmpty()) {
            return;
        }
        List<Word> words = new ArrayList<>(given);
        var first = words.removeFirst();
        var silent = first.text().startsWith("@") ? first.from(1) : first;
        var glued = GLUED.matcher(silent.text());
        if (glued.matches() && silent.known()) {
            words.addFirst(silent.cut(0, glued.end(1)));
            words.add(1, silent.from(glued.end(1)));
        } else if (!silent.text().isEmpty()) {
            words.addFirst(silent);
        }
        if (words.isEmpty() || words.getFirst().text().startsWith(":")) {
            return;
        }
        var name = words.getFirst().text().toLowerCase(Locale.ROOT);
        var arguments = words.subList(1, words.size());
        switch (name) {
            case "rem", "goto", "setlocal", "endlocal" -> {}
            case "if", "for" -> opaque("a condition or loop in an unusual form", Commands.where(words), context, scope);
            case "call" -> run(arguments, context, scope);
            case "start" -> start(words, context, scope);
            case "set", "setx" -> {
                programs.run(words, context, scope);
                set(arguments, context, scope);
            }
            case "cd", "chdir", "pushd" -> enter(name, arguments, scope);
            case "popd" -> scope.pop();
            default -> programs.run(words, context, scope);
        }
    }

    private void enter(String name, List<Word> arguments, Scope scope) {
        var target = arguments.stream()
                .filter(word -> !word.text().equalsIgnoreCase("/d"))
                .findFirst();
        if (target.isPresent()) {
            var next = scope.below(WindowsPrograms.slashed(target.get()));
            if (name.equals("pushd")) {
                scope.push(next);
            } else {
                scope.enter(next);
            }
        }
    }

    private void set(List<Word> arguments, Context context, Scope scope) {
        if (!arguments.isEmpty()) {
            var setting = Word.joined(arguments);
            var equals = setting.text().indexOf('=');
            if (equals > 0) {
                var named = new Word.Builder()
                        .add(
                                setting.text().substring(0, equals).toUpperCase(Locale.ROOT) + "=",
                                Mark.PLAIN,
                                setting.where())
                        .add(setting.from(equals + 1))
                        .build(setting.where());
                programs.environment(named, context, scope);
            }
        }
    }

    /// `start "title" /wait program arguments`
    private void start(List<Word> words, Context context, Scope scope) {
        var inner = words.subList(1, words.size());
        var titled = !inner.isEmpty()
                && tokens.stream().anyMatch(token -> token.quoted() && token.word() == inner.getFirst());
        var skip = titled ? 1 : 0;
        while (skip < inner.size() && inner.get(skip).text().startsWith("/")) {
            skip += inner.get(skip).text().equalsIgnoreCase("/d") ? 2 : 1;
        }
        var command = inner.subList(Math.min(skip, inner.size()), inner.size());
        var within = context.within("start", false).inBackground();
        if (command.isEmpty()) {
            programs.run(words, context, scope);
        } else if (Urls.url(command.getFirst().text()).isPresent()) {
            scripts.findings()
                    .add(new UrlUse(
                            command.getFirst().text(),
                            "",
                            "start",
                            command.getFirst().where()));
        } else {
            run(command, within, scope);
        }
    }

    private void conditional(Context context, Scope scope) {
        at++;
        while (!ends() && (tokens.get(at).says("not") || tokens.get(at).says("/i"))) {
            at++;
        }
        if (!ends()
                && Set.of("exist", "defined", "errorlevel", "cmdextversion")
                        .contains(text().toLowerCase(Locale.ROOT))) {
            at += 2;
        } else if (!ends() && text().contains("==")) {
            at += text().endsWith("==") ? 2 : 1;
        } else if (at + 1 < tokens.size() && tokens.get(at + 1).word().text().startsWith("==")) {
            at += tokens.get(at + 1).says("==") ? 3 : 2;
        } else {
            at += 3; // a EQU b
        }
        if (!ends() && !BETWEEN.contains(tokens.get(at).operator())) {
            pipelineOf(context, scope);
        }
        if (!ends() && tokens.get(at).says("else")) {
            at++;
            if (!ends()) {
                pipelineOf(context, scope);
            }
        }
    }

    private String text() {
        return tokens.get(at).word().text();
    }

    private void pipelineOf(Context context, Scope scope) {
        if (tokens.get(at).is("(")) {
            command(context, scope);
        } else {
            pipeline(context, scope);
        }
    }

    private void loop(Context context, Scope scope) {
        at++;
        List<Word> head = new ArrayList<>();
        while (!ends()
                && !tokens.get(at).says("in")
                && !BETWEEN.contains(tokens.get(at).operator())) {
            head.add(tokens.get(at++).word());
        }
        List<Word> values = new ArrayList<>();
        if (at + 1 < tokens.size() && tokens.get(at + 1).is("(")) {
            at += 2;
            while (!ends()) {
                values.add(tokens.get(at++).word());
            }
            at += 2; // `) do`
        }
        if (head.isEmpty() || ends() || !tokens.get(at - 1).says("do")) {
            opaque(
                    "a loop in an unusual form",
                    Commands.where(
                            head.isEmpty()
                                    ? values.isEmpty()
                                            ? List.of(tokens.getLast().word())
                                            : values
                                    : head),
                    context,
                    scope);
            return;
        }
        var option = head.getFirst().text().toLowerCase(Locale.ROOT);
        var body = at;
        var rounds = rounds(option, head, values, context, scope);
        for (var round : rounds) {
            at = body;
            var inner = scope.copy();
            inner.set(head.getLast().text().replaceFirst("^%+", "%"), List.of(round));
            pipelineOf(context, inner);
        }
    }

    /// What the variable of a loop stands for, at least one word.
    private List<Word> rounds(String option, List<Word> head, List<Word> values, Context context, Scope scope) {
        var unknown = List.of(new Word.Builder()
                .add(head.getLast().text(), Mark.UNKNOWN_ONE, head.getLast().where())
                .build(head.getLast().where()));
        if (values.isEmpty() || option.equals("/l") || values.size() > MOST_ROUNDS) {
            return unknown;
        }
        if (option.equals("/f")) {
            var text = Word.joined(values);
            var written = text.text();
            if (written.length() > 1 && "'`".indexOf(written.charAt(0)) >= 0) {
                scripts.run(Dialect.CMD, text.cut(1, written.length() - 1).source(), context, scope.copy());
            } else {
                values.forEach(value -> programs.path(Verb.READ, value, false, "for", context, scope));
            }
            return unknown;
        }
        if (option.equals("/r") && head.size() > 2) {
            return values.stream().map(value -> below(head.get(1), value)).toList();
        }
        return values;
    }

    private static Word below(Word directory, Word name) {
        return new Word.Builder()
                .add(directory)
                .add("/", Mark.PLAIN, name.where())
                .add(name)
                .build(name.where());
    }

    /// The variables of loops replaced by what they stand for.
    private static Word bound(Word word, Scope scope) {
        if (word.known() || word.text().indexOf('%') < 0) {
            return word;
        }
        var places = Pattern.compile("%~dp0|%%?(?:~[a-z]*)?([A-Za-z1-9])").matcher(word.text());
        var builder = new Word.Builder();
        var from = 0;
        while (places.find()) {
            var value = scope.find(places.group(1) == null ? "%~dp0" : "%" + places.group(1))
                    .flatMap(Scope.Value::words);
            if (value.isPresent() && !word.mark(places.start()).known()) {
                builder.add(word.cut(from, places.start()));
                builder.add(value.get().getFirst());
                from = places.end();
            }
        }
        return from == 0
                ? word
                : builder.add(word.cut(from, word.text().length())).build(word.where());
    }
}
