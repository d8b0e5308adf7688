package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A CheckResources answer, read with distrust: what is missing or of another type makes it [Senseless], and what
/// is not
/// clearly an allow is a deny.
final class CheckReply {
    private static final String ALLOW = "EFFECT_ALLOW";
    private static final String REVISION_SOURCE = source(CheckQuestion.REVISION_KIND, CheckQuestion.REVISION_ACTION);

    private static final char[] DENY = "EFFECT_DENY".toCharArray();

    private final String callId;
    private final List<Result> results;

    private CheckReply(String callId, List<Result> results) {
        this.callId = callId;
        this.results = results;
    }

    /// What was said of one resource.
    ///
    /// @param effects by action, "" for what is no text; without the denied why-actions, which say nothing
    private record Result(String kind, Map<String, String> effects, JsonNode outputs, JsonNode validationErrors) {}

    /// Reads token by token, as most of an answer is why-actions that are denied, and a tree of them takes longer than
    /// all else that is done with it.
    ///
    /// @param expected how many results there must be
    /// @throws JacksonException when it is not JSON
    static CheckReply read(byte[] json, int expected) {
        try (var parser = Json.mapper().createParser(json)) {
            var reply = read(parser);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "text after the answer");
            }
            if (reply.results.size() != expected) {
                throw new Senseless("expected " + expected + " results");
            }
            return reply;
        }
    }

    private static CheckReply read(JsonParser parser) {
        var callId = "";
        var results = new ArrayList<Result>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new CheckReply(callId, results);
        }
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var value = parser.nextToken();
            if (name.equals("cerbosCallId") && value == JsonToken.VALUE_STRING) {
                callId = parser.getString();
            } else if (name.equals("results") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    results.add(result(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
        return new CheckReply(callId, results);
    }

    /// @param parser at the beginning of a value, which may be anything; left at its end
    private static Result result(JsonParser parser) {
        var kind = "";
        Map<String, String> effects = Map.of();
        JsonNode outputs = MissingNode.getInstance();
        JsonNode errors = MissingNode.getInstance();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Result(kind, effects, outputs, errors);
        }
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var value = parser.nextToken();
            switch (name) {
                case "resource" ->
                    kind = parser.<JsonNode>readValueAsTree().path("kind").asString("");
                case "actions" -> {
                    if (value == JsonToken.START_OBJECT) {
                        effects = effects(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
                case "outputs" -> outputs = parser.readValueAsTree();
                case "validationErrors" -> errors = parser.readValueAsTree();
                default -> parser.skipChildren();
            }
        }
        return new Result(kind, effects, outputs, errors);
    }

    private static Map<String, String> effects(JsonParser parser) {
        var effects = new HashMap<String, String>();
        for (var action = parser.nextName(); action != null; action = parser.nextName()) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                effects.put(action, "");
            } else if (!action.startsWith(KnownRules.WHY) || !isDeny(parser)) {
                effects.put(action, parser.getString());
            }
        }
        return effects;
    }

    /// Without making a text of it.
    private static boolean isDeny(JsonParser parser) {
        int from = parser.getStringOffset();
        return Arrays.equals(parser.getStringCharacters(), from, from + parser.getStringLength(), DENY, 0, DENY.length);
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
        return callId;
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

    private static boolean isValid(Result result) {
        var errors = result.validationErrors();
        if (!errors.isMissingNode() && !errors.isNull() && !errors.isArray()) {
            throw new Senseless("validationErrors is not a list");
        }
        return errors.isEmpty();
    }

    /// A PDP that says nothing at all of the probe leaves it open.
    private static boolean allowMatches(Result result, Action action) {
        return result.effects()
                .getOrDefault(KnownRules.ALLOW + action.id(), ALLOW)
                .equals(ALLOW);
    }

    private static List<Rule> fired(Result result, Action action, KnownRules catalogue) {
        var fired = new ArrayList<Rule>();
        for (var rule : catalogue.of(action)) {
            if (ALLOW.equals(result.effects().get(KnownRules.WHY + rule.id()))) {
                fired.add(rule);
            }
        }
        var prefix = source(action.kind(), "");
        for (var output : result.outputs()) {
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
        for (var output : result.outputs()) {
            if (output.path("src").asString("").equals(REVISION_SOURCE)) {
                return Optional.of(output.path("val"));
            }
        }
        return Optional.empty();
    }

    private Result result(int index, String kind) {
        var result = results.get(index);
        if (!result.kind().equals(kind)) {
            throw new Senseless("result " + index + " is not about " + kind);
        }
        return result;
    }

    private static String effect(Result result, String action) {
        var effect = result.effects().getOrDefault(action, "");
        if (effect.isEmpty()) {
            throw new Senseless("the effect of " + action + " is missing");
        }
        return effect;
    }

    /// A rule that does not say clearly that it can be waived is hard, and one that asks nothing clearly asks nobody.
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
                        severity(text(json, "severity")),
                        json.path("confirm").asString("")),
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
