package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

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
            revision(json);
            for (var request : requests) {
                resource(json, request);
            }
            json.writeEndArray();
            json.writeObjectPropertyStart("requestContext");
            json.writePOJOProperty("annotations", annotations);
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static void principal(JsonGenerator json, Principal principal) {
        json.writeObjectPropertyStart("principal");
        json.writeStringProperty("id", principal.id());
        json.writeStringProperty("policyVersion", AccessRequest.CONTRACT);
        json.writePOJOProperty("roles", principal.roles());
        json.writePOJOProperty("attr", principal.attributes());
        json.writeEndObject();
    }

    private void revision(JsonGenerator json) {
        json.writeStartObject();
        json.writePOJOProperty("actions", List.of(REVISION_ACTION));
        resource(json, REVISION_KIND, Map.of("revision", known.revisions()));
        json.writeEndObject();
    }

    private void resource(JsonGenerator json, AccessRequest request) {
        var kind = request.action().kind();
        json.writeStartObject();
        json.writeArrayPropertyStart("actions");
        json.writeString(request.action().id());
        json.writeString(KnownRules.ALLOW + request.action().id());
        var rules = known.of(request.action());
        for (int i = 0; i < Math.min(rules.size(), MOST_REASONS); i++) {
            json.writeString(KnownRules.WHY + rules.get(i));
        }
        json.writeEndArray();
        resource(json, kind, request.attributes());
        json.writeEndObject();
    }

    /// The id says nothing, so that equal calls stay equal.
    private static void resource(JsonGenerator json, String kind, Map<String, Object> attributes) {
        json.writeObjectPropertyStart("resource");
        json.writeStringProperty("kind", kind);
        json.writeStringProperty("id", kind);
        json.writeStringProperty("policyVersion", AccessRequest.CONTRACT);
        json.writePOJOProperty("attr", attributes);
        json.writeEndObject();
    }
}
