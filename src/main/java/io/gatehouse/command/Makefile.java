package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules of a Makefile, as far as its text alone tells: what one target runs is shell text, in which variables
/// that the file does not set stay variables.
final class Makefile {
    private static final Pattern ASSIGNS =
            Pattern.compile("^\\s*(?:export\\s+|override\\s+)*([\\w.-]+)\\s*(::?:?|[?+!])?=\\s*(.*)$", Pattern.DOTALL);
    private static final Pattern RULE =
            Pattern.compile("^([^\\s:=#][^:=#]*?)\\s*::?(?!=)\\s*([^;#]*)(?:;(.*))?(?:#.*)?$", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile(
            "\\$(?:\\$|\\(shell ((?:[^()]++|\\([^()]*+\\)){0,100}+)\\)|[({]([\\w.-]+)[)}]|([@<^?*%+])|\\(((?:[^()]++|\\([^()]*+\\)){0,100}+)\\)|([A-Za-z]))");
    /// Stands for what a function gives where that is not known.
    private static final String UNKNOWN = "${FUNCTION}";

    private static final Pattern JUST_VALUE = Pattern.compile("(?:export\\s+)?([\\w-]+)\\s*:=\\s*(.*)");
    private static final Pattern JUST_RECIPE = Pattern.compile("@?([\\w-]+)(?:\\s[^:]*)?:(?!=)([^#]*)(?:#.*)?");
    private static final Pattern SHELLS = Pattern.compile(
            "(?i)(?:\\S*/)?(?:env\\s+(?:-S\\s+)?)?(?:\\S*/)?(?:(?:ba|da|z|k|mk|a)?sh|busybox|cmd|pwsh|powershell)(?:\\.exe)?(?:\\s.*)?");
    private static final int MOST_DEEP = 8;
    private static final int LONGEST = 64 * 1024;

    /// Characters that references may stand for in all.
    private static final int MOST_PRODUCED = 1 << 20;

    private static final Map<String, String> BUILT_IN = Map.of(
            "MAKE", "make", "RM", "rm -f", "CC", "cc", "CXX", "c++", "AR", "ar", "AS", "as", "LD", "ld", "SHELL", "sh");

    /// @param needs the targets that are made first
    record Rule(List<String> targets, List<String> needs, List<String> lines) {}

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>(BUILT_IN);
    private final List<String> atOnce = new ArrayList<>();
    private final Set<String> fixed;
    private int conditional;
    private boolean incomplete;
    private int produced;
    /// Whether a condition was met that is not known here, and what it is taken for.
    private boolean chosen;

    private boolean otherwise;

    /// @param given variables that the command line sets, which win
    Makefile(String text, Map<String, String> given) {
        values.putAll(given);
        fixed = Set.copyOf(given.keySet());
        read(text.replaceAll("\\$\\(file\\s+<\\s*((?:[^()]++|\\([^()]*+\\)){0,100}+)\\)", "\\$(shell cat $1)"));
    }

    /// The recipes of a justfile, which are those of a Makefile in other signs.
    static Makefile ofJust(String text) {
        var makefile = new StringBuilder();
        for (var line : text.split("\r?\n", -1)) {
            if (line.isBlank() || line.matches("(?s)(?:set|alias|import|mod)\\s.*|[\\[#].*")) {
                continue;
            }
            var plain = line.replace("$", "$$").replaceAll("\\{\\{\\s*([\\w-]+)\\s*}}", "\\$($1)");
            var assigned = JUST_VALUE.matcher(plain);
            var recipe = JUST_RECIPE.matcher(plain);
            if (Character.isWhitespace(line.charAt(0))) {
                makefile.append('\t').append(plain.strip());
            } else if (assigned.matches()) {
                makefile.append(assigned.group(1))
                        .append(" := ")
                        .append(assigned.group(2)
                                .strip()
                                .replaceFirst("^[\"']", "")
                                .replaceFirst("[\"']$", ""));
            } else if (recipe.matches()) {
                makefile.append(recipe.group(1))
                        .append(": ")
                        .append(recipe.group(2).replaceAll("\\(\\s*([\\w-]+)[^)]*\\)|&&", "$1"));
            }
            makefile.append('\n');
        }
        return new Makefile(makefile.toString(), Map.of());
    }

    /// Whether it takes other files in, or makes rules by functions.
    boolean incomplete() {
        return incomplete;
    }

    /// Shell text that runs whenever the file is read.
    List<String> atOnce() {
        return atOnce;
    }

    /// @param wanted targets; the first of the file where there are none
    /// @return shell texts, each of which a shell of its own runs; nothing of targets that no rule makes
    List<String> recipes(List<String> wanted) {
        var targets = wanted.isEmpty() ? first() : wanted;
        Set<String> done = new LinkedHashSet<>();
        List<String> recipes = new ArrayList<>();
        targets.forEach(target -> make(target, done, recipes));
        return recipes;
    }

    boolean makes(String target) {
        return rules.stream().anyMatch(rule -> rule.targets().stream().anyMatch(each -> matches(each, target)));
    }

    private List<String> first() {
        return rules.stream()
                .flatMap(rule -> rule.targets().stream())
                .filter(target -> !target.startsWith(".") && !target.contains("%"))
                .limit(1)
                .toList();
    }

    private void make(String target, Set<String> done, List<String> recipes) {
        if (!done.add(target) || done.size() > 500) {
            return;
        }
        for (var rule : rules) {
            var pattern = rule.targets().stream()
                    .filter(each -> matches(each, target))
                    .findFirst();
            if (pattern.isEmpty()) {
                continue;
            }
            var needs = rule.needs().stream()
                    .map(need -> need.replace("%", stem(pattern.get(), target)))
                    .toList();
            needs.forEach(need -> make(need, done, recipes));
            for (var line : rule.lines()) {
                add(expanded(line, target, needs, 0), recipes);
                if (chosen) {
                    otherwise = true;
                    add(expanded(line, target, needs, 0), recipes);
                    otherwise = false;
                    chosen = false;
                }
            }
        }
    }

    private void add(String expanded, List<String> recipes) {
        var text = expanded.replaceFirst("^[\\s@+-]+", "");
        if (!text.isBlank()) {
            recipes.add(recipe(text));
        }
    }

    private static boolean matches(String pattern, String target) {
        var percent = pattern.indexOf('%');
        return percent < 0
                ? pattern.equals(target)
                : target.length() >= pattern.length()
                        && target.startsWith(pattern.substring(0, percent))
                        && target.endsWith(pattern.substring(percent + 1));
    }

    private static String stem(String pattern, String target) {
        var percent = pattern.indexOf('%');
        return percent < 0 ? "" : target.substring(percent, target.length() - (pattern.length() - percent - 1));
    }

    private void read(String text) {
        var lines = text.split("\r?\n", -1);
        @Nullable Rule rule = null;
        for (var i = 0; i < lines.length; i++) {
            var line = new StringBuilder(lines[i]);
            while (i + 1 < lines.length && line.length() > 0 && line.charAt(line.length() - 1) == '\\') {
                var recipe = line.charAt(0) == '\t';
                line.setLength(line.length() - 1);
                line.append(recipe ? "\\\n" : " ").append(lines[++i].replaceFirst("^[\t ]", ""));
            }
            var whole = line.toString();
            if (whole.startsWith("\t")) {
                if (rule != null) {
                    rule.lines().add(whole.substring(1));
                }
            } else if (!whole.isBlank() && !whole.stripLeading().startsWith("#")) {
                rule = statement(whole, rule);
            }
        }
    }

    /// The rule that recipe lines behind it belong to.
    @Nullable
    private Rule statement(String line, @Nullable Rule before) {
        var word = line.strip().split("[\\s(]", 2)[0];
        switch (word) {
            case "ifeq", "ifneq", "ifdef", "ifndef" -> {
                conditional++;
                return before;
            }
            case "else" -> {
                return before;
            }
            case "endif" -> {
                conditional--;
                return before;
            }
            case "include", "-include", "sinclude", "define", "$" -> {
                incomplete = true;
                if (word.equals("$")) {
                    whileRead(line);
                }
                return before;
            }
            default -> {}
        }
        var assigns = ASSIGNS.matcher(line);
        if (assigns.matches()) {
            assign(assigns.toMatchResult());
            return before;
        }
        var rule = RULE.matcher(line);
        if (!rule.matches()) {
            incomplete |= !line.startsWith("export") && !line.startsWith("unexport") && !line.startsWith("vpath");
            return before;
        }
        var made = new Rule(names(rule.group(1)), names(rule.group(2)), new ArrayList<>());
        if (rule.group(3) != null) {
            made.lines().add(rule.group(3).strip());
        }
        rules.add(made);
        return made;
    }

    private void whileRead(String value) {
        var shell = expanded(value, "", List.of(), 0);
        if (shell.contains("$(")) {
            atOnce.add(": \"" + shell.replace("\"", "\\\"") + "\"");
        }
    }

    private void assign(MatchResult assigns) {
        var name = assigns.group(1);
        var kind = assigns.group(2) == null ? "" : assigns.group(2);
        var value = assigns.group(3).replaceFirst("\\s+#.*$", "").stripTrailing();
        if (kind.equals("!")) {
            value = "$(shell " + value + ")";
        }
        if (kind.startsWith(":") || kind.equals("!")) {
            whileRead(value);
        }
        if (fixed.contains(name)) {
            return;
        }
        var known = values.get(name);
        switch (kind) {
            case "+" -> values.merge(name, value, (before, more) -> before + " " + more);
            case "?" -> values.putIfAbsent(name, value);
            default -> {
                if (conditional > 0 && known != null && !known.equals(value)) {
                    values.put(name, "$${" + name.replaceAll("\\W", "_") + "}");
                } else {
                    values.put(name, value);
                }
            }
        }
    }

    private List<String> names(String text) {
        var expanded = expanded(text, "", List.of(), 0).strip();
        return expanded.isEmpty()
                ? List.of()
                : List.of(expanded.replace("|", " ").strip().split("\\s+"));
    }

    private String expanded(String text, String target, List<String> needs, int deep) {
        if (text.indexOf('$') < 0 || deep > MOST_DEEP || text.length() > LONGEST) {
            return text;
        }
        return REFERENCE.matcher(text).replaceAll(found -> {
            var given = produced > MOST_PRODUCED ? "" : one(found, target, needs, deep);
            produced += given.length() + 1;
            incomplete |= produced > MOST_PRODUCED;
            return Matcher.quoteReplacement(given);
        });
    }

    private String one(MatchResult found, String target, List<String> needs, int deep) {
        if (found.group().equals("$$")) {
            return "$";
        }
        if (found.group(1) != null) {
            return "$(" + expanded(found.group(1), target, needs, deep + 1) + ")";
        }
        if (found.group(3) != null) {
            return switch (found.group(3)) {
                case "@" -> target.isEmpty() ? "${TARGET}" : target;
                case "<" -> needs.isEmpty() ? "${NEED}" : needs.getFirst();
                case "^", "+", "?" -> String.join(" ", needs);
                default -> "${STEM}";
            };
        }
        var name = found.group(2) != null ? found.group(2) : found.group(5);
        if (name == null) {
            return function(found.group(4), target, needs, deep);
        }
        var value = values.get(name);
        return value == null ? "${" + name.replaceAll("\\W", "_") + "}" : expanded(value, target, needs, deep + 1);
    }

    /// What a function gives, as far as text alone tells, and the commands in arguments that it takes without giving
    /// them.
    private String function(String written, String target, List<String> needs, int deep) {
        var parts = written.strip().split("\\s+", 2);
        if (parts.length < 2) {
            return UNKNOWN;
        }
        var arguments = arguments(parts[1]).stream()
                .map(argument -> expanded(argument, target, needs, deep + 1))
                .toList();
        var given = given(parts[0], arguments, target, needs, deep);
        return given
                + arguments.stream()
                        .filter(argument -> argument.contains("$(") && !given.contains(argument))
                        .map(argument -> argument.contains("\"") ? argument : "\"" + argument + "\"")
                        .map(argument -> "$(: " + argument + ")")
                        .collect(Collectors.joining());
    }

    private String given(String function, List<String> arguments, String target, List<String> needs, int deep) {
        var first = arguments.getFirst().strip();
        var whole = String.join(",", arguments).strip();
        var second = arguments.size() > 1 ? arguments.get(1) : first;
        var isPlain = !whole.contains("$");
        return switch (function) {
            case "call" -> called(first, arguments, target, needs, deep);
            case "subst" ->
                arguments.size() > 2
                        ? String.join(",", arguments.subList(2, arguments.size()))
                                .replace(arguments.getFirst(), arguments.get(1))
                        : whole;
            case "strip", "sort", "abspath", "realpath", "wildcard" -> whole;
            case "firstword" -> isPlain ? whole.split("\\s+", 2)[0] : whole;
            case "lastword" -> isPlain ? whole.substring(whole.lastIndexOf(' ') + 1) : whole;
            case "addprefix" -> each(first, second, "");
            case "addsuffix" -> each("", second, first);
            case "if" -> {
                chosen |= first.contains("$");
                var isTrue = first.contains("$") ? !otherwise : !first.isEmpty();
                yield isTrue ? second : arguments.size() > 2 ? arguments.get(2) : "";
            }
            case "or", "and", "filter", "filter-out" -> second;
            case "info", "warning", "error" -> "";
            case "file" -> {
                var name = first.replaceFirst("^>+\\s*", "");
                yield first.startsWith(">")
                        ? "$(printf '%s\\n' '"
                                + (arguments.size() > 1 ? arguments.getLast() : "").replace("'", "'\\''") + "' > "
                                + name + ")"
                        : UNKNOWN;
            }
            default -> UNKNOWN;
        };
    }

    private static String each(String before, String words, String behind) {
        return words.contains("$(") // whose blanks part no words
                ? before + words + behind
                : Stream.of(words.strip().split("\\s+", -1))
                        .map(word -> before + word + behind)
                        .collect(Collectors.joining(" "));
    }

    /// Between the commas that stand in no brackets.
    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        var deep = 0;
        var from = 0;
        for (var i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(' -> deep++;
                case ')' -> deep--;
                case ',' -> {
                    if (deep == 0) {
                        arguments.add(text.substring(from, i));
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        arguments.add(text.substring(from));
        return arguments;
    }

    private String called(String name, List<String> arguments, String target, List<String> needs, int deep) {
        var body = values.getOrDefault(name, UNKNOWN);
        for (var i = 1; i < arguments.size(); i++) {
            body = body.replace("$(" + i + ")", arguments.get(i))
                    .replace("${" + i + "}", arguments.get(i))
                    .replace("$" + i, arguments.get(i));
        }
        return expanded(body, target, needs, deep + 1);
    }

    /// The recipe as another program than a shell gets it.
    private String recipe(String text) {
        var shell =
                expanded(values.getOrDefault("SHELL", "sh"), "", List.of(), 0).strip();
        if (shell.contains("$") || SHELLS.matcher(shell).matches()) {
            return text;
        }
        var flags = expanded(values.getOrDefault(".SHELLFLAGS", "-c"), "", List.of(), 0);
        return shell + " " + flags + " '" + text.replace("'", "'\\''") + "'";
    }
}
