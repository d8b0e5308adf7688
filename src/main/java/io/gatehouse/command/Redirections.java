package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The files that redirections open, and what they put at a command's standard input.
final class Redirections {
    /// @param words arguments that the grammar put behind a redirection
    /// @param writes files that get the output
    record Applied(Input input, List<Word> words, List<Written> writes) {}

    /// @param adds whether the file keeps what was in it
    record Written(Word target, boolean adds) {}

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
        var input = context.input();
        List<Word> words = new ArrayList<>();
        List<Written> writes = new ArrayList<>();
        for (var i = 0; i < redirects.size(); i++) {
            var redirect = redirects.get(i);
            var text = context.source().text(redirect);
            switch (redirect.type()) {
                case "file_redirect" -> {
                    var here = i > 0 && redirects.get(i - 1).is("ERROR") && text.startsWith("<");
                    input = file(redirect, here, expansion, context, scope, input, words, writes);
                }
                case "herestring_redirect" ->
                    input = new Input.Text(redirect.children().stream()
                            .filter(Node::named)
                            .reduce((_, last) -> last)
                            .map(expansion::word)
                            .orElseGet(() ->
                                    new Word.Builder().build(context.source().part(redirect))));
                case "heredoc_redirect" -> {
                    var nested = redirect.children().stream()
                            .filter(child -> child.field().equals("redirect"))
                            .toList();
                    var applied = apply(nested, context, scope);
                    words.addAll(applied.words());
                    writes.addAll(applied.writes());
                    redirect.children().stream()
                            .filter(child -> child.is("ERROR") && knows(child, context))
                            .forEach(child -> words.addAll(expansion.words(child.children())));
                    if (unended(redirect, context)) {
                        walk.findings()
                                .opaque(
                                        "where this here-document ends is not known",
                                        context.source().part(redirect),
                                        context,
                                        scope.directory());
                    }
                    input = new Input.Text(new HereDocument(walk, context, scope).body(redirect));
                }
                case Syntax.GAP -> {
                    if (text.matches("[-\\w./=:@%+,]+")) {
                        var word = new Node("word", true, "", redirect.from(), redirect.to(), false, List.of());
                        words.addAll(expansion.words(List.of(word)));
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
        return new Applied(input, words, writes);
    }

    /// The grammar takes `<<END;` for a document that ends at `END;`, and so all that follows for its text.
    private static boolean unended(Node redirect, Context context) {
        return redirect.children().stream()
                .anyMatch(child -> (child.is("heredoc_end") && child.missing())
                        || (child.is("heredoc_start")
                                && ODD_END.matcher(context.source().text(child)).find()));
    }

    void open(String operator, Node target, Context context, Scope scope) {
        new Paths(walk.findings(), scope.directory(), operator, context.remote())
                .add(
                        operator.equals("<") ? Verb.READ : Verb.WRITE,
                        new Expansion(walk, context, scope).word(target),
                        false);
    }

    private Input file(
            Node redirect,
            boolean here,
            Expansion expansion,
            Context context,
            Scope scope,
            Input input,
            List<Word> words,
            List<Written> writes) {
        var targets = expansion.words(redirect.children().stream()
                .filter(child -> child.field().equals("destination"))
                .toList());
        var operator = redirect.children().stream()
                .filter(child -> !child.named())
                .map(Node::type)
                .findFirst()
                .orElse("");
        if (redirect.children().stream().anyMatch(child -> child.is("ERROR"))) {
            operator = "<>";
        }
        if (targets.isEmpty()) {
            return input;
        }
        var target = targets.getFirst();
        words.addAll(targets.subList(1, targets.size()));
        if (here) {
            return new Input.Text(target);
        }
        var duplicates = operator.endsWith("&") && target.text().matches("\\d+-?|-");
        if (duplicates) {
            return input;
        }
        var paths = new Paths(walk.findings(), scope.directory(), operator, context.remote());
        if (operator.equals("<")) {
            if (target.has(Word.Mark.PIPE)) {
                return new Input.Pipe(target.sources());
            }
            paths.add(Verb.READ, target, false);
            return walk.runFiles()
                    .text(target, scope.directory())
                    .<Input>map(Input.Text::new)
                    .orElseGet(() -> new Input.File(target));
        }
        if (target.has(Word.Mark.PIPE)) {
            return input;
        }
        paths.add(Verb.WRITE, target, false);
        writes.add(new Written(target, operator.contains(">>")));
        if (target.wild() >= 0) {
            walk.findings().doubt("a redirection into a file whose name is not known", target.where());
        }
        return input;
    }
}
