package io.gatehouse.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.jsontype.impl.DefaultTypeResolverBuilder;

/// The one mapper. Strict where JSON is a contract: a doubled key, trailing text, a missing record component or
/// an unknown property is an error. A sealed interface is written with a property `is` that holds the simple name
/// of its case.
public final class Json {
    /// Deepest nesting that is read; deeper input is an error, not a stack overflow.
    public static final int MAX_DEPTH = 100;

    private static final int MAX_DEPTH_OF_PLANS = 1_000;
    private static final JsonFactory PLANS = factory(MAX_DEPTH_OF_PLANS);

    private static final JsonMapper MAPPER = JsonMapper.builder(factory(MAX_DEPTH))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .setDefaultTyping(new SealedTypes())
            .build();

    private Json() {}

    private static JsonFactory factory(int depth) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxStringLength(32 << 20)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION) // JSON is UTF-8 (RFC 8259)
                .build();
    }

    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    public static void write(OutputStream out, Object value) {
        MAPPER.writeValue(out, value);
    }

    /// Writes a member without the mapper, which takes several times as long.
    ///
    /// @param value a [String], [Boolean], [Long] or list of strings
    public static void writeMember(JsonGenerator json, String name, Object value) {
        json.writeName(name);
        switch (value) {
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Long number -> json.writeNumber(number);
            case List<?> list -> {
                json.writeStartArray();
                for (var element : list) {
                    json.writeString((String) element);
                }
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException(name + " is a " + value.getClass());
        }
    }

    /// Reads a whole document.
    ///
    /// @throws JacksonException when it is not JSON, or not the JSON of that type
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    public static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    public static <T> T read(InputStream json, TypeReference<T> type) {
        return MAPPER.readValue(json, type);
    }

    public static JsonNode tree(byte[] json) {
        return MAPPER.readTree(json);
    }

    /// Tokens of a document that may be nested up to 1,000 deep, as expressions are. Never to be read as a tree.
    public static JsonParser parser(byte[] json) {
        return PLANS.createParser(ObjectReadContext.empty(), json);
    }

    /// Names the case of a sealed interface. Which classes may be named is closed: those that the interface permits.
    private static final class SealedTypes extends DefaultTypeResolverBuilder {
        private static final long serialVersionUID = 1;

        SealedTypes() {
            super(
                    BasicPolymorphicTypeValidator.builder().build(),
                    DefaultTyping.NON_FINAL,
                    JsonTypeInfo.As.PROPERTY,
                    JsonTypeInfo.Id.SIMPLE_NAME,
                    "is");
        }

        @Override
        public boolean useForType(JavaType type) {
            var raw = type.getRawClass();
            return isSealed(raw)
                    || (raw.isRecord()
                            && java.util.Arrays.stream(raw.getInterfaces()).anyMatch(SealedTypes::isSealed));
        }

        private static boolean isSealed(Class<?> raw) {
            return raw.isInterface() && raw.isSealed() && raw.getPackageName().startsWith("io.gatehouse.");
        }
    }
}
