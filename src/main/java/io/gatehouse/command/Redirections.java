package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The files that redirections open, and what they put at a command's standard input.
final class Redirections {
    /// @param words arguments that the grammar put behind a redirection
    /// @param writes files that get what is printed
    /// @param elsewhere the output goes into another descriptor
    /// @param descriptors what can be read from those that were opened
    /// @param nextLine words of the next line, which the grammar put behind a redirection
    record Applied(
            Input input,
            List<Word> words,
            List<Written> writes,
            boolean elsewhere,
            Map<String, Input> descriptors,
            List<Node> nextLine) {
        /// Whether a file may not open or a text not expand, and then the command does not run.
        boolean mayFail() {
            return descriptors.values().stream().anyMatch(Applied::mayFail)
                    || writes.stream().anyMatch(write -> !write.target().text().startsWith("/dev/"));
        }

        private static boolean mayFail(Input input) {
            return input instanceof Input.File || (input instanceof Input.Text(var text) && !text.known());
        }
    }

    /// @param adds whether the file keeps what was in it
    /// @param output whether it gets the standard output, and not another one
    record Written(Word target, boolean adds, boolean output) {}

    private static final class Streams {
        final List<Word> words = new ArrayList<>();
        final List<Written> writes = new ArrayList<>();
        final Map<String, Input> descriptors = new HashMap<>();
        final List<Node> nextLine = new ArrayList<>();
        boolean elsewhere;

        /// @param descriptor as written before the operator, "" where none is
        void feed(String descriptor, Input input) {
            descriptors.put(descriptor.isEmpty() ? "0" : descriptor, input);
        }
    }

    private static final Pattern ODD_END = Pattern.compile("[;&|<>()]");

    private final Walk walk;

    Redirections(Walk walk) {
        this.walk = walk;
    }

    /// A syntax error that is none: the grammar lacks `3<>file` and `<<<` behind another redirection.
    boolean knows(Node error, Context context) {
        return switch (context.source().text(error).strip()) {
            case "<<", ">" -> true;
            default -> error.children().stream().allMatch(child -> child.is("word"));
        };
    }

    Applied apply(List<Node> redirects, Context context, Scope scope) {
        var expansion = new Expansion(walk, context, scope);
        var streams = new Streams();
        for (var i = 0; i < redirects.size(); i++) {
            var redirect = redirects.get(i);
            var text = context.source().text(redirect);
            if (Misread.mayTakeNext(redirect, context)) {
                unknown(redirect, context, scope);
            }
            switch (redirect.type()) {
                case "file_redirect" -> {
                    var here = i > 0 && redirects.get(i - 1).is("ERROR") && text.startsWith("<");
                    if (here && redirect.children().stream().anyMatch(word -> Misread.goesOn(word, context))) {
                        unknown(redirect, context, scope);
                    }
                    file(redirect, here, expansion, context, scope, streams);
                }
                case "herestring_redirect" -> {
                    if (redirect.children().stream().anyMatch(child -> child.is("ERROR"))) {
                        unknown(redirect, context, scope);
                    }
                    streams.feed(
                            descriptor(redirect, context),
                            new Input.Text(Outputs.line(redirect.children().stream()
                                    .filter(Node::named)
                                    .reduce((_, last) -> last)
                                    .map(expansion::word)
                                    .orElseGet(() -> new Word.Builder()
                                            .build(context.source().part(redirect))))));
                }
                case "heredoc_redirect" -> {
                    var nested = redirect.children().stream()
                            .filter(child -> child.field().equals("redirect"))
                            .toList();
                    var applied = apply(nested, context, scope);
                    streams.words.addAll(expansion.words(HereDocument.arguments(redirect, context.source())));
                    streams.words.addAll(applied.words());
                    streams.writes.addAll(applied.writes());
                    streams.elsewhere |= applied.elsewhere();
                    streams.descriptors.putAll(applied.descriptors());
                    streams.nextLine.addAll(applied.nextLine());
                    redirect.children().stream()
                            .filter(child -> child.is("ERROR") && knows(child, context))
                            .forEach(child -> streams.words.addAll(expansion.words(child.children())));
                    if (unended(redirect, context)) {
                        walk.findings()
                                .opaque(
                                        "where this here-document ends is not known",
                                        context.source().part(redirect),
                                        context,
                                        scope.directory());
                    }
                    streams.feed(
                            descriptor(redirect, context),
                            new Input.Text(new HereDocument(walk, context, scope).body(redirect)));
                }
                case Syntax.GAP -> {
                    if (text.matches("[-\\w./=:@%+,]+")) {
                        var word = new Node("word", true, "", redirect.from(), redirect.to(), false, List.of());
                        streams.words.addAll(expansion.words(List.of(word)));
                    } else {
                        walk.statement(redirect, context, scope);
                    }
                }
                case "ERROR" -> {
                    if (!text.strip().equals("<<")) {
                        walk.statement(redirect, context, scope);
                    }
                }
                default -> walk.substitutionsIn(redirect, context, scope);
            }
        }
        var opened = scope.descriptors().getOrDefault("0", context.input());
        var input = streams.descriptors.getOrDefault(
                "0", context.input() instanceof Input.Inherited ? opened : context.input());
        return new Applied(
                input, streams.words, streams.writes, streams.elsewhere, streams.descriptors, streams.nextLine);
    }

    private static String descriptor(Node redirect, Context context) {
        return redirect.children().stream()
                .filter(child -> child.is("file_descriptor"))
                .map(context.source()::text)
                .findFirst()
                .orElseGet(() -> Misread.descriptorBefore(redirect, context));
    }

    /// The grammar takes `<<END;` for a document that ends at `END;`, and so all that follows for its text.
    private static boolean unended(Node redirect, Context context) {
        return redirect.children().stream()
                .anyMatch(child -> (child.is("heredoc_end") && child.missing())
                        || (child.is("heredoc_start")
                                && ODD_END.matcher(context.source().text(child)).find()));
    }

    void open(String operator, Node target, Context context, Scope scope) {
        walk.findings().in(scope);
        new Paths(walk.findings(), scope.directory(), operator, context.remote())
                .add(
                        operator.equals("<") ? Verb.READ : Verb.WRITE,
                        new Expansion(walk, context, scope).word(target),
                        false);
    }

    private void file(Node redirect, boolean here, Expansion expansion, Context context, Scope scope, Streams streams) {
        var destinations = redirect.children().stream()
                .filter(child -> child.field().equals("destination"))
                .toList();
        var next = Misread.nextLine(redirect, destinations, context);
        streams.nextLine.addAll(destinations.subList(next, destinations.size()));
        if (Misread.touch(destinations)
                || Misread.tearsDescriptor(redirect)
                || redirect.children().stream().anyMatch(child -> child.is(Syntax.GAP))) {
            unknown(redirect, context, scope);
        }
        var error =
                redirect.children().stream().filter(child -> child.is("ERROR")).findFirst();
        var string =
                error.filter(child -> context.source().text(child).equals("<<")).isPresent();
        // In a here-string braces stand for themselves.
        var targets = targets(destinations.subList(0, next), here || string || context.inPosixShell(), expansion);
        if (targets.size() != next) { // Bash refuses several names and none, and takes them for one as POSIX says
            unknown(redirect, context, scope);
        }
        var operator = redirect.children().stream()
                .filter(child -> !child.named())
                .map(Node::type)
                .findFirst()
                .orElse("");
        if (operator.endsWith("&-")) { // closes, and takes no name
            streams.words.addAll(behindClosed(redirect, expansion, context, scope));
            return;
        }
        var descriptor = descriptor(redirect, context);
        if (error.isPresent() && !string) {
            var words = error.get().children().stream()
                    .filter(child -> child.is("word"))
                    .toList();
            operator = words.isEmpty() ? "<>" : operator;
            streams.words.addAll(expansion.words(words));
        }
        if (targets.isEmpty()) {
            return;
        }
        var target = targets.getFirst();
        streams.words.addAll(targets.subList(1, targets.size()));
        if (operator.startsWith("&>") && !streams.words.isEmpty() && context.inPosixShell()) {
            unknown(redirect, context, scope); // the words there are a command of their own
        }
        if (here || string) {
            streams.feed(descriptor, new Input.Text(Outputs.line(target)));
            return;
        }
        if (operator.endsWith("&") && target.text().startsWith("-") && !target.is("-")) { // closes; more is a word
            unknown(redirect, context, scope);
        }
        if (operator.equals("<&")) {
            streams.feed(descriptor, duplicate(target, context, scope, streams));
            return;
        }
        var output = descriptor.isEmpty() || descriptor.equals("1");
        if (operator.endsWith("&") && target.text().matches("\\d+-?|-")) {
            streams.elsewhere |= output && !target.text().equals("1");
            return;
        }
        walk.findings().in(scope);
        var paths = new Paths(walk.findings(), scope.directory(), operator, context.remote());
        if (operator.equals("<")) {
            if (target.has(Word.Mark.PIPE)) {
                streams.feed(descriptor, new Input.Pipe(target.sources()));
                return;
            }
            paths.add(Verb.READ, target, false);
            streams.feed(
                    descriptor,
                    walk.madeFiles()
                            .text(target, scope.directory())
                            .<Input>map(Input.Text::new)
                            .orElseGet(() -> new Input.File(target)));
            return;
        }
        if (target.has(Word.Mark.PIPE)) {
            return;
        }
        paths.add(Verb.WRITE, target, false);
        streams.writes.add(new Written(target, operator.contains(">>"), output));
        if (target.wild() >= 0) {
            walk.findings().doubt("a redirection into a file whose name is not known", target.where());
        }
    }

    /// The file, and the words behind it.
    ///
    /// @param isOne whether it is neither split nor made several of, as POSIX says
    private static List<Word> targets(List<Node> destinations, boolean isOne, Expansion expansion) {
        if (!isOne || destinations.isEmpty()) {
            return expansion.words(destinations);
        }
        List<Word> targets = new ArrayList<>(List.of(expansion.word(destinations.getFirst())));
        targets.addAll(expansion.words(destinations.subList(1, destinations.size())));
        return targets;
    }

    private void unknown(Node redirect, Context context, Scope scope) {
        walk.findings()
                .opaque(
                        "this redirection is read otherwise by Bash",
                        context.source().part(redirect),
                        context,
                        scope.directory());
    }

    /// Arguments, of which the grammar takes the last for a file and all others for errors.
    private List<Word> behindClosed(Node redirect, Expansion expansion, Context context, Scope scope) {
        List<Node> words = new ArrayList<>();
        for (var child : redirect.children()) {
            if (child.field().equals("destination")) {
                words.add(child);
            } else if (child.is("ERROR")) {
                words.addAll(child.children());
            }
        }
        if (words.stream().anyMatch(word -> !word.named() || word.missing() || word.is(Syntax.GAP))) {
            walk.statement(redirect.children().getLast(), context, scope);
        }
        return expansion.words(words);
    }

    /// What another descriptor holds; one that the line does not open holds what nobody knows.
    private static Input duplicate(Word target, Context context, Scope scope, Streams streams) {
        var number = target.text().replaceFirst("-$", "");
        if (number.equals("0")) {
            return streams.descriptors.getOrDefault("0", context.input());
        }
        var unknown = target.is("-") ? new Input.Inherited() : new Input.Pipe(List.of());
        return Optional.ofNullable(streams.descriptors.get(number))
                .orElseGet(() -> held(number, context, scope, unknown));
    }

    private static Input held(String number, Context context, Scope scope, Input otherwise) {
        var opened = scope.descriptors().getOrDefault(number, otherwise);
        return context.descriptors().getOrDefault(number, opened);
    }

    private static final Pattern DESCRIPTOR = Pattern.compile("/dev/fd/(\\d+)|/proc/self/fd/(\\d+)");

    /// What stands behind a path that names a descriptor above the standard ones.
    static Optional<Input> named(Word path, Context context, Scope scope) {
        var named = DESCRIPTOR.matcher(path.text());
        if (!named.matches() || !path.known()) {
            return Optional.empty();
        }
        var number = named.group(1) == null ? named.group(2) : named.group(1);
        return number.matches("[012]")
                ? Optional.empty()
                : Optional.of(held(number, context, scope, new Input.Pipe(List.of())));
    }
}
