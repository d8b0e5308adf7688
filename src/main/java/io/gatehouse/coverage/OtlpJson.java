package io.gatehouse.coverage;

import io.gatehouse.json.BoundedJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Log records in OTLP's JSON.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP</a>
final class OtlpJson {
    private OtlpJson() {}

    /// @throws Unreadable when it is not that
    static List<LogRecord> read(byte[] body) throws Unreadable {
        JsonNode root;
        try {
            root = BoundedJson.read(new ByteArrayInputStream(body));
        } catch (JacksonException | IOException e) {
            throw new Unreadable(e);
        }
        var records = new ArrayList<LogRecord>();
        for (var resource : root.path("resourceLogs")) {
            var service =
                    attributes(resource.path("resource").path("attributes")).getOrDefault(LogRecord.SERVICE, "");
            for (var scope : resource.path("scopeLogs")) {
                for (var record : scope.path("logRecords")) {
                    records.add(record(service, record));
                }
            }
        }
        return records;
    }

    private static LogRecord record(String service, JsonNode record) {
        var attributes = attributes(record.path("attributes"));
        var named = record.path("eventName").asString("");
        var name = named.isEmpty() ? attributes.getOrDefault(LogRecord.EVENT, text(record.path("body"))) : named;
        return new LogRecord(service, name, attributes);
    }

    private static Map<String, String> attributes(JsonNode list) {
        var attributes = new HashMap<String, String>();
        for (var attribute : list) {
            attributes.put(attribute.path("key").asString(""), text(attribute.path("value")));
        }
        return attributes;
    }

    /// Of a value that is not one text, number or boolean, nothing.
    private static String text(JsonNode value) {
        for (var kind : List.of("stringValue", "intValue", "boolValue", "doubleValue")) {
            var found = value.path(kind);
            if (found.isValueNode()) {
                return found.asString("");
            }
        }
        return "";
    }
}
