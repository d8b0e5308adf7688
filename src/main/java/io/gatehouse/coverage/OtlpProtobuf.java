package io.gatehouse.coverage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Log records in OTLP's protobuf.
///
/// Design. Seven fields of four messages are read and everything else is skipped, so the wire format is read here; the
/// library with all of OTLP's messages would be 3 MB.
///
/// @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol buffers</a>
final class OtlpProtobuf {
    private static final int RESOURCE_LOGS = 1;
    private static final int RESOURCE = 1;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE_LOGS = 2;
    private static final int LOG_RECORDS = 2;
    private static final int BODY = 5;
    private static final int ATTRIBUTES = 6;
    private static final int EVENT_NAME = 12;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int STRING = 1;
    private static final int BOOL = 2;
    private static final int INT = 3;
    private static final int DOUBLE = 4;

    private static final int MOST_RECORDS = 10_000;

    private final List<LogRecord> records = new ArrayList<>();

    private OtlpProtobuf() {}

    /// @throws Unreadable when it is not that
    static List<LogRecord> read(byte[] body) throws Unreadable {
        var reader = new OtlpProtobuf();
        for (var field = new Message(ByteBuffer.wrap(body)); field.next(); ) {
            if (field.is(RESOURCE_LOGS)) {
                reader.resourceLogs(field);
            }
        }
        return reader.records;
    }

    private void resourceLogs(Message logs) throws Unreadable {
        var service = "";
        var scopes = new ArrayList<ByteBuffer>();
        for (var field = logs.message(); field.next(); ) {
            if (field.is(RESOURCE)) {
                service = attributes(field.message(), RESOURCE_ATTRIBUTES).getOrDefault(LogRecord.SERVICE, "");
            } else if (field.is(SCOPE_LOGS)) {
                scopes.add(field.bytes());
            }
        }
        for (var scope : scopes) {
            for (var field = new Message(scope); field.next(); ) {
                if (field.is(LOG_RECORDS)) {
                    add(record(service, field));
                }
            }
        }
    }

    private void add(LogRecord record) throws Unreadable {
        if (records.size() == MOST_RECORDS) {
            throw new Unreadable("more than " + MOST_RECORDS + " records");
        }
        records.add(record);
    }

    private static LogRecord record(String service, Message record) throws Unreadable {
        var body = "";
        var named = "";
        for (var field = record.message(); field.next(); ) {
            if (field.is(BODY)) {
                body = value(field);
            } else if (field.is(EVENT_NAME)) {
                named = field.text();
            }
        }
        var attributes = attributes(record.message(), ATTRIBUTES);
        return new LogRecord(
                service, named.isEmpty() ? attributes.getOrDefault(LogRecord.EVENT, body) : named, attributes);
    }

    private static Map<String, String> attributes(Message of, int number) throws Unreadable {
        var attributes = new HashMap<String, String>();
        for (var field = of; field.next(); ) {
            if (field.is(number)) {
                var key = "";
                var value = "";
                for (var part = field.message(); part.next(); ) {
                    if (part.is(KEY)) {
                        key = part.text();
                    } else if (part.is(VALUE)) {
                        value = value(part);
                    }
                }
                attributes.put(key, value);
            }
        }
        return attributes;
    }

    /// Of a value that is not one text, number or boolean, nothing.
    private static String value(Message any) throws Unreadable {
        var text = "";
        for (var field = any.message(); field.next(); ) {
            text = switch (field.number) {
                case STRING -> field.text();
                case BOOL -> Boolean.toString(field.varint() != 0);
                case INT -> Long.toString(field.varint());
                case DOUBLE -> Double.toString(Double.longBitsToDouble(field.varint()));
                default -> "";
            };
        }
        return text;
    }

    /// The fields of a message, one after the other.
    private static final class Message {
        private static final int VARINT = 0;
        private static final int FIXED64 = 1;
        private static final int BYTES = 2;
        private static final int FIXED32 = 5;

        private final ByteBuffer left;
        private int number;
        /// The value of a number, or the bits of one.
        private long bits;
        /// The value of anything else; of a number empty.
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        private Message(ByteBuffer all) {
            this.left = all.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        boolean next() throws Unreadable {
            if (!left.hasRemaining()) {
                return false;
            }
            long tag = varint(left);
            number = (int) (tag >>> 3);
            bits = 0;
            bytes = ByteBuffer.allocate(0);
            switch ((int) (tag & 7)) {
                case VARINT -> bits = varint(left);
                case FIXED64 -> bits = need(8).getLong();
                case FIXED32 -> bits = need(4).getInt();
                case BYTES -> {
                    long length = varint(left);
                    if (length < 0 || length > left.remaining()) {
                        throw new Unreadable("a field is longer than what holds it");
                    }
                    bytes = left.slice(left.position(), (int) length);
                    left.position(left.position() + (int) length);
                }
                default -> throw new Unreadable("a field of no known form");
            }
            return true;
        }

        boolean is(int wanted) {
            return number == wanted;
        }

        long varint() {
            return bits;
        }

        ByteBuffer bytes() {
            return bytes;
        }

        Message message() {
            return new Message(bytes);
        }

        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }

        private ByteBuffer need(int size) throws Unreadable {
            if (left.remaining() < size) {
                throw new Unreadable("it ends within a field");
            }
            return left;
        }

        private static long varint(ByteBuffer from) throws Unreadable {
            long value = 0;
            for (int shift = 0; shift < 64 && from.hasRemaining(); shift += 7) {
                byte next = from.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new Unreadable("a number that does not end");
        }
    }
}
