package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A [PlanSet] as bytes: JSON, in which equal parts of plans stand once. Equal sets give equal bytes.
public final class PlanCodec {
    static final Comparator<Question> ORDER =
            Comparator.comparing(Question::kind).thenComparing(Question::action);

    private static final int FORMAT = 1;

    private PlanCodec() {}

    /// Loads what reading plans needs, before it is known which.
    public static void preload() {
        var nobody = new Principal("nobody", List.of("none"), Map.of());
        var never = new Expression.Operation("not", List.of(new Expression.Value(true)));
        var set = new PlanSet(nobody, "", KnownRules.UNKNOWN, Map.of(Question.of(Action.READ), never));
        read(write(set), nobody).prepared();
    }

    private record Rules(String revision, List<KnownRules.Entry> entries) {}

    public static byte[] write(PlanSet set) {
        var table = new ExpressionTable.Writer();
        var plans = plans(set.plans(), table);
        var json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        json.put("principal", Json.text(set.principal()));
        json.put("revision", set.revision());
        json.set("rules", rules(set.rules()));
        json.set("nodes", table.nodes());
        json.set("plans", plans);
        return Json.bytes(json);
    }

    /// @throws UnreadablePlans when the bytes are not what [#write] made of plans for this principal
    public static PlanSet read(byte[] bytes, Principal principal) {
        try {
            var json = Json.tree(bytes);
            requireFormat(json);
            if (!text(json.path("principal")).equals(Json.text(principal))) {
                throw new UnreadablePlans("they are of another principal than " + principal.id());
            }
            return new PlanSet(
                    principal,
                    text(json.path("revision")),
                    rules(json.path("rules")),
                    plans(json.path("plans"), new ExpressionTable.Reader(json.path("nodes"))));
        } catch (JacksonException e) {
            throw new UnreadablePlans("they are not the JSON that Gatehouse writes", e);
        }
    }

    static void requireFormat(JsonNode json) {
        if (json.path("format").asInt(0) != FORMAT) {
            throw new UnreadablePlans("they are of another format than " + FORMAT);
        }
    }

    static JsonNode rules(KnownRules rules) {
        return Json.mapper().valueToTree(new Rules(rules.revision(), rules.entries()));
    }

    static KnownRules rules(JsonNode json) {
        var rules = Json.mapper().treeToValue(json, Rules.class);
        return new KnownRules(rules.revision, rules.entries);
    }

    /// Kind, action and the place of the plan in the table.
    static ObjectNode plans(Map<Question, Expression> plans, ExpressionTable.Writer table) {
        var sorted = new TreeMap<Question, Expression>(ORDER);
        sorted.putAll(plans);
        var kinds = JsonNodeFactory.instance.objectNode();
        sorted.forEach(
                (question, plan) -> kinds.withObjectProperty(question.kind()).put(question.action(), table.add(plan)));
        return kinds;
    }

    static Map<Question, Expression> plans(JsonNode kinds, ExpressionTable.Reader table) {
        var plans = new TreeMap<Question, Expression>(ORDER);
        kinds.forEachEntry((kind, actions) ->
                actions.forEachEntry((action, place) -> plans.put(new Question(kind, action), table.get(place))));
        return plans;
    }

    static String text(JsonNode json) {
        if (!json.isString()) {
            throw new UnreadablePlans("a text is " + json.getNodeType());
        }
        return json.stringValue();
    }
}
