package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of PowerShell expressions, where the text alone tells them: strings joined, formatted and cast.
final class PowerExpressions {
    /// @param operator what stands before it, empty for the first
    private record Operand(String operator, int from, int to) {}

    private static final Set<String> COMPARING = Set.of(
            "eq",
            "ne",
            "gt",
            "ge",
            "lt",
            "le",
            "like",
            "notlike",
            "match",
            "notmatch",
            "contains",
            "notcontains",
            "in",
            "notin",
            "is",
            "isnot",
            "and",
            "or",
            "xor",
            "band",
            "bor",
            "not",
            "bnot");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d{1,2})(?::[^}]*)?}");
    private static final int LONGEST = 1 << 16;

    private final PowerWalk walk;
    private final PowerText text;
    private final Source source;

    PowerExpressions(PowerWalk walk, PowerText text, Source source) {
        this.walk = walk;
        this.text = text;
        this.source = source;
    }

    List<Word> values(int from, int to, Context context, Scope scope) {
        var operands = operands(from, to);
        List<List<Word>> lists = new ArrayList<>();
        for (var operand : operands) {
            lists.add(
                    operand.from() >= operand.to() ? List.of() : operand(operand.from(), operand.to(), context, scope));
        }
        return combined(operands, lists, from, to);
    }

    /// Commas bind closer than `-f`, that closer than `+`, that closer than `-join`.
    private List<Word> combined(List<Operand> operands, List<List<Word>> lists, int from, int to) {
        var names = operands.stream().map(Operand::operator).toList();
        if (names.stream().anyMatch(COMPARING::contains)) {
            return List.of(walk.unknown(from, to, sources(lists)));
        }
        for (var operator : List.of("join", "replace", "+", "f", ",")) {
            var last = names.lastIndexOf(operator);
            if (last == 0 && operator.equals("join")) {
                var right = combined(tail(operands, 0), lists, from, to);
                return List.of(joined(right, "", part(from, to)));
            }
            if (last > 0) {
                var left = combined(operands.subList(0, last), lists.subList(0, last), from, to);
                var right = combined(tail(operands, last), lists.subList(last, lists.size()), from, to);
                return applied(operator, left, right, from, to);
            }
        }
        if (operands.size() == 1
                && (names.getFirst().isEmpty() || names.getFirst().equals(","))) {
            return lists.getFirst();
        }
        return List.of(walk.unknown(from, to, sources(lists)));
    }

    private static List<Operand> tail(List<Operand> operands, int index) {
        List<Operand> tail = new ArrayList<>(operands.subList(index, operands.size()));
        tail.set(0, new Operand("", tail.getFirst().from(), tail.getFirst().to()));
        return tail;
    }

    private List<Word> applied(String operator, List<Word> left, List<Word> right, int from, int to) {
        var where = part(from, to);
        if (operator.equals(",")) {
            List<Word> both = new ArrayList<>(left);
            both.addAll(right);
            return both;
        }
        if (operator.equals("+")) {
            var numbers = isNumber(left) && isNumber(right);
            if (left.size() == 1 && !numbers) {
                return List.of(added(left.getFirst(), joined(right, " ", where), where));
            }
            return numbers ? List.of(walk.unknown(from, to, List.of())) : applied(",", left, right, from, to);
        }
        var known = left.stream().allMatch(Word::known) && right.stream().allMatch(Word::known);
        if (known && operator.equals("join")) {
            return List.of(joined(left, right.isEmpty() ? "" : right.getFirst().text(), where));
        }
        if (known && operator.equals("f") && left.size() == 1) {
            return List.of(formatted(left.getFirst(), right, where));
        }
        if (known
                && operator.equals("replace")
                && left.size() == 1
                && !right.isEmpty()
                && right.getFirst().text().matches("[\\w -]+")) {
            return List.of(replaced(left.getFirst(), right, true, where));
        }
        return List.of(PowerWalk.unknown(text.cut(from, to), where, sources(List.of(left, right))));
    }

    private static Word replaced(Word in, List<Word> arguments, boolean anyCase, Part where) {
        var wanted =
                Pattern.compile(Pattern.quote(arguments.getFirst().text()), anyCase ? Pattern.CASE_INSENSITIVE : 0);
        var with = arguments.size() > 1 ? arguments.get(1).text() : "";
        return made(wanted.matcher(in.text()).replaceAll(Matcher.quoteReplacement(with)), where);
    }

    static Word made(String text, Part where) {
        var cut = text.length() > LONGEST;
        return new Word.Builder()
                .add(cut ? text.substring(0, LONGEST) : text, cut ? Mark.UNKNOWN : Mark.QUOTED, where)
                .build(where);
    }

    private static boolean isNumber(List<Word> words) {
        return words.size() == 1 && words.getFirst().text().matches("-?\\d+");
    }

    private static Word added(Word left, Word right, Part where) {
        if (left.text().length() + right.text().length() > LONGEST) {
            return PowerWalk.unknown("+", where, left.sources());
        }
        return new Word.Builder().add(left).add(right).build(where);
    }

    private static Word joined(List<Word> words, String between, Part where) {
        var builder = new Word.Builder();
        for (var i = 0; i < words.size(); i++) {
            builder.add(i > 0 ? between : "", Mark.QUOTED, where).add(words.get(i));
        }
        return builder.build(where);
    }

    private static Word formatted(Word format, List<Word> values, Part where) {
        var places = PLACE.matcher(format.text());
        var out = new StringBuilder();
        var length = 0;
        while (places.find()) {
            var index = Integer.parseInt(places.group(1));
            var value = index < values.size() ? values.get(index).text() : "";
            length += value.length();
            if (length > LONGEST) {
                return PowerWalk.unknown(format.text(), where, List.of());
            }
            places.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        places.appendTail(out);
        return made(out.toString(), where);
    }

    private static List<Draft> sources(List<List<Word>> lists) {
        return lists.stream()
                .flatMap(List::stream)
                .flatMap(word -> word.sources().stream())
                .distinct()
                .toList();
    }

    private List<Operand> operands(int from, int to) {
        List<Operand> operands = new ArrayList<>();
        var operator = "";
        var at = text.behindBlanks(from, to, true);
        while (at < to) {
            var unit = text.at(at);
            if (PowerText.isDash(unit) && Character.isLetter(text.at(at + 1))) {
                var end = at + 1;
                while (Character.isLetter(text.at(end))) {
                    end++;
                }
                operator = text.cut(at + 1, Math.min(end, to))
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("^[ci](?=(join|replace|split|eq|ne|like|match|contains|in)$)", "");
                at = end;
                if (operator.equals("not") || operator.equals("bnot")) {
                    operands.add(new Operand(operator, at, at));
                }
            } else if ("+-*/%,!.<>".indexOf(unit) >= 0 || PowerText.isDash(unit)) {
                operator = String.valueOf(unit);
                at++;
                if (unit == '!') {
                    operands.add(new Operand("not", at, at));
                }
            } else {
                var end = Math.max(at + 1, behindOperand(at, to));
                operands.add(new Operand(operator, at, end));
                operator = operator.isEmpty() ? "" : operator;
                at = end;
            }
            at = text.behindBlanks(at, to, true);
        }
        return operands;
    }

    /// Behind a value and everything that is applied to it without a blank.
    int behindOperand(int from, int to) {
        var at = from;
        while (text.at(at) == '[' && at < to) { // casts
            var end = text.behind(at);
            if (end == at + 1) {
                break;
            }
            at = text.startsWith("::", end) ? end : text.behindBlanks(end, to, false);
        }
        if (!text.startsWith("::", at)) {
            at = behindPrimary(at, to);
        }
        while (at < to) {
            var unit = text.at(at);
            if (text.startsWith("::", at) || (unit == '.' && text.at(at + 1) != '.')) {
                at = behindMember(at + (unit == ':' ? 2 : 1), to);
            } else if (unit == '(' || unit == '[') {
                var end = text.behind(at);
                if (end == at + 1) {
                    break;
                }
                at = end;
            } else if (text.startsWith("++", at) || text.startsWith("--", at)) {
                at += 2;
            } else {
                break;
            }
        }
        return Math.min(at, to);
    }

    private int behindMember(int from, int to) {
        var at = from;
        if (PowerText.isSingleQuote(text.at(at)) || PowerText.isDoubleQuote(text.at(at)) || text.at(at) == '(') {
            return text.behind(at);
        }
        if (text.at(at) == '$') {
            return behindPrimary(at, to);
        }
        while (at < to && (Character.isLetterOrDigit(text.at(at)) || text.at(at) == '_' || text.at(at) == '`')) {
            at++;
        }
        return at;
    }

    private int behindPrimary(int from, int to) {
        var unit = text.at(from);
        if (unit == '$' && "({".indexOf(text.at(from + 1)) < 0) {
            return Math.max(from + 1, walk.words().behindName(from + 1, to));
        }
        var grouped = "({'\"$@".indexOf(unit) >= 0 || PowerText.isSingleQuote(unit) || PowerText.isDoubleQuote(unit);
        if (grouped && unit != '\0') {
            return text.behind(from);
        }
        var at = from;
        while (at < to
                && !text.isSpace(at)
                && "+*/%,)}];|&=(".indexOf(text.at(at)) < 0
                && !PowerText.isDash(text.at(at))) {
            if (text.at(at) == '.' && !Character.isDigit(text.at(at + 1))) {
                break;
            }
            at++;
        }
        return at;
    }

    /// One value with its casts and members.
    List<Word> operand(int from, int to, Context context, Scope scope) {
        List<String> casts = new ArrayList<>();
        var at = from;
        while (text.at(at) == '[' && at < to) {
            var end = text.behind(at);
            if (end == at + 1) {
                break;
            }
            var type = text.cut(at + 1, end - 1).strip();
            if (text.startsWith("::", end)) {
                return walk.shell().members().typed(new Type(type, end, to), this, context, scope);
            }
            casts.add(type.toLowerCase(Locale.ROOT));
            at = text.behindBlanks(end, to, false);
        }
        var end = Math.min(behindPrimary(at, to), to);
        var value = primary(at, end, context, scope);
        value = walk.shell().members().applied(value, end, to, this, context, scope);
        for (var i = casts.size() - 1; i >= 0; i--) {
            value = cast(casts.get(i), value, from, to, context, scope);
        }
        return value;
    }

    /// @param at where its `::` stands
    record Type(String name, int at, int to) {}

    private List<Word> cast(String type, List<Word> value, int from, int to, Context context, Scope scope) {
        return switch (type) {
            case "char", "char[]" -> {
                var codes = !value.isEmpty()
                        && value.stream()
                                .allMatch(word -> word.known() && word.text().matches("\\d{1,5}|0x[0-9a-fA-F]{1,4}"));
                yield codes
                        ? value.stream()
                                .map(word -> made(character(word.text()), part(from, to)))
                                .toList()
                        : List.of(walk.unknown(from, to, sources(List.of(value))));
            }
            case "scriptblock" -> {
                walk.shell().text(value, context, scope);
                yield List.of(walk.unknown(from, to, sources(List.of(value))));
            }
            default -> value;
        };
    }

    private static String character(String code) {
        return String.valueOf(
                (char) (code.startsWith("0x") ? Integer.parseInt(code.substring(2), 16) : Integer.parseInt(code)));
    }

    private List<Word> primary(int from, int to, Context context, Scope scope) {
        if (from >= to) {
            return List.of();
        }
        var unit = text.at(from);
        if (text.isHereString(from) || PowerText.isSingleQuote(unit) || PowerText.isDoubleQuote(unit)) {
            return List.of(walk.words().string(from, to, context, scope));
        }
        var inner = context.with(new Context.Input.Inherited());
        if (unit == '(' || (unit == '$' && text.at(from + 1) == '(') || (unit == '@' && text.at(from + 1) == '(')) {
            var begin = from + (unit == '(' ? 1 : 2);
            List<Word> value = new ArrayList<>();
            var found = walk.shell().findings().apart(() -> value.addAll(walk.statements(begin, to - 1, inner, scope)));
            if (value.isEmpty() && !found.isEmpty()) {
                return List.of(walk.unknown(from, to, found));
            }
            return value;
        }
        if (unit == '@' && text.at(from + 1) == '{') {
            table(from + 2, to - 1, inner, scope);
            return List.of(
                    new Word.Builder().add("@{…}", Mark.QUOTED, part(from, to)).build(part(from, to)));
        }
        if (unit == '{') {
            walk.block(from + 1, to - 1, inner, scope);
            return List.of(walk.unknown(from, to, List.of()));
        }
        if (unit == '$') {
            var braced = text.at(from + 1) == '{';
            var name = PowerWords.name(text.cut(from + (braced ? 2 : 1), to - (braced ? 1 : 0)));
            return name.isEmpty()
                    ? List.of(walk.unknown(from, to, List.of()))
                    : walk.words().variable(name, part(from, to), scope);
        }
        return List.of(made(text.cut(from, to), part(from, to)));
    }

    /// The values of `@{key = value; …}` are statements.
    private void table(int from, int to, Context context, Scope scope) {
        for (var piece : text.pieces(from, to)) {
            var equals = text.cut(piece.from(), piece.to()).indexOf('=');
            if (equals >= 0) {
                walk.statements(piece.from() + equals + 1, piece.to(), context, scope);
            }
        }
    }

    /// The arguments of a method, with `(` at the place given.
    List<Word> arguments(int open, Context context, Scope scope) {
        return values(open + 1, text.group(open) - 1, context, scope);
    }

    /// The name of a member, without quotes; empty if it is not known.
    Optional<String> member(int from, int to) {
        var end = Math.min(behindMember(from, to), to);
        var written = text.cut(from, end);
        return written.matches("['\"]?\\w+['\"]?|(\\w|`)+")
                ? Optional.of(written.replaceAll("['\"`]", ""))
                : Optional.empty();
    }

    int behindMemberAt(int from, int to) {
        return Math.min(behindMember(from, to), to);
    }

    char at(int index) {
        return text.at(index);
    }

    boolean startsWith(String wanted, int at) {
        return text.startsWith(wanted, at);
    }

    int behindGroup(int at) {
        return text.behind(at);
    }

    List<Word> indexed(int open, Context context, Scope scope) {
        return values(open + 1, text.behind(open) - 1, context, scope);
    }

    Part part(int from, int to) {
        return source.part(from, to);
    }

    Word unknown(int from, int to, List<Draft> sources) {
        return walk.unknown(from, to, sources);
    }
}
