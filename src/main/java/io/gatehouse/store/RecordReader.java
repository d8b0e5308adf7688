package io.gatehouse.store;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Confirmation;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Took;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// Reads one audit record, see [RecordFormat].
public final class RecordReader {
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final JsonNode record;
    private final Principal principal;
    private final List<Rule> rules;
    private final UsualAttributes usual;
    private final ToolCall.Origin origin;
    private final Instant at;
    private final String workspace;

    private RecordReader(JsonNode record) {
        this.record = record;
        principal = principal(record.path("principal"));
        rules = rules(record);
        origin = origin(record.path("origin"));
        at = Instant.parse(text(record, "at"));
        workspace = text(record, "workspace");
        usual = new UsualAttributes(at, origin, workspace);
        record.path("usual").properties().forEach(shared -> usual.share(shared.getKey(), value(shared.getValue())));
    }

    /// @throws RecordFormat.Unreadable when it is not a record of a version that is known
    public static Enforcement read(String record) {
        try {
            var json = Json.mapper().readTree(record);
            needsKnownVersion(json);
            return new RecordReader(json).enforcement();
        } catch (RuntimeException e) { // somebody may have written anything into the database
            throw new RecordFormat.Unreadable(e);
        }
    }

    static void needsKnownVersion(JsonNode record) {
        int version = record.path("v").asInt(0);
        if (version != RecordFormat.VERSION) {
            throw new IllegalArgumentException("a record of version " + version);
        }
    }

    static List<Rule> rules(JsonNode record) {
        return elements(record, "rules").stream().map(RecordReader::rule).toList();
    }

    private Enforcement enforcement() {
        var mode = text(record, "mode");
        var took = numbers(record, "took");
        return new Enforcement(
                text(record, "id"),
                at,
                mode.isEmpty() ? Mode.ENFORCE : Mode.valueOf(mode),
                principal,
                origin,
                workspace,
                text(record, "shown"),
                elements(record, "asked").stream().map(this::asked).toList(),
                texts(record.path("doubts")),
                elements(record, "contents").stream()
                        .map(content -> Json.mapper().treeToValue(content, ToolCall.Content.class))
                        .toList(),
                elements(record, "scripts").stream()
                        .map(script -> Json.mapper().treeToValue(script, Analysis.Script.class))
                        .toList(),
                text(record, "callKey"),
                verdict(record, rules),
                basis(),
                elements(record, "grants").stream().map(RecordReader::used).toList(),
                confirmation(record.path("confirmation")),
                new Took(Duration.ofNanos(took.get(0)), Duration.ofNanos(took.get(1))));
    }

    private static Used used(JsonNode json) {
        var maxUses = json.path("maxUses");
        return new Used(
                json.path("grant").stringValue(),
                maxUses.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(maxUses.longValue()));
    }

    private Optional<Confirmation> confirmation(JsonNode json) {
        return json.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Confirmation(
                        places(json, "rules", rules),
                        Confirmation.Answer.valueOf(text(json, "answer")),
                        Duration.ofNanos(json.path("took").longValue())));
    }

    private static Rule rule(JsonNode json) {
        return new Rule(
                json.path("id").stringValue(),
                json.path("kind").stringValue(),
                json.path("why").stringValue(),
                json.path("fix").stringValue(),
                json.path("waivable").booleanValue(),
                Severity.valueOf(text(json, "severity")),
                text(json, "confirm"));
    }

    private static Principal principal(JsonNode json) {
        var attributes = json.path("attributes");
        return new Principal(
                text(json, "id"),
                texts(json.path("roles")),
                attributes.isMissingNode() ? Map.of() : Json.mapper().convertValue(attributes, VALUES));
    }

    static ToolCall.Origin origin(JsonNode json) {
        return new ToolCall.Origin(
                text(json, "agent"),
                text(json, "session"),
                text(json, "callId"),
                text(json, "tool"),
                text(json, "mcpServer"),
                text(json, "subagent"),
                text(json, "permissionMode"),
                text(json, "cwd"));
    }

    private Asked asked(JsonNode json) {
        var action = action(json);
        var attributes = new TreeMap<String, Object>();
        if (!json.path("whole").asBoolean(false)) {
            UsualAttributes.names(action.kind())
                    .forEach(name -> attributes.put(name, usual.value(action.kind(), name)));
        }
        json.path(action.name())
                .properties()
                .forEach(attribute -> attributes.put(attribute.getKey(), value(attribute.getValue())));
        var by = json.path("principal");
        return new Asked(
                new AccessRequest(by.isMissingNode() ? principal : principal(by), action, attributes),
                spans(numbers(json, "spans")),
                decision(json));
    }

    private static Action action(JsonNode json) {
        for (var action : Action.values()) {
            if (json.has(action.name())) {
                return action;
            }
        }
        throw new IllegalArgumentException("a request for no known action");
    }

    private static List<Span> spans(List<Long> offsets) {
        var spans = new ArrayList<Span>();
        for (int i = 0; i < offsets.size(); i += 2) {
            spans.add(new Span(Math.toIntExact(offsets.get(i)), Math.toIntExact(offsets.get(i + 1))));
        }
        return spans;
    }

    private Decision decision(JsonNode json) {
        return json.has("denied")
                ? new Decision(
                        Effect.DENY,
                        places(json, "denied", rules),
                        !json.path("unmatched").asBoolean(false))
                : Decision.ALLOW;
    }

    private static List<Rule> places(JsonNode json, String name, List<Rule> rules) {
        return numbers(json, name).stream()
                .map(place -> rules.get(Math.toIntExact(place)))
                .toList();
    }

    /// @param rules those of the record, which the verdict names by their places
    static Verdict verdict(JsonNode record, List<Rule> rules) {
        if (record.has("deny")) {
            return deny(record.path("deny"), rules);
        }
        return record.has("wouldDeny")
                ? new Verdict.WouldDeny(deny(record.path("wouldDeny"), rules))
                : new Verdict.Allow();
    }

    private static Verdict.Deny deny(JsonNode json, List<Rule> rules) {
        return new Verdict.Deny(
                Cause.valueOf(text(json, "cause")),
                places(json, "rules", rules),
                text(json, "toldAgent"),
                text(json, "toldPerson"));
    }

    private Basis basis() {
        if (record.has("central")) {
            var central = record.path("central");
            return new Basis.Central(text(central, "revision"), text(central, "callId"));
        }
        if (record.has("plan")) {
            var plan = record.path("plan");
            var confirmedAt = text(plan, "confirmedAt");
            return new Basis.Plan(
                    text(plan, "revision"),
                    confirmedAt.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(confirmedAt)),
                    text(plan, "unavailable"));
        }
        if (record.has("cached")) {
            var cached = record.path("cached");
            return new Basis.Cached(
                    text(cached, "revision"), Instant.parse(text(cached, "confirmedAt")), text(cached, "unavailable"));
        }
        if (record.has("none")) {
            return new Basis.None(text(record.path("none"), "why"));
        }
        throw new IllegalArgumentException("a record that rests on nothing known");
    }

    private static Object value(JsonNode json) {
        if (json.isArray()) {
            return texts(json);
        }
        return switch (json.getNodeType()) {
            case STRING -> json.stringValue();
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.longValue();
            case ARRAY, OBJECT, BINARY, MISSING, NULL, POJO ->
                throw new IllegalArgumentException("an attribute of type " + json.getNodeType());
        };
    }

    static String text(JsonNode json, String name) {
        var value = json.path(name);
        return value.isMissingNode() ? "" : value.stringValue();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static List<Long> numbers(JsonNode json, String name) {
        return elements(json, name).stream().map(JsonNode::longValue).toList();
    }

    private static List<JsonNode> elements(JsonNode json, String name) {
        return json.path(name).valueStream().toList();
    }
}
