package io.gatehouse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.enforcement.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIndexTest {
    @TempDir
    Path dir;

    @Test
    void aSearchFindsWhatWasRecordedAMomentAgo() {
        try (var store = open()) {
            append(store, "a", "cat README.md");
            assertEquals(1, found(store, "readme"));
            append(store, "b", "cat readme.txt");
            assertEquals(2, found(store, "readme"));
        }
    }

    @Test
    void whatWasNotIndexedWhenTheProcessEndedIsFoundByTheNext() {
        try (var store = open()) {
            for (int i = 0; i < 130; i++) { // more than one step of the index
                append(store, "n" + i, "echo word" + i);
            }
            var _ = store.database().write(session -> session.update("DELETE FROM search WHERE rowid > 10"));
        }
        try (var store = open()) {
            assertEquals(1, found(store, "word129"));
            assertEquals(130, indexed(store));
        }
    }

    @Test
    void deniedCallsAreIndexedOnceMoreByThemselves() {
        try (var store = open()) {
            append(store, "a", "cat README.md");
            for (var verdict : List.of(Samples.DENY, new Verdict.WouldDeny(Samples.DENY))) {
                store.auditLog().append(Samples.enforcement("of " + verdict.allows(), Instant.now(), verdict, "cat x"));
            }
            assertEquals(3, found(store, "cat"));
            assertEquals(3, indexed(store));
            long denied =
                    store.database().read(session -> session.number("SELECT count(*) FROM search_denied_docsize"));
            assertEquals(2, denied);
        }
    }

    @Test
    void aLookTellsWhatWasIndexedWhenTheIndexCannotBeWritten() {
        try (var store = open()) {
            append(store, "a", "cat README.md");
            assertEquals(1, found(store, "readme"));
            var _ = store.database()
                    .write(session -> session.update("CREATE TRIGGER full BEFORE INSERT ON by_time"
                            + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"));
            append(store, "b", "cat readme.txt");
            assertEquals(1, found(store, "readme"));
            assertEquals(2, found(store, ""));
            assertEquals(1, store.counts(Instant.EPOCH).allowed());
        }
    }

    private Store open() {
        return Store.open(dir, Store.MAX_BYTES, Clock.systemUTC());
    }

    private static void append(Store store, String id, String shown) {
        store.auditLog().append(Samples.enforcement(id, Instant.now(), new Verdict.Allow(), shown));
    }

    private static int found(Store store, String words) {
        var filter = new Filter(false, words, Instant.now().minus(Duration.ofDays(1)));
        return store.auditLog().list(filter, Optional.empty(), 1_000).size();
    }

    private static long indexed(Store store) {
        return store.database().read(session -> session.number("SELECT count(*) FROM search_docsize"));
    }
}
