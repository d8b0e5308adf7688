package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PowerText.Piece;
import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Follows the statements of one PowerShell text, and takes every way that they may go.
///
/// A statement's value is what it puts out: one word an object, unknown where the text alone does not tell.
final class PowerWalk {
    private static final int MOST_ROUNDS = 16;
    private static final Pattern KEYWORD = Pattern.compile(
            "(?i)(if|elseif|else|while|for|foreach|do|until|switch|try|catch|finally|trap|function|filter|workflow|param|begin|process"
                    + "|end|dynamicparam|data|class|enum|return|throw|exit|break|continue|using)(?=[\\s({;}'\"$\\[@]|$)");
    private static final Pattern PARAMETERS =
            Pattern.compile("(?is)^(?:\\s|#[^\\n]*\\n|<#.*?#>|\\[[^\\]]*\\]|using [^\\n]*\\n)*param\\s*\\(");
    /// `$name`, `$name = default`
    private static final Pattern DECLARED = Pattern.compile("(?:^|[,\\]\\s])\\$(\\w+)\\s*(?=[,=)]|$)");
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)\\$\\{?([\\w:]+)\\}?\\s*(?:[-+*/%?]{0,2}=(?!=)|\\+\\+|--)");
    private static final Pattern TARGET =
            Pattern.compile("(?is)\\s*(?:\\[[^\\]]*\\]\\s*)*\\$(?:\\{([^}]+)\\}|([\\w:?]+))\\s*");
    private static final Pattern EACH = Pattern.compile("(?is)\\s*\\$(\\w+)\\s+in\\s+(?=\\S)");
    private static final Pattern NUMBER =
            Pattern.compile("(?i)-?(0x[0-9a-f]+|[0-9]*\\.?[0-9]+(e[-+]?[0-9]+)?)(l|d|kb|mb|gb|tb|pb)?");
    private static final Set<String> OPENS_EXPRESSION = Set.of("(", "'", "\"", "$", "[", "!", "+", ",");

    private final PowerShell shell;
    private final Source source;
    private final PowerText text;
    private final PowerWords words;
    private final PowerExpressions expressions;

    PowerWalk(PowerShell shell, Source source) {
        this.shell = shell;
        this.source = source;
        this.text = new PowerText(source.text());
        this.words = new PowerWords(this, text, source);
        this.expressions = new PowerExpressions(this, text, source);
    }

    PowerShell shell() {
        return shell;
    }

    PowerWords words() {
        return words;
    }

    PowerExpressions expressions() {
        return expressions;
    }

    Part part(int from, int to) {
        return source.part(from, Math.max(from, to));
    }

    List<Word> all(Context context, Scope scope) {
        return statements(0, text.length(), context, scope);
    }

    /// A script in a file: what its `param (…)` declares takes the arguments.
    void script(List<Word> arguments, Context context, Scope scope) {
        var head = PARAMETERS.matcher(text.cut(0, text.length()));
        if (!head.find()) {
            all(context, scope);
            return;
        }
        try {
            var end = text.group(head.end() - 1);
            statements(0, end, context, scope);
            bind(text.cut(head.end(), end - 1), arguments, scope);
            statements(end, text.length(), context, scope);
        } catch (PowerText.Unclosed _) {
            all(context, scope);
        }
    }

    private static void bind(String parameters, List<Word> arguments, Scope scope) {
        List<String> names = new ArrayList<>();
        var places = DECLARED.matcher(parameters);
        while (places.find()) {
            names.add(PowerWords.name(places.group(1)));
        }
        var next = names.iterator();
        for (var i = 0; i < arguments.size(); i++) {
            var word = arguments.get(i);
            var named = word.text().startsWith("-")
                    ? names.stream()
                            .filter(name -> name.startsWith(word.text()
                                    .substring(1)
                                    .toLowerCase(Locale.ROOT)
                                    .replaceFirst(":.*", "")))
                            .findFirst()
                    : Optional.<String>empty();
            if (named.isPresent()) {
                i++;
                scope.set(named.get(), i < arguments.size() ? List.of(arguments.get(i)) : List.of());
            } else if (next.hasNext()) {
                scope.set(next.next(), List.of(word));
            }
        }
    }

    List<Word> statements(int from, int to, Context context, Scope scope) {
        List<Piece> pieces;
        try {
            pieces = text.pieces(from, to);
        } catch (PowerText.Unclosed e) {
            shell.findings()
                    .opaque("a quote or bracket that does not match", part(e.from, to), context, scope.directory());
            return List.of(unknown(from, to, List.of()));
        }
        List<Word> values = new ArrayList<>();
        for (var i = 0; i < pieces.size(); i++) {
            var first = i;
            while (i + 1 < pieces.size() && pieces.get(i).operator().equals("|")) {
                i++;
            }
            var background = pieces.get(i).operator().equals("&");
            values.addAll(pipeline(pieces.subList(first, i + 1), background ? context.inBackground() : context, scope));
        }
        return values;
    }

    /// A block's statements; what they assign is not known behind it, for it may not run.
    void block(int from, int to, Context context, Scope scope) {
        statements(from, to, context, scope);
        forget(from, to, scope);
    }

    void forget(int from, int to, Scope scope) {
        var assigned = ASSIGNED.matcher(text.cut(from, to));
        while (assigned.find()) {
            scope.setUnknown(PowerWords.name(assigned.group(1)));
        }
    }

    private List<Word> pipeline(List<Piece> stages, Context context, Scope scope) {
        List<Draft> upstream = new ArrayList<>();
        List<Word> value = List.of();
        if (stages.size() > Lists.MOST_STAGES) {
            var first = stages.getFirst();
            shell.findings().longPipeline(part(first.from(), first.to()), context, scope.directory());
            return value;
        }
        for (var i = 0; i < stages.size(); i++) {
            var stage = stages.get(i);
            if (!shell.findings().step()) {
                return List.of();
            }
            var piped = value;
            var input = i == 0 ? context : context.with(new Input.Pipe(upstream));
            if (i > 0) {
                var item = unknown("$_", part(stage.from(), stage.to()), upstream);
                scope.set("_", piped.size() == 1 && piped.getFirst().known() ? piped : List.of(item));
                scope.set("psitem", scope.find("_").flatMap(Scope.Value::words).orElse(List.of(item)));
            }
            List<Word> result = new ArrayList<>();
            var found = shell.findings().during(() -> result.addAll(stage(stage, piped, input, scope)));
            found.forEach(draft -> draft.drinks(upstream));
            upstream.addAll(found);
            result.forEach(word -> upstream.addAll(word.sources()));
            value = result;
        }
        return value;
    }

    private List<Word> stage(Piece piece, List<Word> piped, Context context, Scope scope) {
        var from = piece.from();
        var to = piece.to();
        if (from >= to) {
            return List.of();
        }
        try {
            var keyword = KEYWORD.matcher(text.cut(from, to));
            if (keyword.lookingAt() && !(keyword.group(1).equalsIgnoreCase("foreach") && isPiped(context))) {
                return keyword(keyword.group(1).toLowerCase(Locale.ROOT), from + keyword.end(), to, context, scope);
            }
            if (isExpression(from, to)) {
                var end = words.redirection(from, to);
                if (end == to) {
                    return expression(from, end, context, scope);
                }
                var outputs = words.command(end, to, context, scope);
                shell.commands().run(outputs, List.of(), this, context, scope);
                List<Word> value = new ArrayList<>();
                var found = shell.findings().during(() -> value.addAll(expression(from, end, context, scope)));
                shell.commands().put(outputs.outputs(), value, false, found, scope);
                return value;
            }
            return shell.commands().run(words.command(from, to, context, scope), piped, this, context, scope);
        } catch (PowerText.Unclosed e) {
            shell.findings()
                    .opaque("a quote or bracket that does not match", part(from, to), context, scope.directory());
            return List.of(unknown(from, to, List.of()));
        }
    }

    private static boolean isPiped(Context context) {
        return context.input() instanceof Input.Pipe;
    }

    private boolean isExpression(int from, int to) {
        var first = text.at(from);
        if (PowerText.isSingleQuote(first) || PowerText.isDoubleQuote(first) || text.isHereString(from)) {
            return true;
        }
        if (OPENS_EXPRESSION.contains(String.valueOf(first)) || first == '{') {
            return true;
        }
        if (first == '@' && "({".indexOf(text.at(from + 1)) >= 0) {
            return true;
        }
        if (PowerText.isDash(first)) {
            return true;
        }
        var end = from;
        while (end < to && !text.isSpace(end) && ",;|)}+*/%".indexOf(text.at(end)) < 0 && !text.startsWith("..", end)) {
            end++;
        }
        return NUMBER.matcher(text.cut(from, end)).matches();
    }

    /// `$x = …`, or a value.
    private List<Word> expression(int from, int to, Context context, Scope scope) {
        var equals = assignment(from, to);
        if (equals < 0) {
            return expressions.values(from, to, context, scope);
        }
        var operator = equals;
        while (operator > from && "+-*/%?".indexOf(text.at(operator - 1)) >= 0) {
            operator--;
        }
        var value = statements(equals + 1, to, context, scope);
        var target = TARGET.matcher(text.cut(from, operator));
        if (!target.matches()) {
            expressions.values(from, operator, context, scope);
            forget(from, equals + 1, scope);
            var names = Pattern.compile("\\$(\\w+)").matcher(text.cut(from, operator));
            while (names.find()) {
                scope.setUnknown(PowerWords.name(names.group(1)));
            }
            return List.of();
        }
        var name = PowerWords.name(Optional.ofNullable(target.group(1)).orElse(target.group(2)));
        if (operator == equals) {
            scope.set(name, value);
        } else if (text.at(operator) == '+' && value.size() == 1) {
            scope.set(name, List.of(joined(words.variable(name, part(from, operator), scope), value)));
        } else {
            scope.setUnknown(name);
        }
        if (name.startsWith("env:")) {
            shell.commands().environment(name.substring(4), value, part(from, to), context, scope);
        }
        return List.of();
    }

    private static Word joined(List<Word> before, List<Word> after) {
        var builder = new Word.Builder();
        before.forEach(builder::add);
        after.forEach(builder::add);
        return builder.build(after.getFirst().where());
    }

    /// Where the `=` of an assignment stands, or -1.
    private int assignment(int from, int to) {
        var at = from;
        while (at < to) {
            if (text.at(at) == '=') {
                return at;
            }
            at = text.behind(at);
        }
        return -1;
    }

    private List<Word> keyword(String keyword, int from, int to, Context context, Scope scope) {
        return switch (keyword) {
            case "function", "filter", "workflow" -> {
                function(from, to, context, scope);
                yield List.of();
            }
            case "return", "throw", "exit" -> statements(from, to, context, scope);
            case "break", "continue", "using" -> List.of();
            case "class", "enum" -> {
                shell.findings().opaque("a class", part(from, to), context, scope.directory());
                yield List.of();
            }
            case "foreach" -> {
                var next = text.behindBlanks(from, to, true);
                var heads = text.at(next) == '(';
                if (heads) {
                    each(next, text.group(next) - 1, to, context, scope);
                }
                yield heads ? List.of() : parts(from, to, context, scope);
            }
            case "while", "for", "do", "until" -> {
                forget(from, to, scope);
                yield parts(from, to, context, scope);
            }
            default -> parts(from, to, context, scope);
        };
    }

    /// Conditions and blocks behind a keyword, and whatever follows the last block.
    private List<Word> parts(int from, int to, Context context, Scope scope) {
        List<Word> values = new ArrayList<>();
        var at = text.behindBlanks(from, to, true);
        while (at < to) {
            if (text.at(at) == '(') {
                var end = text.group(at);
                statements(at + 1, end - 1, context, scope);
                at = end;
            } else if (text.at(at) == '{') {
                var end = text.group(at);
                values.addAll(statements(at + 1, end - 1, context, scope));
                forget(at, end, scope);
                at = end;
            } else if (text.at(at) == '[') {
                at = text.behind(at);
            } else {
                var rest = KEYWORD.matcher(text.cut(at, to));
                if (!rest.lookingAt() || rest.group(1).equalsIgnoreCase("function")) {
                    values.addAll(statements(at, to, context, scope));
                    return values.isEmpty() ? values : List.of(unknown(from, to, sources(values)));
                }
                at += rest.end();
            }
            at = text.behindBlanks(at, to, true);
        }
        return values.isEmpty() ? values : List.of(unknown(from, to, sources(values)));
    }

    private static List<Draft> sources(List<Word> values) {
        return values.stream().flatMap(word -> word.sources().stream()).toList();
    }

    private void function(int from, int to, Context context, Scope scope) {
        var at = text.behindBlanks(from, to, true);
        var name = at;
        while (name < to && !text.isSpace(name) && "({".indexOf(text.at(name)) < 0) {
            name++;
        }
        var inner = scope.copy();
        forget(at, to, inner);
        shell.commands().define(text.cut(at, name).toLowerCase(Locale.ROOT), scope);
        parts(name, to, context, inner);
        forget(at, to, scope);
    }

    private void each(int open, int close, int to, Context context, Scope scope) {
        var head = EACH.matcher(text.cut(open + 1, close));
        var body = text.behindBlanks(close + 1, to, true);
        if (!head.lookingAt() || text.at(body) != '{') {
            parts(open, to, context, scope);
            return;
        }
        var name = PowerWords.name(head.group(1));
        var values = statements(open + 1 + head.end(), close, context, scope);
        var end = text.group(body);
        if (!values.isEmpty() && values.size() <= MOST_ROUNDS && values.stream().allMatch(Word::known)) {
            for (var value : values) {
                scope.set(name, List.of(value));
                statements(body + 1, end - 1, context, scope);
            }
        } else {
            forget(body, end, scope);
            var item = values.isEmpty() ? part(open, close) : values.getFirst().where();
            scope.set(name, List.of(unknown("$" + name, item, sources(values))));
            statements(body + 1, end - 1, context, scope);
        }
        forget(body, end, scope);
        statements(end, to, context, scope);
    }

    Word unknown(int from, int to, List<Draft> sources) {
        return unknown(text.cut(from, to).strip(), part(from, to), sources);
    }

    static Word unknown(String shown, Part where, List<Draft> sources) {
        return new Word.Builder()
                .add(shown.isEmpty() ? "?" : shown, Mark.UNKNOWN, where)
                .sources(sources)
                .build(where);
    }
}
