package io.gatehouse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Enforcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCallsTest {
    @TempDir
    private Path dir;

    @Test
    void readsWhatADaemonRecordsWhileItRuns() {
        try (var store = open()) {
            store.auditLog().append(Samples.enforcement("e-1"));
            assertEquals(List.of("e-1"), read(Samples.NOON));
            store.auditLog().append(Samples.enforcement("e-2"));
            assertEquals(List.of("e-1", "e-2"), read(Samples.NOON));
            assertEquals(List.of(), read(Samples.NOON.plus(Duration.ofSeconds(1))));
        }
    }

    @Test
    void readsAlsoWhenNoDaemonRunsAndBeginsNoEpoch() {
        try (var store = open()) {
            store.auditLog().append(Samples.enforcement("e-1"));
        }
        assertEquals(List.of("e-1"), read(Instant.EPOCH));
        try (var store = open()) {
            assertEquals(2, store.epoch());
        }
    }

    @Test
    void countsWhatAnotherVersionRecorded() {
        try (var store = open()) {
            store.auditLog().append(Samples.enforcement("e-1"));
            store.auditLog().append(Samples.enforcement("e-2"));
            store.database()
                    .write(session ->
                            session.update("UPDATE enforcement SET record = '{\"later\": 1}' WHERE id = 'e-1'"));
            var read = new ArrayList<Enforcement>();
            assertEquals(1, new RecordedCalls(dir).read(Instant.EPOCH, read::add));
            assertEquals(List.of(Samples.enforcement("e-2")), read);
        }
    }

    @Test
    void makesNoAuditLogWhereThereIsNone() {
        var thrown = assertThrows(StoreException.class, () -> read(Instant.EPOCH));
        assertTrue(thrown.toString().contains("There is no audit log"), thrown.toString());
        assertTrue(Files.notExists(dir.resolve("gatehouse.db")));
    }

    private Store open() {
        return Store.open(dir, Store.MAX_BYTES, Samples.CLOCK);
    }

    private List<String> read(Instant since) {
        var ids = new ArrayList<String>();
        assertEquals(0, new RecordedCalls(dir).read(since, call -> ids.add(call.id())));
        return ids;
    }
}
