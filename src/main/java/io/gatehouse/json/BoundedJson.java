package io.gatehouse.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON from a stranger: the tree stays small however large the input is, because a long string is kept as
/// its head,
/// its size and its digest only.
public final class BoundedJson {
    /// Strings up to this many UTF-16 units are kept whole.
    public static final int KEEP = 256 << 10;

    private static final int MAX_NODES = 200_000;

    private final JsonParser parser;
    private int nodes;

    private BoundedJson(JsonParser parser) {
        this.parser = parser;
    }

    /// A string that was too long to keep, as a [tools.jackson.databind.node.POJONode].
    ///
    /// @param head the first [#KEEP] UTF-16 units
    /// @param size of the whole in UTF-8 bytes
    /// @param sha256 of the whole in UTF-8, lower-case hex
    public record LongText(String head, long size, String sha256) {}

    /// Reads exactly one document.
    ///
    /// @throws JacksonException when it is not JSON, is nested deeper than [Json#MAX_DEPTH], names a key twice,
    ///     holds more
    ///     than 200,000 values or is followed by anything
    /// @throws IOException when `in` does
    public static JsonNode read(InputStream in) throws IOException {
        try (var parser = Json.mapper().createParser(new Unwrapping(in))) {
            var reader = new BoundedJson(parser);
            parser.nextToken();
            var tree = reader.value();
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "text after the document");
            }
            return tree;
        } catch (Unwrapping.Wrapped e) {
            throw e.cause;
        }
    }

    /// SHA-256 of the UTF-8 bytes, lower-case hex.
    public static String sha256(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode value() throws IOException {
        if (++nodes > MAX_NODES) {
            throw new StreamReadException(parser, "more than " + MAX_NODES + " values");
        }
        var token = parser.currentToken();
        if (token == null) {
            throw new StreamReadException(parser, "an empty document");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new StreamReadException(parser, "unexpected " + token);
        };
    }

    /// A number that no long or double holds is kept at its nearest double: nothing is decided by one.
    private JsonNode number() {
        boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getStringLength() <= 18;
        return fits
                ? JsonNodeFactory.instance.numberNode(parser.getLongValue())
                : JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
    }

    private ObjectNode object() throws IOException {
        var object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            if (!wellFormed(name).equals(name)) {
                throw new StreamReadException(parser, "a key with half a surrogate pair");
            }
            parser.nextToken();
            object.set(name, value());
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        var array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private JsonNode string() throws IOException {
        if (parser.getStringLength() <= KEEP) {
            return JsonNodeFactory.instance.stringNode(wellFormed(parser.getString()));
        }
        var size = new Counting();
        var digest = digest();
        var encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8));
        try (var writer = new HeadWriter(new OutputStreamWriter(new DigestOutputStream(size, digest), encoder))) {
            parser.getString(writer);
            writer.flush();
            return JsonNodeFactory.instance.pojoNode(
                    new LongText(wellFormed(writer.head.toString()), size.bytes, hex(digest.digest())));
        }
    }

    /// With U+FFFD for each half of a surrogate pair, as an agent writes it to a file or a command line. It cannot be
    /// written
    /// as UTF-8.
    private static String wellFormed(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                if (changed == null) {
                    changed = new StringBuilder(text);
                }
                changed.setCharAt(i, '\uFFFD');
            }
        }
        return changed == null ? text : changed.toString();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static final class HeadWriter extends Writer {
        private final StringBuilder head = new StringBuilder();
        private final Writer all;

        HeadWriter(Writer all) {
            this.all = all;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            head.append(chars, offset, Math.min(length, KEEP - head.length()));
            all.write(chars, offset, length);
        }

        @Override
        public void flush() throws IOException {
            all.flush();
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            bytes += length;
        }
    }

    /// Lets the stream's own failures through Jackson, which would turn them into its own.
    private static final class Unwrapping extends InputStream {
        private final InputStream in;

        Unwrapping(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw new Wrapped(e);
            }
        }

        private static final class Wrapped extends RuntimeException {
            private static final long serialVersionUID = 1;
            private final IOException cause;

            Wrapped(IOException cause) {
                super(cause);
                this.cause = cause;
            }
        }
    }
}
