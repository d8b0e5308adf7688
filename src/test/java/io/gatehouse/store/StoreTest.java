package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.AuditFull;
import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.enforcement.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path dir;

    private Store open() {
        return Store.open(dir, Store.MAX_BYTES, CLOCK);
    }

    private Path file() {
        return dir.resolve("gatehouse.db");
    }

    private void sql(String script) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    /// Overwrites eight pages.
    private void scribble(long from) throws IOException {
        try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.wrap("\u0001scribble".repeat(4096).getBytes(StandardCharsets.UTF_8), 0, 8 * 4096), from);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> ids(Store store) {
        return store.auditLog().list(Filter.ALL, Optional.empty(), 1000).stream()
                .map(record -> record.enforcement().id())
                .toList();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the directory's own access list protects it there")
    void directoryAndFilesAreTheirOwnersAlone() throws IOException {
        dir = dir.resolve("new/data");
        try (var store = open()) {
            store.auditLog().append(enforcement("a"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)));
            for (var name : List.of("gatehouse.db", "gatehouse.db-wal", "gatehouse.db-shm")) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(name))),
                        name);
            }
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
        open().close();
        sql("PRAGMA user_version = 99");
        var refused = assertThrows(StoreException.class, this::open);
        assertTrue(refused.toString().contains("newer Gatehouse"), refused.toString());
        assertEquals(List.of("gatehouse.db"), files());
    }

    @Test
    void aDatabaseFromBeforeTheFirstReleaseIsSetAside() throws Exception {
        sql("CREATE TABLE enforcement (seq INTEGER PRIMARY KEY); PRAGMA user_version = 1");
        try (var store = open()) {
            var warning = store.warning().orElseThrow();
            assertTrue(warning.contains("earlier version"), warning);
            assertTrue(warning.contains("gatehouse.db.broken-20261123T120000Z"), warning);
            store.auditLog().append(enforcement("a"));
        }
        assertTrue(files().contains("gatehouse.db.broken-20261123T120000Z"), files().toString());
        try (var store = open()) {
            assertEquals(Optional.empty(), store.warning());
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAsideUntouched() throws IOException {
        var bytes = "This is not a database, and it is long enough to be looked at."
                .repeat(200)
                .getBytes(StandardCharsets.UTF_8);
        Files.write(file(), bytes);
        try (var store = open()) {
            assertTrue(store.warning().orElseThrow().contains("gatehouse.db.broken-20261123T120000Z"));
            store.auditLog().append(enforcement("a"));
            assertEquals(1, store.epoch());
        }
        assertArrayEquals(bytes, Files.readAllBytes(dir.resolve("gatehouse.db.broken-20261123T120000Z")));
        try (var store = open()) {
            assertEquals(Optional.empty(), store.warning());
            assertEquals(List.of("a"), ids(store));
        }
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndTheNewOneIsAnotherInstallation() throws IOException {
        String device;
        try (var store = open()) {
            device = store.device();
            IntStream.range(0, 200).forEach(i -> store.auditLog().append(enforcement("e" + i)));
        }
        scribble(Files.size(file()) / 2 / 4096 * 4096);
        for (var expected : List.of("gatehouse.db.broken-20261123T120000Z", "gatehouse.db.broken-20261123T120000Z-2")) {
            try (var store = open()) {
                assertTrue(
                        store.warning().orElseThrow().contains(expected + " "),
                        store.warning().toString());
                assertNotEquals(device, store.device());
                assertEquals(List.of(), ids(store));
            }
            Files.writeString(file(), "broken again".repeat(500));
        }
    }

    @Test
    void aDatabaseWithoutItsTablesIsSetAside() throws Exception {
        sql("CREATE TABLE other (x); PRAGMA user_version = 2");
        try (var store = open()) {
            assertTrue(store.warning().isPresent());
        }
    }

    @Test
    void damageThatIsMetLaterIsLookedForAtTheNextStart() throws IOException {
        try (var store = open()) {
            store.auditLog().append(enforcement("a"));
            store.database().locked(session -> session.number("PRAGMA wal_checkpoint(TRUNCATE)"));
            scribble(4096);
            assertThrows(StoreException.class, () -> ids(store));
        }
        assertTrue(Files.exists(dir.resolve("gatehouse.db.suspect")));
        try (var store = open()) {
            assertTrue(store.warning().isPresent());
            assertFalse(Files.exists(dir.resolve("gatehouse.db.suspect")));
        }
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsAnErrorAndStaysThere() throws IOException {
        Files.createDirectories(file().resolve("sub"));
        assertThrows(StoreException.class, this::open);
        assertEquals(List.of("gatehouse.db"), files());
    }

    @Test
    void atItsLimitTheLogRefusesAndKeepsNothing() {
        try (var roomy = open()) {
            roomy.auditLog().append(enforcement("a"));
        }
        try (var store = Store.open(dir, 50 << 12, CLOCK)) {
            assertFalse(store.fill().isFull());
            int n = 0;
            boolean warned = false;
            while (!store.fill().isFull()) {
                warned |= store.fill().isNearlyFull();
                store.auditLog().append(enforcement("b" + n++));
            }
            assertTrue(warned);
            assertThrows(AuditFull.class, () -> store.auditLog().append(enforcement("c")));
            assertEquals(Optional.empty(), store.failure());
            assertEquals(n + 1, ids(store).size());
            assertEquals(Optional.empty(), store.auditLog().find("c"));
            assertEquals(Optional.empty(), store.verify());
        }
        try (var store = open()) {
            store.auditLog().append(enforcement("c"));
        }
    }

    @Test
    void aFullDiskFailsTheAppendAndOnlyThat() {
        try (var store = open()) {
            long pages = store.database().read(session -> session.number("PRAGMA page_count"));
            store.database().locked(session -> session.number("PRAGMA max_page_count = " + (pages + 3)));
            var kept = new java.util.ArrayList<String>();
            var failure = assertThrows(StoreException.class, () -> {
                for (int i = 0; ; i++) {
                    store.auditLog().append(enforcement("e" + i, NOON, new Verdict.Allow(), "x".repeat(3000)));
                    kept.add("e" + i);
                }
            });
            assertTrue(failure.toString().contains("disk is full"), failure.toString());
            assertEquals(Optional.ofNullable(failure.getMessage()), store.failure());
            assertEquals(kept.reversed(), ids(store));
            store.database().locked(session -> session.number("PRAGMA max_page_count = 1000000"));
            assertEquals(
                    kept.size() + 1,
                    store.auditLog().append(enforcement("later")).sequence().number());
            assertEquals(Optional.empty(), store.failure());
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @Test
    void aDatabaseThatMayOnlyBeReadFailsTheAppendAndOnlyThat() {
        try (var store = open()) {
            store.auditLog().append(enforcement("a"));
            store.database().locked(session -> {
                session.run("PRAGMA query_only = ON");
                return true;
            });
            var failure =
                    assertThrows(StoreException.class, () -> store.auditLog().append(enforcement("b")));
            assertTrue(failure.toString().contains("cannot be written; check who owns it"), failure.toString());
            assertEquals(List.of("a"), ids(store));
            store.database().locked(session -> {
                session.run("PRAGMA query_only = OFF");
                return true;
            });
            assertEquals(2, store.auditLog().append(enforcement("b")).sequence().number());
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @Test
    void aLockedDatabaseFailsTheAppendAndOnlyThat() throws SQLException {
        try (var store = open()) {
            store.auditLog().append(enforcement("a"));
            try (var other = connect();
                    var statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                var failure = assertThrows(
                        StoreException.class, () -> store.auditLog().append(enforcement("b")));
                assertTrue(failure.toString().contains("locked"), failure.toString());
                assertEquals(List.of("a"), ids(store)); // who reads does not wait
                statement.execute("ROLLBACK");
            }
            assertEquals(2, store.auditLog().append(enforcement("b")).sequence().number());
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @Test
    void aTransactionThatCannotBeEndedDoesNotHoldUpTheNext() {
        try (var store = open()) {
            assertThrows(StoreException.class, () -> store.database().write(session -> {
                session.run("ROLLBACK");
                return session.update("INSERT INTO nowhere VALUES (1)");
            }));
            assertEquals(1, store.auditLog().append(enforcement("a")).sequence().number());
        }
    }

    @Test
    void manyThreadsMakeOneChain() throws InterruptedException {
        try (var store = open()) {
            var done = new CountDownLatch(8);
            for (int t = 0; t < 8; t++) {
                int thread = t;
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        store.auditLog().append(enforcement(thread + "-" + i));
                        store.auditLog().list(Filter.ALL, Optional.empty(), 3);
                    }
                    done.countDown();
                });
            }
            done.await();
            assertEquals(400, ids(store).size());
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @Test
    void twoProcessesOnOneFileStillMakeOneChain() {
        try (var one = open();
                var two = open()) {
            for (int i = 0; i < 5; i++) {
                one.auditLog().append(enforcement("one" + i));
                two.auditLog().append(enforcement("two" + i));
            }
            assertEquals(Optional.empty(), one.verify());
            assertEquals(10, ids(two).size());
        }
    }

    @Test
    void aClosedStoreRefuses() {
        var store = open();
        store.close();
        assertThrows(StoreException.class, () -> store.auditLog().append(enforcement("a")));
        store.close();
    }
}
