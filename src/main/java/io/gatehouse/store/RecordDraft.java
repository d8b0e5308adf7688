package io.gatehouse.store;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.json.Json;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;

/// A record that is written as far as it is known before a call is decided. For one thread, and one record.
final class RecordDraft {
    private final Enforcement likely;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(RecordWriter.USUAL_SIZE);
    private final JsonGenerator json = Json.mapper().createGenerator(out);
    private final @Nullable RecordWriter begun;

    /// @param likely as it will be, but for its basis and what it took
    RecordDraft(Enforcement likely) {
        this.likely = likely;
        this.begun = begun(json, likely);
    }

    private static @Nullable RecordWriter begun(JsonGenerator json, Enforcement likely) {
        var writer = new RecordWriter(json, likely);
        try {
            writer.begin();
            return writer;
        } catch (StreamWriteException _) {
            return null; // what cannot be written in this way is written in another at the end
        }
    }

    /// The whole record of this enforcement, whether it is the likely one or not.
    byte[] bytes(Enforcement enforcement) {
        if (begun == null || !enforcement.equals(likely.with(enforcement.basis(), enforcement.took()))) {
            return RecordWriter.bytes(enforcement);
        }
        try (json) {
            begun.end(enforcement.basis(), enforcement.took());
        } catch (StreamWriteException _) {
            return RecordWriter.bytes(enforcement);
        }
        return out.toByteArray();
    }
}
