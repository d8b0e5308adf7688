package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Confirmation;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Took;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.json.JsonWriteFeature;

/// Writes one audit record, see [RecordFormat]. By hand and not by the mapper, because every verdict waits for it.
final class RecordWriter {
    /// In bytes.
    static final int USUAL_SIZE = 2_048;

    private final JsonGenerator json;
    private final Enforcement enforcement;
    private final UsualAttributes usual;
    private final List<Rule> rules = new ArrayList<>();

    RecordWriter(JsonGenerator json, Enforcement enforcement) {
        this.json = json;
        this.enforcement = enforcement;
        this.usual = new UsualAttributes(enforcement.at(), enforcement.origin(), enforcement.workspace());
    }

    /// UTF-8. An unpaired surrogate, which an agent may well send, can only be written as an escape.
    static byte[] bytes(Enforcement enforcement) {
        var out = new ByteArrayOutputStream(USUAL_SIZE);
        try (var json = Json.mapper().createGenerator(out)) {
            new RecordWriter(json, enforcement).write();
        } catch (StreamWriteException _) {
            return escaped(enforcement);
        }
        return out.toByteArray();
    }

    private static byte[] escaped(Enforcement enforcement) {
        var out = new StringWriter();
        try (var json =
                Json.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).createGenerator(out)) {
            new RecordWriter(json, enforcement).write();
        }
        return out.toString().getBytes(US_ASCII);
    }

    private void write() {
        begin();
        end(enforcement.basis(), enforcement.took());
    }

    /// Everything but what it rests on and took.
    void begin() {
        json.writeStartObject();
        json.writeNumberProperty("v", RecordFormat.VERSION);
        json.writeStringProperty("id", enforcement.id());
        json.writeStringProperty("at", enforcement.at().toString());
        if (enforcement.mode() != Mode.ENFORCE) {
            json.writeStringProperty("mode", enforcement.mode().name());
        }
        principal(enforcement.principal());
        origin(enforcement.origin());
        text("workspace", enforcement.workspace());
        text("shown", enforcement.shown());
        requests();
        texts("doubts", enforcement.doubts());
        contents();
        text("callKey", enforcement.callKey());
        verdict();
    }

    void end(Basis basis, Took took) {
        basis(basis);
        grants();
        enforcement.confirmation().ifPresent(this::confirmation);
        json.writeArrayPropertyStart("took");
        json.writeNumber(took.analysis().toNanos());
        json.writeNumber(took.decision().toNanos());
        json.writeEndArray();
        if (!rules.isEmpty()) {
            json.writeArrayPropertyStart("rules");
            rules.forEach(this::rule);
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void principal(Principal principal) {
        json.writeObjectPropertyStart("principal");
        json.writeStringProperty("id", principal.id());
        texts("roles", principal.roles());
        if (!principal.attributes().isEmpty()) {
            json.writePOJOProperty("attributes", principal.attributes());
        }
        json.writeEndObject();
    }

    private void origin(ToolCall.Origin origin) {
        json.writeObjectPropertyStart("origin");
        text("agent", origin.agent());
        text("session", origin.session());
        text("callId", origin.callId());
        text("tool", origin.tool());
        text("mcpServer", origin.mcpServer());
        text("subagent", origin.subagent());
        text("permissionMode", origin.permissionMode());
        text("cwd", origin.cwd());
        json.writeEndObject();
    }

    private void requests() {
        if (enforcement.asked().isEmpty()) {
            return;
        }
        shared(enforcement.asked().getFirst().request().attributes());
        json.writeArrayPropertyStart("asked");
        enforcement.asked().forEach(this::request);
        json.writeEndArray();
    }

    /// What the first request has is taken for what all have.
    private void shared(Map<String, Object> first) {
        boolean begun = false;
        for (var name : UsualAttributes.SHARED) {
            var value = first.get(name);
            if (value != null && usual.share(name, value)) {
                if (!begun) {
                    json.writeObjectPropertyStart("usual");
                    begun = true;
                }
                Json.writeMember(json, name, value);
            }
        }
        if (begun) {
            json.writeEndObject();
        }
    }

    private void request(Asked asked) {
        var request = asked.request();
        json.writeStartObject();
        json.writeObjectPropertyStart(request.action().name());
        var kind = request.action().kind();
        boolean isUsual = hasNames(request.attributes(), UsualAttributes.names(kind));
        for (var attribute : request.attributes().entrySet()) {
            if (!isUsual || !attribute.getValue().equals(usual.value(kind, attribute.getKey()))) {
                Json.writeMember(json, attribute.getKey(), attribute.getValue());
            }
        }
        json.writeEndObject();
        if (!isUsual) {
            json.writeBooleanProperty("whole", true);
        }
        if (!request.principal().equals(enforcement.principal())) {
            principal(request.principal());
        }
        spans(asked.spans());
        decision(asked.decision());
        json.writeEndObject();
    }

    private static boolean hasNames(SortedMap<String, Object> attributes, List<String> sorted) {
        if (attributes.size() != sorted.size()) {
            return false;
        }
        int i = 0;
        for (var name : attributes.keySet()) {
            if (!name.equals(sorted.get(i++))) {
                return false;
            }
        }
        return true;
    }

    private void spans(List<Span> spans) {
        if (!spans.isEmpty()) {
            json.writeArrayPropertyStart("spans");
            for (var span : spans) {
                json.writeNumber(span.from());
                json.writeNumber(span.to());
            }
            json.writeEndArray();
        }
    }

    /// An allow says nothing.
    private void decision(Decision decision) {
        if (decision.effect() == Effect.DENY) {
            places("denied", decision.rules());
            if (!decision.allowMatches()) {
                json.writeBooleanProperty("unmatched", true);
            }
        }
    }

    private void places(String name, List<Rule> named) {
        json.writeArrayPropertyStart(name);
        for (var rule : named) {
            int place = rules.indexOf(rule);
            if (place < 0) {
                place = rules.size();
                rules.add(rule);
            }
            json.writeNumber(place);
        }
        json.writeEndArray();
    }

    private void contents() {
        if (!enforcement.contents().isEmpty()) {
            json.writePOJOProperty("contents", enforcement.contents());
        }
        if (!enforcement.scripts().isEmpty()) {
            json.writePOJOProperty("scripts", enforcement.scripts());
        }
    }

    /// An allow says nothing.
    private void verdict() {
        switch (enforcement.verdict()) {
            case Verdict.Allow _ -> {}
            case Verdict.Deny deny -> deny("deny", deny);
            case Verdict.WouldDeny(var deny) -> deny("wouldDeny", deny);
        }
    }

    private void deny(String name, Verdict.Deny deny) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("cause", deny.cause().name());
        places("rules", deny.rules());
        json.writeStringProperty("toldAgent", deny.toldAgent());
        json.writeStringProperty("toldPerson", deny.toldPerson());
        json.writeEndObject();
    }

    private void basis(Basis basis) {
        switch (basis) {
            case Basis.Central(var revision, var callId) -> {
                json.writeObjectPropertyStart("central");
                text("revision", revision);
                text("callId", callId);
            }
            case Basis.Plan(var revision, var confirmedAt, var unavailable) -> {
                json.writeObjectPropertyStart("plan");
                text("revision", revision);
                confirmedAt.ifPresent(at -> json.writeStringProperty("confirmedAt", at.toString()));
                text("unavailable", unavailable);
            }
            case Basis.Cached(var revision, var confirmedAt, var unavailable) -> {
                json.writeObjectPropertyStart("cached");
                text("revision", revision);
                json.writeStringProperty("confirmedAt", confirmedAt.toString());
                text("unavailable", unavailable);
            }
            case Basis.None(var why) -> {
                json.writeObjectPropertyStart("none");
                text("why", why);
            }
        }
        json.writeEndObject();
    }

    private void grants() {
        if (!enforcement.grants().isEmpty()) {
            json.writeArrayPropertyStart("grants");
            for (var used : enforcement.grants()) {
                json.writeStartObject();
                json.writeStringProperty("grant", used.grant());
                used.maxUses().ifPresent(most -> json.writeNumberProperty("maxUses", most));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void confirmation(Confirmation confirmation) {
        json.writeObjectPropertyStart("confirmation");
        places("rules", confirmation.rules());
        json.writeStringProperty("answer", confirmation.answer().name());
        json.writeNumberProperty("took", confirmation.took().toNanos());
        json.writeEndObject();
    }

    private void rule(Rule rule) {
        json.writeStartObject();
        json.writeStringProperty("id", rule.id());
        json.writeStringProperty("kind", rule.kind());
        json.writeStringProperty("why", rule.why());
        json.writeStringProperty("fix", rule.fix());
        json.writeBooleanProperty("waivable", rule.waivable());
        json.writeStringProperty("severity", rule.severity().name());
        text("confirm", rule.confirm());
        json.writeEndObject();
    }

    private void text(String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private void texts(String name, List<String> values) {
        if (!values.isEmpty()) {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeString);
            json.writeEndArray();
        }
    }
}
