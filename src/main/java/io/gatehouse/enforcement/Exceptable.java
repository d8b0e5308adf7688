package io.gatehouse.enforcement;

import io.gatehouse.enforcement.ScopeChoice.Kind;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What an exception for a denied call could be: which scopes, and why not others. Pure.
///
/// Design. A scope is offered only when a grant of it would cover everything that was denied in the call, because
/// anything less is denied again.
public final class Exceptable {
    private final Enforcement denied;
    private final String device;
    private final List<Rule> rules;
    private final List<AccessRequest> requests;

    /// @param device where the call was made
    public Exceptable(Enforcement denied, String device) {
        this.denied = denied;
        this.device = device;
        this.rules = denied.verdict().denial().map(Verdict.Deny::rules).orElse(List.of());
        this.requests = denied.asked().stream()
                .filter(asked -> !asked.decision().allows())
                .map(Enforcement.Asked::request)
                .toList();
    }

    /// Those that fired, the hard ones first.
    public List<Rule> rules() {
        return rules;
    }

    /// Why no exception can be asked for at all, for people; empty when one can.
    public Optional<String> refusal() {
        var denial = denied.verdict().denial();
        if (denial.isEmpty()) {
            return Optional.of("This call was allowed, so it needs no exception.");
        }
        var hard = rules.stream().filter(rule -> !rule.waivable()).toList();
        if (!hard.isEmpty()) {
            return Optional.of("This rule cannot be waived: %s. %s %s"
                    .formatted(
                            hard.stream().map(Rule::id).distinct().collect(Collectors.joining(", ")),
                            hard.getFirst().why(),
                            hard.getFirst().fix())
                    .strip());
        }
        if (denial.get().cause() != Cause.RULE
                || denied.asked().stream()
                        .map(Enforcement.Asked::decision)
                        .anyMatch(decision ->
                                !decision.allows() && decision.rules().isEmpty())) {
            return Optional.of(
                    "No rule that could be waived denied this call (%s). Tell your security team what you need."
                            .formatted(
                                    denial.get().cause() == Cause.RULE
                                            ? Cause.NO_RULE_ALLOWS.code()
                                            : denial.get().cause().code()));
        }
        return Optional.empty();
    }

    /// The scopes that make sense for this call, the narrowest first; none when no exception is possible.
    public List<ScopeChoice> choices() {
        if (refusal().isPresent()) {
            return List.of();
        }
        var choices = new ArrayList<ScopeChoice>();
        choices.add(exact());
        choices.addAll(commands());
        choices.addAll(paths());
        host().ifPresent(choices::add);
        return choices;
    }

    private ScopeChoice exact() {
        var words = "Exactly this call";
        return denied.callKey().isEmpty()
                ? ScopeChoice.impossible(Kind.EXACT, words, "This call cannot be known again: it has no key.")
                : ScopeChoice.possible(Kind.EXACT, new Scope.ExactCall(denied.callKey()), words);
    }

    private List<ScopeChoice> commands() {
        var commands = requests.stream()
                .filter(request -> request.action() == Action.EXEC)
                .toList();
        if (commands.isEmpty()) {
            return List.of();
        }
        var argv = commands.getFirst().texts("argv");
        var wrappers = new LinkedHashSet<String>();
        commands.forEach(command -> wrappers.addAll(command.texts("wrappers")));
        var choices = new ArrayList<ScopeChoice>();
        choices.add(command(Kind.COMMAND, commands, argv, wrappers));
        if (argv.size() > 2 && isSubcommand(argv.get(1))) {
            choices.add(command(Kind.SUBCOMMAND, commands, argv.subList(0, 2), wrappers));
        }
        return choices;
    }

    private static boolean isSubcommand(String word) {
        return !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-')
                && !word.startsWith("-");
    }

    private ScopeChoice command(Kind kind, List<AccessRequest> commands, List<String> argv, Set<String> wrappers) {
        var words = "Commands that begin with: " + String.join(" ", argv)
                + (wrappers.isEmpty() ? "" : " (also through " + String.join(", ", wrappers) + ")");
        if (commands.stream().anyMatch(command -> !command.text("parse").equals("full"))) {
            return ScopeChoice.impossible(
                    kind, words, "Not all of this command is understood, so only exactly this call can be granted.");
        }
        return covering(kind, words, argv, () -> new Scope.Command(argv, List.copyOf(wrappers)));
    }

    private List<ScopeChoice> paths() {
        var files = requests.stream()
                .filter(request -> request.action().kind().equals("file"))
                .toList();
        if (files.isEmpty()) {
            return List.of();
        }
        var path = files.getFirst().text("path");
        var choices = new ArrayList<ScopeChoice>();
        choices.add(covering(
                Kind.PATH, "The path " + path + " and what is below it", List.of(path), () -> new Scope.Below(path)));
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            var parent = path.substring(0, slash);
            var words = "Everything below " + parent;
            var home = files.getFirst().text("home");
            choices.add(
                    home.equals(parent) || home.startsWith(parent + "/")
                            ? ScopeChoice.impossible(
                                    Kind.DIRECTORY, words, "That would be a whole home directory, which is too much.")
                            : covering(Kind.DIRECTORY, words, List.of(parent), () -> new Scope.Below(parent)));
        }
        return choices;
    }

    private Optional<ScopeChoice> host() {
        return requests.stream()
                .filter(request -> request.action() == Action.CONNECT)
                .findFirst()
                .map(request -> request.text("host"))
                .map(host -> covering(
                        Kind.HOST, "The host " + host + ", on any port", List.of(host), () -> new Scope.Host(host)));
    }

    private interface Making {
        /// @throws IllegalArgumentException when there is no such scope
        Scope scope();
    }

    /// @param texts what the scope is made of
    private ScopeChoice covering(Kind kind, String words, List<String> texts, Making making) {
        if (texts.stream().anyMatch(text -> text.contains(Scope.MASKED))) {
            return ScopeChoice.impossible(
                    kind, words, "A secret is masked in it, so only exactly this call can be granted.");
        }
        try {
            var scope = making.scope();
            return Grants.wouldCover(grant(scope, true), denied, device)
                    ? ScopeChoice.possible(kind, scope, words)
                    : ScopeChoice.impossible(
                            kind, words, "The call was also denied something else, which this would not let through.");
        } catch (IllegalArgumentException _) {
            return ScopeChoice.impossible(kind, words, "No exception can name this.");
        }
    }

    /// Where calls would be let through that such an exception is asked for.
    ///
    /// @param everySession also in other sessions of this agent in this workspace
    public Reach reach(boolean everySession) {
        var session = denied.origin().session();
        return new Reach(
                denied.origin().agent(),
                denied.workspace(),
                everySession || session.isEmpty() ? Optional.empty() : Optional.of(session));
    }

    /// A grant of that scope for all rules that fired, for any time: to see what it would cover. Nobody gave it.
    public Grant grant(Scope scope, boolean everySession) {
        return new Grant(
                "preview",
                denied.principal().id(),
                Optional.of(device),
                rules.stream().map(Rule::id).collect(Collectors.toSet()),
                scope,
                reach(everySession),
                Instant.EPOCH,
                Instant.MAX,
                OptionalLong.empty(),
                "nobody",
                "");
    }
}
