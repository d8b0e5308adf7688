package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads PowerShell's words: strings, variables, and what stands behind a command.
final class PowerWords {
    /// One argument: its elements, if a comma joins several, or a block.
    ///
    /// @param blocks the elements that were written as `{…}`
    /// @param bare whether it begins without a quote, so that a dash means an option
    record Argument(List<Word> elements, List<Block> blocks, boolean bare, int from, int to) {
        Argument {
            elements = List.copyOf(elements);
            blocks = List.copyOf(blocks);
        }
    }

    /// What stands between braces.
    record Block(int from, int to) {}

    /// @param invoked whether `&` or `.` stands in front
    /// @param outputs files that redirections write
    record Line(List<Argument> arguments, boolean invoked, List<Word> outputs, Part where) {
        Line {
            arguments = List.copyOf(arguments);
            outputs = List.copyOf(outputs);
        }
    }

    private static final String ENDS = ";|&(){},<>";
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("appdata", "$HOME/AppData/Roaming"),
            Map.entry("localappdata", "$HOME/AppData/Local"),
            Map.entry("temp", "$HOME/AppData/Local/Temp"),
            Map.entry("tmp", "$HOME/AppData/Local/Temp"),
            Map.entry("userprofile", "$HOME"),
            Map.entry("home", "$HOME"),
            Map.entry("homepath", "$HOME"),
            Map.entry("homedrive", ""),
            Map.entry("onedrive", "$HOME/OneDrive"),
            Map.entry("systemdrive", "C:"),
            Map.entry("systemroot", "C:\\Windows"),
            Map.entry("windir", "C:\\Windows"),
            Map.entry("comspec", "C:\\Windows\\System32\\cmd.exe"),
            Map.entry("programdata", "C:\\ProgramData"),
            Map.entry("allusersprofile", "C:\\ProgramData"),
            Map.entry("programfiles", "C:\\Program Files"),
            Map.entry("public", "C:\\Users\\Public"));

    private final PowerWalk walk;
    private final PowerText text;
    private final Source source;

    PowerWords(PowerWalk walk, PowerText text, Source source) {
        this.walk = walk;
        this.text = text;
        this.source = source;
    }

    /// Lower case, without the scope that it is said to live in.
    static String name(String written) {
        return written.toLowerCase(Locale.ROOT).replaceFirst("^(script|global|local|private|using|variable):", "");
    }

    /// The value that an environment variable has on every machine, in terms of the home directory.
    static Optional<String> environment(String name) {
        return Optional.ofNullable(ENVIRONMENT.get(name.toLowerCase(Locale.ROOT)));
    }

    List<Word> variable(String name, Part where, Scope scope) {
        var set = scope.find(name);
        if (set.isPresent()) {
            return set.get()
                    .words()
                    .map(words -> words.stream()
                            .map(word -> new Word.Builder()
                                    .addValue(word, true, where)
                                    .build(where))
                            .toList())
                    .orElseGet(() -> List.of(PowerWalk.unknown("$" + name, where, List.of())));
        }
        var builder = new Word.Builder();
        switch (name) {
            case "home" -> builder.add("$HOME", Mark.HOME, where);
            case "null" -> {}
            case "true", "false" -> builder.add(name, Mark.QUOTED, where);
            case "pwd" -> builder.add(".", Mark.QUOTED, where);
            default -> {
                if (!name.startsWith("env:")) {
                    return List.of(PowerWalk.unknown("$" + name, where, List.of()));
                }
                known(name.substring(4), "$" + name, where, builder);
            }
        }
        return List.of(builder.build(where));
    }

    /// An environment variable, as far as its value can be told.
    static void known(String name, String shown, Part where, Word.Builder builder) {
        var value = environment(name);
        if (value.isEmpty()) {
            builder.add(shown, Mark.ENVIRONMENT, where);
        } else if (value.get().startsWith("$HOME")) {
            builder.add("$HOME", Mark.HOME, where).add(value.get().substring(5), Mark.QUOTED, where);
        } else {
            builder.add(value.get(), Mark.QUOTED, where);
        }
    }

    /// The end of the variable's name that begins behind a `$`, or the place itself if there is none.
    int behindName(int from, int to) {
        var at = from;
        while (at < to
                && (Character.isLetterOrDigit(text.at(at))
                        || text.at(at) == '_'
                        || (text.at(at) == ':' && text.at(at + 1) != ':' && Character.isLetter(text.at(at + 1))))) {
            at++;
        }
        return at == from && at < to && "_?^$".indexOf(text.at(at)) >= 0 ? at + 1 : at;
    }

    /// A quoted string, here-strings included.
    Word string(int from, int to, Context context, Scope scope) {
        var here = text.isHereString(from);
        var single = PowerText.isSingleQuote(text.at(from + (here ? 1 : 0)));
        var begin = from + 1;
        var end = to - 1;
        if (here) {
            begin = from + 2;
            while (!text.isBreak(begin)) {
                begin++;
            }
            begin += text.at(begin) == '\r' && text.at(begin + 1) == '\n' ? 2 : 1;
            end = Math.max(begin, to - 3);
        }
        var builder = new Word.Builder();
        if (single) {
            for (var at = begin; at < end; at++) {
                literal(at, Mark.QUOTED, builder);
                if (!here && PowerText.isSingleQuote(text.at(at))) {
                    at++;
                }
            }
        } else {
            expanded(begin, end, here, builder, context, scope);
        }
        return builder.build(source.part(from, to));
    }

    private void expanded(int from, int to, boolean here, Word.Builder builder, Context context, Scope scope) {
        var at = from;
        while (at < to) {
            if (!here && PowerText.isDoubleQuote(text.at(at))) {
                literal(at, Mark.QUOTED, builder);
                at += 2;
            } else {
                at = piece(at, to, Mark.QUOTED, builder, context, scope);
            }
        }
    }

    /// One character, escape, variable or subexpression of an expanding text.
    private int piece(int at, int to, Mark mark, Word.Builder builder, Context context, Scope scope) {
        if (text.at(at) == '`' && at + 1 < to) {
            return escape(at, builder);
        }
        if (text.at(at) != '$') {
            literal(at, mark, builder);
            return at + 1;
        }
        if (text.at(at + 1) == '(') {
            var end = Math.min(text.group(at + 1), to);
            List<Word> value = new ArrayList<>();
            var found = walk.shell()
                    .findings()
                    .apart(() -> value.addAll(
                            walk.statements(at + 2, end - 1, context.with(new Context.Input.Inherited()), scope)));
            for (var i = 0; i < value.size(); i++) {
                if (i > 0) {
                    builder.add(" ", mark, source.part(at, end));
                }
                builder.addValue(value.get(i), true, source.part(at, end));
            }
            builder.sources(found);
            return end;
        }
        if (text.at(at + 1) == '{') {
            var end = Math.min(text.behind(at), to);
            variable(name(text.cut(at + 2, end - 1)), at, end, builder, scope);
            return end;
        }
        var end = behindName(at + 1, to);
        if (end == at + 1) {
            literal(at, mark, builder);
            return at + 1;
        }
        variable(name(text.cut(at + 1, end)), at, end, builder, scope);
        return end;
    }

    private void variable(String name, int from, int to, Word.Builder builder, Scope scope) {
        var where = source.part(from, to);
        var values = variable(name, where, scope);
        for (var i = 0; i < values.size(); i++) {
            if (i > 0) {
                builder.add(" ", Mark.QUOTED, where);
            }
            builder.add(values.get(i));
        }
    }

    private int escape(int at, Word.Builder builder) {
        var where = source.part(at, at + 2);
        if (text.at(at + 1) == 'u' && text.at(at + 2) == '{') {
            var end = text.cut(at, Math.min(text.length(), at + 12)).indexOf('}');
            var digits = end < 0 ? "" : text.cut(at + 3, at + end);
            if (digits.matches("[0-9A-Fa-f]{1,6}") && Character.isValidCodePoint(Integer.parseInt(digits, 16))) {
                builder.add(
                        Character.toString(Integer.parseInt(digits, 16)), Mark.QUOTED, source.part(at, at + end + 1));
                return at + end + 1;
            }
        }
        var unit =
                switch (text.at(at + 1)) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case '0' -> '\0';
                    case 'a' -> '\u0007';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'v' -> '\u000B';
                    case 'e' -> '\u001B';
                    default -> text.at(at + 1);
                };
        builder.add(String.valueOf(unit), Mark.QUOTED, where);
        return at + 2;
    }

    private void literal(int at, Mark mark, Word.Builder builder) {
        var hole = source.hole(at);
        if (hole != null) {
            builder.add(hole, Mark.UNKNOWN, source.part(at, at + 1));
        } else {
            builder.add(text.at(at), mark, source.start(at), source.end(at));
        }
    }

    /// A command and its arguments.
    Line command(int from, int to, Context context, Scope scope) {
        List<Argument> arguments = new ArrayList<>();
        List<Word> outputs = new ArrayList<>();
        var at = from;
        var invoked = false;
        if (text.at(at) == '&' || (text.at(at) == '.' && isDotted(at + 1))) {
            invoked = true;
            at++;
        }
        at = text.behindBlanks(at, to, true);
        while (at < to) {
            if (text.startsWith("--%", at) && !arguments.isEmpty()) {
                verbatim(at + 3, to, arguments);
                break;
            }
            var redirect = behindRedirect(at);
            if (redirect > at) {
                at = text.behindBlanks(redirect, to, false);
                if (text.at(redirect - 1) == '&') {
                    at++;
                } else if (at < to) {
                    var target = argument(at, to, false, context, scope);
                    outputs.addAll(target.elements());
                    at = target.to();
                }
            } else {
                var argument = argument(at, to, !arguments.isEmpty() || invoked, context, scope);
                arguments.add(argument);
                at = argument.to();
            }
            at = text.behindBlanks(at, to, true);
        }
        return new Line(arguments, invoked, outputs, source.part(from, to));
    }

    private boolean isDotted(int at) {
        return text.isSpace(at) || "'\"$({&".indexOf(text.at(at)) >= 0;
    }

    /// Where the redirections behind a value begin, or the end.
    int redirection(int from, int to) {
        var at = from;
        while (at < to) {
            if (text.at(at) == '>') {
                var numbered = at > from + 1
                        && (Character.isDigit(text.at(at - 1)) || text.at(at - 1) == '*')
                        && text.isSpace(at - 2);
                return numbered ? at - 1 : at;
            }
            at = text.behind(at);
        }
        return to;
    }

    private int behindRedirect(int at) {
        var next = at;
        if (Character.isDigit(text.at(next)) || text.at(next) == '*') {
            next++;
        }
        if (text.at(next) == '<' && next == at) {
            return next + 1;
        }
        if (text.at(next) != '>') {
            return at;
        }
        next++;
        return text.at(next) == '>' || text.at(next) == '&' ? next + 1 : next;
    }

    /// What stands behind `--%` goes to the program as it is.
    private void verbatim(int from, int to, List<Argument> arguments) {
        var at = text.behindBlanks(from, to, false);
        while (at < to) {
            var begin = at;
            var builder = new Word.Builder();
            while (at < to && !text.isSpace(at)) {
                literal(at, text.at(at) == '%' ? Mark.UNKNOWN_ONE : Mark.PLAIN, builder);
                at++;
            }
            var word = builder.build(source.part(begin, at));
            arguments.add(new Argument(List.of(word), List.of(), true, begin, at));
            at = text.behindBlanks(at, to, false);
        }
    }

    private Argument argument(int from, int to, boolean lists, Context context, Scope scope) {
        List<Word> elements = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        var quoted = PowerText.isSingleQuote(text.at(from)) || PowerText.isDoubleQuote(text.at(from));
        var at = from;
        while (true) {
            var begin = at;
            at = element(at, to, elements, context, scope);
            if (text.at(begin) == '{') {
                blocks.add(new Block(begin + 1, at - 1));
            }
            var next = text.behindBlanks(at, to, false);
            if (!lists || text.at(next) != ',' || next >= to) {
                return new Argument(elements, blocks, !quoted, from, at);
            }
            at = text.behindBlanks(next + 1, to, true);
            if (at >= to) {
                return new Argument(elements, blocks, !quoted, from, at);
            }
        }
    }

    private int element(int from, int to, List<Word> into, Context context, Scope scope) {
        var unit = text.at(from);
        if (unit == '{') {
            var end = text.group(from);
            into.add(new Word.Builder()
                    .add("{…}", Mark.QUOTED, source.part(from, end))
                    .build(source.part(from, end)));
            return Math.min(end, to);
        }
        if (unit == '@' && (Character.isLetter(text.at(from + 1)) || text.at(from + 1) == '_')) {
            var end = behindName(from + 1, to);
            into.addAll(variable(name(text.cut(from + 1, end)), source.part(from, end), scope));
            return end;
        }
        var opens = unit == '('
                || (unit == '@' && "({".indexOf(text.at(from + 1)) >= 0)
                || (unit == '$' && isWhole(from, to));
        if (opens || text.isHereString(from)) {
            var end = Math.min(walk.expressions().behindOperand(from, to), to);
            into.addAll(walk.expressions().operand(from, end, context, scope));
            return end;
        }
        return bare(from, to, into, context, scope);
    }

    /// `$x`, `$x.Length`, `$x[0]` and `$(…)`, but not `$x\sub`.
    private boolean isWhole(int from, int to) {
        var end = walk.expressions().behindOperand(from, to);
        return end >= to || text.isSpace(end) || ENDS.indexOf(text.at(end)) >= 0;
    }

    private int bare(int from, int to, List<Word> into, Context context, Scope scope) {
        var builder = new Word.Builder();
        var at = from;
        var string = PowerText.isSingleQuote(text.at(at)) || PowerText.isDoubleQuote(text.at(at));
        while (at < to && !text.isSpace(at)) {
            var unit = text.at(at);
            if (PowerText.isSingleQuote(unit) || PowerText.isDoubleQuote(unit)) {
                var end = Math.min(text.behind(at), to);
                builder.add(string(at, end, context, scope));
                at = end;
                if (string) {
                    break;
                }
            } else if (ENDS.indexOf(unit) >= 0) {
                break;
            } else {
                at = piece(at, to, Mark.PLAIN, builder, context, scope);
            }
        }
        if (at == from) { // a character that begins no word
            literal(at, Mark.PLAIN, builder);
            at++;
        }
        into.add(builder.build(source.part(from, at)));
        return at;
    }
}
