package io.gatehouse.cerbos;

import io.gatehouse.cerbos.PolicyFile.Rule;
import java.util.List;
import java.util.stream.Stream;

/// Finds where a condition's error may be missing from a plan, so that a laptop without a network would be allowed what
/// the PDP denies by that error.
///
/// Design. Under strict evaluation (Cerbos 0.55) `all`, `any` and `none` deny at an error, unless a part before it
/// decided; every allow rule of an action is evaluated, also when another one allows; and a derived role is evaluated
/// before the condition of its rule. A plan has `and` and `or` for all of these, in an order of its own, and without
/// what was known when it was made. Inside one expression both absorb errors alike. Lint goes by words, and in doubt
/// refuses.
record FoldingLint(PolicySet policies, PolicyLint.Findings findings) {
    void check(PolicyFile file) {
        for (var condition : file.conditions()) {
            condition.find("match").ifPresent(match -> parts(file, match));
            PolicyFile.expressions(condition).forEach(expression -> membership(file, expression));
        }
        file.rules().forEach(this::role);
        file.rules().stream().filter(Rule::allows).forEach(this::allow);
    }

    private void parts(PolicyFile file, Yaml match) {
        for (var list : List.of("all", "any", "none")) {
            boolean reads = false;
            for (var part : match.find(list).map(of -> of.list("of")).orElse(List.of())) {
                var words = PolicyFile.inMatch(part).stream()
                        .map(expression -> policies.unfolded(expression, file))
                        .toList();
                if (reads && words.stream().anyMatch(Foresight::mayKnow)) {
                    found(
                            file,
                            part,
                            "plan-order",
                            "a plan may know this part of `" + list
                                    + "` beforehand, and then forgets that a part before"
                                    + " it can fail, by which the PDP denies",
                            "Put it before the parts that read R.attr, or join them in one expression with && or ||.");
                }
                reads |= words.stream().anyMatch(Foresight::mayRead);
                parts(file, part);
            }
        }
    }

    private void membership(PolicyFile file, Yaml expression) {
        var words = policies.unfolded(expression, file);
        if (Foresight.asksThePrincipal(words) && Foresight.mayFail(words)) {
            found(
                    file,
                    expression,
                    "plan-empty",
                    "a plan does not look at what may fail when the principal's list is empty, by which the PDP denies",
                    "Look for an attribute itself, or take the list from a constant.");
        }
    }

    private void role(Rule rule) {
        boolean alone = rule.condition().isEmpty()
                && rule.yaml().texts("derivedRoles").size()
                                + rule.yaml().texts("roles").size()
                        < 2;
        if (!alone && policies.derivedRoleConditions(rule).anyMatch(Foresight::mayFail)) {
            found(
                    rule.file(),
                    rule.yaml(),
                    "plan-role",
                    "the condition of a derived role of this rule may fail, by which the PDP denies, and a plan does not"
                            + " always look at it",
                    "Test it in the rule's condition instead, in one expression with the rest.");
        }
    }

    private void allow(Rule rule) {
        boolean others = policies.rules().stream()
                .filter(other -> other.allows() && other.kind().equals(rule.kind()))
                .anyMatch(
                        other -> !other.equals(rule) && other.actions().stream().anyMatch(rule.actions()::contains));
        var own = rule.condition().map(PolicyFile::expressions).orElse(List.of()).stream()
                .map(expression -> policies.unfolded(expression, rule.file()));
        if (others && Stream.concat(own, policies.derivedRoleConditions(rule)).anyMatch(Foresight::mayFail)) {
            found(
                    rule.file(),
                    rule.yaml(),
                    "plan-allow",
                    "if the condition of this rule fails, the PDP denies although another rule allows the action; a plan"
                            + " does not tell",
                    "Join the allow rules of an action in one, with || in one expression.");
        }
    }

    private void found(PolicyFile file, Yaml at, String rule, String message, String fix) {
        findings.add(file, at, rule, message, fix);
    }
}
