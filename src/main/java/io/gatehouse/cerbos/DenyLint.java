package io.gatehouse.cerbos;

import io.gatehouse.cerbos.PolicyFile.Rule;
import io.gatehouse.policy.AccessRequest;
import java.util.Map;

/// Holds every deny rule to what is needed to explain it, to waive it where it may be, and never to waive it where it
/// may not.
final class DenyLint {
    private static final String OUTPUT_FIX =
            "Put out, under output.when.ruleActivated, {\"rule\": \"the rule's name\", \"why\": \"…\", \"fix\": \"…\","
                    + " \"waivable\": false, \"severity\": \"low, medium or high\"} with quoted strings, true and false.";

    private static final int LONGEST_QUESTION = 160;

    private final PolicySet policies;
    private final PolicyLint.Findings findings;
    private final RuleCatalogue catalogue = new RuleCatalogue();

    DenyLint(PolicySet policies, PolicyLint.Findings findings) {
        this.policies = policies;
        this.findings = findings;
    }

    void check(Rule rule) {
        if (rule.name().isEmpty()) {
            found(rule, "deny-name", "a deny rule has no name", "Give it one: the id that people see and grants name.");
        }
        if (rule.file().resourcePolicy().isPresent()) {
            roles(rule);
        }
        if (rule.yaml()
                .find("output")
                .flatMap(output -> output.find("when"))
                .flatMap(when -> when.find("conditionNotMet"))
                .isPresent()) {
            found(
                    rule,
                    "deny-output",
                    "conditionNotMet puts this rule out although it did not fire",
                    "Keep ruleActivated alone.");
        }
        var output = rule.output();
        if (output.isEmpty()) {
            found(rule, "deny-output", "the deny rule" + named(rule) + " has no output", OUTPUT_FIX);
            return;
        }
        try {
            var values = Cel.literal(output.get().text());
            said(rule, output.get(), RuleCatalogue.read(rule.kind(), values));
            boolean waivable = Boolean.TRUE.equals(values.get("waivable"));
            lifted(rule, waivable, "\"waivable\": true", "waivable-test", AccessRequest.WAIVED);
            confirmed(rule, output.get(), values);
        } catch (Cel.Malformed e) {
            findings.add(
                    rule.file(), output.get(), "deny-output", "the output is not as expected: " + e.text(), OUTPUT_FIX);
        }
    }

    private void roles(Rule rule) {
        var roles = rule.yaml().texts("roles");
        var derived = rule.yaml().texts("derivedRoles");
        boolean everyone = roles.contains("*")
                || (roles.isEmpty()
                        && !derived.isEmpty()
                        && derived.stream().allMatch(role -> isEveryones(rule.file(), role)));
        if (!everyone) {
            found(
                    rule,
                    "deny-roles",
                    "roles are OR-ed, so a deny for " + (roles.isEmpty() ? derived : roles)
                            + " does not bind who also holds another role",
                    "Write roles: [\"*\"] and test P.roles in the condition, or a derived role with parentRoles: [\"*\"].");
        }
    }

    private boolean isEveryones(PolicyFile file, String derivedRole) {
        var parents = policies.parentRoles(file, derivedRole);
        return !parents.isEmpty() && parents.stream().allMatch("*"::equals);
    }

    private void said(Rule rule, Yaml output, io.gatehouse.policy.Rule says) {
        if (!says.id().equals(rule.name())) {
            findings.add(
                    rule.file(),
                    output,
                    "output-rule",
                    "the output says rule \"" + says.id() + "\", and the rule's name is \"" + rule.name() + "\"",
                    "Make them equal.");
            return;
        }
        var other = catalogue.add(says, rule.actions());
        if (other != null) {
            findings.add(
                    rule.file(),
                    output,
                    "same-words",
                    "two rules " + says.id() + " of the kind " + says.kind() + " say different things",
                    "Give one another name, or both the same output. The other says: " + other.why());
        }
    }

    /// A confirmation by the person lifts a rule that asks for one, in the way a grant lifts a waivable one.
    private void confirmed(Rule rule, Yaml output, Map<String, Object> values) {
        if (values.get("confirm") instanceof String question && question.length() > LONGEST_QUESTION) {
            findings.add(
                    rule.file(),
                    output,
                    "deny-output",
                    "\"confirm\" has " + question.length() + " characters, and a person has 45 s",
                    "Ask in at most " + LONGEST_QUESTION + " characters.");
        }
        lifted(rule, values.containsKey("confirm"), "\"confirm\": \"…\"", "confirm-test", AccessRequest.CONFIRMED);
    }

    /// @param may whether it says so, by `saying`
    /// @param list the attribute that holds the ids of what is lifted
    private void lifted(Rule rule, boolean may, String saying, String lint, String list) {
        var reached = policies.reachedBy(rule);
        long mentions = Condition.mentions(reached, list);
        var absence = Condition.absence(rule.name(), list);
        boolean needs = rule.condition()
                .filter(condition -> Condition.needs(condition, rule.name(), list))
                .isPresent();
        if (reached.stream().anyMatch(Condition::computesAttributes)) {
            found(
                    rule,
                    "computed-attribute",
                    "the condition reads R.attr other than by an attribute's name, so nobody can tell which",
                    "Write R.attr.name.");
        }
        if (!may && mentions > 0) {
            found(
                    rule,
                    "hard-" + list,
                    "the rule has no " + saying + ", and its condition (or a variable or derived role in it) reads `"
                            + list + "`",
                    "Remove that, or put out " + saying + " and test " + absence + ".");
        } else if (may && !needs) {
            found(
                    rule,
                    lint,
                    "the rule says " + saying + ", and its condition does not need " + absence,
                    "Join it to the condition with && or under all.of, written like that.");
        } else if (may && mentions > 1) {
            found(
                    rule,
                    lint,
                    "the condition (or a variable or derived role in it) reads `" + list + "` a second time",
                    "Test it once, by " + absence + ".");
        }
    }

    private void found(Rule rule, String lint, String message, String fix) {
        findings.add(rule.file(), rule.yaml(), lint, message, fix);
    }

    private static String named(Rule rule) {
        return rule.name().isEmpty() ? "" : " " + rule.name();
    }
}
