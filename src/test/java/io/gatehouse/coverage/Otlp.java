package io.gatehouse.coverage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Telemetry as an agent sends it.
final class Otlp {
    private Otlp() {}

    static String json(String service, String name, Map<String, String> attributes) {
        var list = attributes.entrySet().stream()
                .map(one -> "{\"key\": \"%s\", \"value\": {\"stringValue\": \"%s\"}}"
                        .formatted(one.getKey(), one.getValue().replace("\"", "\\\"")))
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
        return """
                {"resourceLogs": [{
                  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "%s"}}]},
                  "scopeLogs": [{"scope": {"name": "events"}, "logRecords": [{
                    "timeUnixNano": "1764158400000000000", "body": {"stringValue": "%s"}, "attributes": [%s]}]}]}]}
                """
                .formatted(service, name, list);
    }

    /// The same in protobuf, with fields beside those that are read.
    static byte[] protobuf(String service, String name, Map<String, String> attributes) {
        var record = new ByteArrayOutputStream();
        fixed64(record, 1, 1764158400000000000L);
        varint(record, 2 << 3);
        varint(record, 9);
        field(record, 5, string(name));
        attributes.forEach((key, value) -> field(record, 6, keyValue(key, string(value))));
        varint(record, 8 << 3 | 5);
        record.writeBytes(new byte[4]);
        var scope = new ByteArrayOutputStream();
        field(scope, 1, message(1, "events".getBytes(StandardCharsets.UTF_8)));
        field(scope, 2, record.toByteArray());
        var resource = new ByteArrayOutputStream();
        field(resource, 2, scope.toByteArray());
        field(resource, 1, message(1, keyValue("service.name", string(service))));
        return message(1, resource.toByteArray());
    }

    private static byte[] keyValue(String key, byte[] value) {
        var out = new ByteArrayOutputStream();
        field(out, 1, key.getBytes(StandardCharsets.UTF_8));
        field(out, 2, value);
        return out.toByteArray();
    }

    private static byte[] string(String text) {
        return message(1, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] message(int number, byte[] content) {
        var out = new ByteArrayOutputStream();
        field(out, number, content);
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        varint(out, number << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void fixed64(ByteArrayOutputStream out, int number, long value) {
        varint(out, number << 3 | 1);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        for (; left > 127; left >>>= 7) {
            out.write((int) ((left & 127) | 128));
        }
        out.write((int) left);
    }
}
