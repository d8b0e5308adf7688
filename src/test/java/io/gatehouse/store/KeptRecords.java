package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Enforcement;

/// Records as laptops keep them. For tests alone.
public final class KeptRecords {
    private KeptRecords() {}

    public static String json(Enforcement enforcement) {
        return new String(RecordWriter.bytes(enforcement), UTF_8);
    }
}
