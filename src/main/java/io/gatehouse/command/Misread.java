package io.gatehouse.command;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the grammar reads otherwise than Bash does, found by running lines in a real one.
final class Misread {
    private static final Pattern DESCRIPTOR = Pattern.compile("\\d+|\\{[A-Za-z_]\\w*}");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*\\+?=");
    private static final Set<String> RESERVED = Set.of(
            "case",
            "for",
            "function",
            "if",
            "select",
            "until",
            "while",
            "[[",
            "((",
            "!",
            "{",
            "}",
            "cd",
            "pushd",
            "popd",
            "do",
            "done",
            "then",
            "else",
            "elif",
            "fi",
            "esac");

    private Misread() {}

    /// Words of the shell behind which any command may stand, of which the grammar makes programs.
    private static final Set<String> STARTING = Set.of("coproc", "time");

    /// How many words behind a leading redirection set variables: `<file name=value program`.
    static int assignments(List<Word> argv) {
        var count = 0;
        while (count < argv.size()
                && ASSIGNMENT.matcher(argv.get(count).text()).lookingAt()
                && argv.get(count).mark(argv.get(count).text().indexOf('=')) == Word.Mark.PLAIN) {
            count++;
        }
        return count;
    }

    /// `0<file` and `{name}>file`, whose beginning the grammar takes for an argument.
    static boolean isDescriptor(Node word, List<Node> redirects, Context context) {
        return !redirects.isEmpty()
                && redirects.stream().anyMatch(redirect -> redirect.from() == word.to())
                && isDescriptor(context.source().text(word), context);
    }

    static boolean isDescriptor(Word word, List<Node> redirects, Context context) {
        return !redirects.isEmpty()
                && word.where().to() - word.where().from() == word.text().length()
                && isDescriptor(word.text(), context)
                && redirects.stream()
                        .anyMatch(redirect -> context.source().part(redirect).from()
                                == word.where().to());
    }

    /// The descriptor that stands right before a redirection, "" where none does.
    static String descriptorBefore(Node redirect, Context context) {
        var text = context.source().text();
        var from = redirect.from();
        while (from > 0 && " \t\n;|&()<>".indexOf(text.charAt(from - 1)) < 0) {
            from--;
        }
        var word = text.substring(from, redirect.from());
        boolean goesOn = from > 1 && text.charAt(from - 2) == '\\'; // `a\ 3>file` is one word
        return !goesOn && isDescriptor(word, context) ? word : "";
    }

    /// POSIX knows no `{name}>file`: a word is all that it is there.
    private static boolean isDescriptor(String text, Context context) {
        return DESCRIPTOR.matcher(text).matches() && !(text.startsWith("{") && context.inPosixShell());
    }

    /// The grammar takes a pipe behind `=~` for a pattern, also outside of tests.
    static boolean broken(List<Node> words) {
        for (var word : words) {
            if (word.is("regex")) {
                return true;
            }
        }
        return false;
    }

    /// Where the words of the next line begin, which the grammar takes for more words of a command in some pipelines.
    static int nextLine(Node command, List<Node> words, Context context) {
        var text = context.source().text();
        var children = command.children();
        for (var i = 1; i < children.size(); i++) {
            var from = children.get(i - 1).to();
            var begin = children.get(i).from();
            var between = text.substring(from, Math.max(from, begin)).replace("\\\n", "");
            if (between.indexOf('\n') >= 0 || text.startsWith("\n", begin)) {
                return (int) words.stream().filter(word -> word.from() < begin).count();
            }
        }
        return words.size();
    }

    /// A redirection that stands on the line behind its command: it belongs to the next one.
    static boolean spansLines(Node redirected, Context context) {
        var text = context.source().text();
        var children = redirected.children();
        for (var i = 1; i < children.size(); i++) {
            var before = children.get(i - 1);
            var between = text.substring(
                    before.to(), Math.max(before.to(), children.get(i).from()));
            if (!before.is("heredoc_redirect") && between.replace("\\\n", "").indexOf('\n') >= 0) {
                return true;
            }
        }
        return false;
    }

    /// Those words as a command; empty if they are no simple one.
    static Optional<Node> command(List<Node> words, Context context) {
        var first = words.getFirst();
        var text = context.source().text();
        var from = text.startsWith("\n", first.from()) ? first.from() + 1 : first.from();
        if (from > first.to()) { // the parser put it in
            return Optional.empty();
        }
        var name = text.substring(from, first.to());
        var begins = behind(from, first);
        if (RESERVED.contains(name) || name.indexOf('=') >= 0) {
            return Optional.empty();
        }
        List<Node> children = new ArrayList<>(words);
        children.set(0, begins);
        return Optional.of(new Node("command", true, "", from, words.getLast().to(), false, List.copyOf(children)));
    }

    /// A node without the line break before it.
    private static Node behind(int from, Node node) {
        List<Node> children = new ArrayList<>(node.children());
        if (!children.isEmpty() && children.getFirst().from() < from) {
            children.set(0, behind(from, children.getFirst()));
        }
        return new Node(node.type(), true, "", from, node.to(), node.missing(), List.copyOf(children));
    }

    /// A word with a blank or an operator in it is several, as in `coproc { {a,b}; }` and `>file⏎\\name`.
    static boolean isTorn(String word) {
        for (var i = 0; i < word.length(); i++) {
            var unit = word.charAt(i);
            if (unit == '\\') {
                i++;
            } else if (" \t\n\u000b\f\r;|&".indexOf(unit) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// The grammar takes the pattern of `${name#pattern}` and the like for one word, whatever Bash runs in it.
    static boolean hidesSubstitution(Node node, Context context) {
        if (!node.named() || !node.children().isEmpty() || node.is("raw_string") || node.is("ansi_c_string")) {
            return false;
        }
        var text = context.source().text(node);
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            if (unit == '\\') {
                i++;
            } else if (unit == '`' || text.startsWith("$(", i)) {
                return true;
            }
        }
        return false;
    }

    /// `--0<file`, of whose first word the grammar makes a descriptor to be closed.
    static boolean tearsDescriptor(Node redirect) {
        var children = redirect.children();
        return children.size() > 1
                && children.getFirst().is("file_descriptor")
                && children.get(1).is("ERROR");
    }

    /// `<<<a\` and the rest of the word on the next line, which the grammar takes for an argument where it knows no
    /// here-string.
    static boolean goesOn(Node word, Context context) {
        var text = context.source().text();
        var next = word.to() + 2;
        return text.startsWith("\\\n", word.to())
                && next < text.length()
                && " \t\n;&|<>()".indexOf(text.charAt(next)) < 0;
    }

    /// In `cd a && b <c | d` the grammar puts the whole list before the pipe, of which only the end runs there.
    static boolean beginsList(Node stage) {
        return list(stage).isPresent();
    }

    /// What comes behind the pipe runs only where all of such a list went well.
    static boolean beginsListOfAnd(Node stage) {
        return list(stage)
                .filter(list ->
                        list.children().stream().noneMatch(child -> child.type().equals("||")))
                .isPresent();
    }

    private static Optional<Node> list(Node stage) {
        return switch (stage.type()) {
            case "list" -> Optional.of(stage);
            case "redirected_statement" -> stage.child("body").flatMap(Misread::list);
            case "pipeline" -> list(stage.children().getFirst());
            default -> Optional.empty();
        };
    }

    /// `coproc cd d`, which changes nothing here, and what is left of `coproc $name while …`.
    static boolean compound(List<Word> argv) {
        return argv.size() > 1
                && STARTING.contains(argv.getFirst().text())
                && argv.stream().skip(1).limit(3).anyMatch(word -> RESERVED.contains(word.text()));
    }

    /// Words that the grammar parts: `<<<a\⏎b`, `x=()b`; and a word of the shell's own that stands for a program.
    static boolean tears(Node command, Context context) {
        var text = context.source().text();
        var children = command.children();
        if (Compounds.isReserved(children.getFirst(), context)) {
            return true;
        }
        for (var i = 1; i < children.size(); i++) {
            var before = children.get(i - 1);
            var type = before.type();
            if ((type.endsWith("_redirect") || type.equals("variable_assignment"))
                    && CONTINUED
                            .matcher(text.substring(
                                    before.to(),
                                    Math.max(before.to(), children.get(i).from())))
                            .matches()) {
                return true;
            }
        }
        return false;
    }

    private static final Pattern CONTINUED = Pattern.compile("(?:\\\\\r?\n)*");

    /// `{a,b} c`, of which the grammar makes a group.
    static boolean isBraceExpansion(Node group, Context context) {
        var text = context.source().text(group);
        return group.is("compound_statement")
                && text.length() > 1
                && text.startsWith("{")
                && !OPENING.matcher(text).find();
    }

    private static final Pattern OPENING = Pattern.compile("^\\{(\\s|\\\\\\R|[()<>;&|])");

    /// `$'\\'`, whose end the grammar sees at a quote further on if there is one.
    static boolean endsEarlier(String quoted) {
        for (var i = 2; i < quoted.length() - 1; i++) {
            if (quoted.charAt(i) == '\\') {
                i++;
            } else if (quoted.charAt(i) == '\'') {
                return true;
            }
        }
        return false;
    }

    /// `bash -c "s >$x a"`, which writes `a` where the variable is empty: a redirection takes the next word then.
    static boolean mayTakeNext(Node redirect, Context context) {
        var text = context.source().text();
        return NAMELESS.matcher(text).region(redirect.from(), text.length()).lookingAt();
    }

    private static final Pattern NAMELESS = Pattern.compile(
            "(?:\\d+|\\{\\w+})?(?:<<-?(?!<)[ \t]*%1$c|[<>&|-]+[ \t]*%1$c+(?:[ \t]|\\\\\n)+(?!\\d+[<>])[^\\s;&|<>()#])"
                    .formatted(Source.HOLE));

    /// `>*<(b)`, which is one word.
    static boolean touch(List<Node> words) {
        return words.size() > 1 && words.getFirst().to() == words.get(1).from();
    }

    /// A test that the grammar ended at a bracket of a later line, so that the statements in between stand within it.
    static boolean holdsStatements(Node test) {
        return test.children().stream().anyMatch(child -> child.missing() || STATEMENTS.contains(child.type()));
    }

    private static final Set<String> STATEMENTS = Set.of(
            "command", "compound_statement", "list", "negated_command", "pipeline", "redirected_statement", "subshell");
}
