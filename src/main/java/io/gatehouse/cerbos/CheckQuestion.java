package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/// The body of a CheckResources call for one principal: the revision first, then the access requests, each with
/// the why-action of every rule that can deny it, so that one answer names all rules that fire and not only the
/// first, and the probe of the rules that allow it.
///
/// @see <a href="https://docs.cerbos.dev/cerbos/latest/api/index.html">Cerbos API</a>
record CheckQuestion(Principal principal, List<AccessRequest> requests, Catalogues known) {
    static final String REVISION_KIND = "gatehouse";
    static final String REVISION_ACTION = "revision";

    /// The PDP's limit of resources a call, less the one for the revision.
    static final int MOST_REQUESTS = 49;

    /// The PDP's limit of actions a resource, less the one that is asked and its probe.
    private static final int MOST_REASONS = 48;

    byte[] body(Map<String, String> annotations) {
        var out = new ByteArrayOutputStream(2048);
        try (var json = Json.mapper().createGenerator(out)) {
            json.writeStartObject();
            principal(json, principal);
            json.writeArrayPropertyStart("resources");
            json.writeRawValue(known.revisionQuestion());
            for (var request : requests) {
                resource(json, request);
            }
            json.writeEndArray();
            json.writeObjectPropertyStart("requestContext");
            json.writeObjectPropertyStart("annotations");
            annotations.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static void principal(JsonGenerator json, Principal principal) {
        json.writeObjectPropertyStart("principal");
        json.writeStringProperty("id", principal.id());
        json.writeStringProperty("policyVersion", AccessRequest.CONTRACT);
        Json.writeMember(json, "roles", principal.roles());
        json.writePOJOProperty("attr", principal.attributes());
        json.writeEndObject();
    }

    /// What the PDP is asked of the revisions that are known.
    static SerializableString aboutRevisions(String revisions) {
        return json(json -> {
            json.writeStartObject();
            Json.writeMember(json, "actions", List.of(REVISION_ACTION));
            resource(json, REVISION_KIND, Map.of("revision", revisions));
            json.writeEndObject();
        });
    }

    /// The actions that are asked of a request: its own, its probe and a why-action for each rule, hard ones first.
    static SerializableString actions(Action action, List<String> rules) {
        return json(json -> {
            json.writeStartArray();
            json.writeString(action.id());
            json.writeString(KnownRules.ALLOW + action.id());
            rules.stream().limit(MOST_REASONS).forEach(rule -> json.writeString(KnownRules.WHY + rule));
            json.writeEndArray();
        });
    }

    private static SerializableString json(Consumer<JsonGenerator> write) {
        var out = new StringWriter();
        try (var json = Json.mapper().createGenerator(out)) {
            write.accept(json);
        }
        return new SerializedString(out.toString());
    }

    private void resource(JsonGenerator json, AccessRequest request) {
        json.writeStartObject();
        json.writeName("actions");
        json.writeRawValue(known.actions(request.action()));
        resource(json, request.action().kind(), request.attributes());
        json.writeEndObject();
    }

    /// The id says nothing, so that equal calls stay equal.
    private static void resource(JsonGenerator json, String kind, Map<String, Object> attributes) {
        json.writeObjectPropertyStart("resource");
        json.writeStringProperty("kind", kind);
        json.writeStringProperty("id", kind);
        json.writeStringProperty("policyVersion", AccessRequest.CONTRACT);
        json.writeObjectPropertyStart("attr");
        attributes.forEach((name, value) -> Json.writeMember(json, name, value));
        json.writeEndObject();
        json.writeEndObject();
    }
}
