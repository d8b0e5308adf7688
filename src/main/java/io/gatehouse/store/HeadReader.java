package io.gatehouse.store;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads of one audit record, see [RecordFormat], what a list shows. The rest, which is most of it, is passed over.
record HeadReader(String id, Instant at, ToolCall.Origin origin, String workspace, String shown, Verdict verdict) {
    private static final Set<String> READ =
            Set.of("v", "id", "at", "origin", "workspace", "shown", "rules", "deny", "wouldDeny");

    /// @throws RecordFormat.Unreadable when it is not a record of a version that is known
    static HeadReader read(String record) {
        try {
            var head = head(record);
            RecordReader.needsKnownVersion(head);
            var rules = RecordReader.rules(head);
            return new HeadReader(
                    RecordReader.text(head, "id"),
                    Instant.parse(RecordReader.text(head, "at")),
                    RecordReader.origin(head.path("origin")),
                    RecordReader.text(head, "workspace"),
                    RecordReader.text(head, "shown"),
                    RecordReader.verdict(head, rules));
        } catch (RuntimeException e) { // somebody may have written anything into the database
            throw new RecordFormat.Unreadable(e);
        }
    }

    private static ObjectNode head(String record) {
        var head = Json.mapper().createObjectNode();
        try (var json = Json.mapper().createParser(record)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            for (var name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                if (READ.contains(name)) {
                    head.set(name, json.<JsonNode>readValueAsTree());
                } else {
                    json.skipChildren();
                }
            }
        }
        return head;
    }

    RecordHead toHead(Sequence sequence, Optional<Ran> outcome) {
        return new RecordHead(sequence, id, at, origin, workspace, shown, verdict, outcome);
    }
}
