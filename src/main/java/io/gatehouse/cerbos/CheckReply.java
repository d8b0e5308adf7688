package io.gatehouse.cerbos;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.KnownRules.Entry;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A CheckResources answer, read with distrust: what is missing or of another type makes it [Senseless], and what
/// is not
/// clearly an allow is a deny.
final class CheckReply {
    private static final String ALLOW = "EFFECT_ALLOW";
    private static final String REVISION_SOURCE = source(CheckQuestion.REVISION_KIND, CheckQuestion.REVISION_ACTION);

    private final JsonNode answer;
    private final JsonNode results;

    /// @param expected how many results there must be
    CheckReply(JsonNode answer, int expected) {
        this.answer = answer;
        this.results = answer.path("results");
        if (!results.isArray() || results.size() != expected) {
            throw new Senseless("expected " + expected + " results");
        }
    }

    /// The answer is not one to the question.
    static final class Senseless extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String why;

        Senseless(String why) {
            super(why);
            this.why = why;
        }
    }

    String callId() {
        return answer.path("cerbosCallId").asString("");
    }

    /// The revision of the policies, "" where they do not tell.
    String revision() {
        return revisionOutput()
                .map(output -> output.path("revision").asString(""))
                .orElse("");
    }

    /// For how long the policies may decide without the PDP; as long as they may where they do not tell.
    AgeLimits ageLimits() {
        var ages = revisionOutput().map(output -> output.path("ages")).orElse(MissingNode.getInstance());
        if (ages.isMissingNode()) {
            return AgeLimits.LONGEST;
        }
        if (!ages.isObject()) {
            throw new Senseless("the age limits of its policies are not an object");
        }
        return new AgeLimits(
                hours(ages, "read", AgeLimits.LONGEST.read()), hours(ages, "other", AgeLimits.LONGEST.other()));
    }

    /// A JSON number of hours, perhaps with a fraction. No limit that cannot be read is taken for a long one.
    private static Duration hours(JsonNode ages, String name, Duration longest) {
        var hours = ages.path(name);
        if (hours.isMissingNode()) {
            return longest;
        }
        if (!hours.isNumber() || !(hours.doubleValue() >= 0)) {
            throw new Senseless("the age limit \"" + name + "\" of its policies is not a number of hours");
        }
        return hours.doubleValue() >= longest.toHours()
                ? longest
                : Duration.ofSeconds((long) (hours.doubleValue() * 3_600));
    }

    /// The rules of the revision. Empty also when the question named the revision: they are not sent again then.
    Optional<KnownRules> catalogue() {
        return revisionOutput()
                .filter(output -> !revision().isEmpty() && output.path("rules").isArray())
                .map(output -> new KnownRules(
                        revision(),
                        output.path("rules")
                                .valueStream()
                                .map(CheckReply::entry)
                                .toList()));
    }

    /// What was decided about each request, in their order.
    List<Decision> decisions(List<AccessRequest> requests, KnownRules catalogue) {
        var decisions = new ArrayList<Decision>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            var action = requests.get(i).action();
            var result = result(i + 1, action.kind());
            if (effect(result, action.id()).equals(ALLOW) && isValid(result)) {
                decisions.add(Decision.ALLOW);
            } else {
                decisions.add(
                        new Decision(Effect.DENY, fired(result, action, catalogue), allowMatches(result, action)));
            }
        }
        return decisions;
    }

    private static boolean isValid(JsonNode result) {
        var errors = result.path("validationErrors");
        if (!errors.isMissingNode() && !errors.isNull() && !errors.isArray()) {
            throw new Senseless("validationErrors is not a list");
        }
        return errors.isEmpty();
    }

    /// A PDP that says nothing at all of the probe leaves it open.
    private static boolean allowMatches(JsonNode result, Action action) {
        var probe = result.path("actions").path(KnownRules.ALLOW + action.id());
        return probe.isMissingNode() || probe.asString("").equals(ALLOW);
    }

    private static List<Rule> fired(JsonNode result, Action action, KnownRules catalogue) {
        var fired = new ArrayList<Rule>();
        for (var rule : catalogue.of(action)) {
            if (result.path("actions")
                    .path(KnownRules.WHY + rule.id())
                    .asString("")
                    .equals(ALLOW)) {
                fired.add(rule);
            }
        }
        var prefix = source(action.kind(), "");
        for (var output : result.path("outputs")) {
            var source = output.path("src").asString("");
            if (source.startsWith(prefix)
                    && output.path("action").asString(action.id()).equals(action.id())) {
                catalogue.find(action, source.substring(prefix.length())).ifPresent(fired::add);
            }
        }
        return fired;
    }

    private Optional<JsonNode> revisionOutput() {
        var result = result(0, CheckQuestion.REVISION_KIND);
        for (var output : result.path("outputs")) {
            if (output.path("src").asString("").equals(REVISION_SOURCE)) {
                return Optional.of(output.path("val"));
            }
        }
        return Optional.empty();
    }

    private JsonNode result(int index, String kind) {
        var result = results.path(index);
        if (!result.path("resource").path("kind").asString("").equals(kind)) {
            throw new Senseless("result " + index + " is not about " + kind);
        }
        return result;
    }

    private static String effect(JsonNode result, String action) {
        var effect = result.path("actions").path(action);
        if (!effect.isString()) {
            throw new Senseless("the effect of " + action + " is missing");
        }
        return effect.stringValue();
    }

    /// A rule that does not say clearly that it can be waived is hard.
    private static Entry entry(JsonNode json) {
        var waivable = json.path("waivable");
        var actions = json.path("actions");
        if (!actions.isArray() || !actions.valueStream().allMatch(JsonNode::isString)) {
            throw new Senseless("a rule of the catalogue has no actions");
        }
        return new Entry(
                new Rule(
                        text(json, "id"),
                        text(json, "kind"),
                        text(json, "why"),
                        text(json, "fix"),
                        waivable.isBoolean() && waivable.booleanValue(),
                        severity(text(json, "severity"))),
                actions.valueStream().map(JsonNode::stringValue).toList());
    }

    private static String text(JsonNode json, String field) {
        var value = json.path(field);
        if (!value.isString()) {
            throw new Senseless("a rule of the catalogue has no " + field);
        }
        return value.stringValue();
    }

    private static Severity severity(String name) {
        try {
            return Severity.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new Senseless("a rule of the catalogue has the severity " + name);
        }
    }

    /// How Cerbos names the rule that an output comes from.
    private static String source(String kind, String rule) {
        return "resource." + kind + ".v" + AccessRequest.CONTRACT + "#" + rule;
    }
}
