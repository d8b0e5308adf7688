package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/// What a power cut leaves of the database's files: what a checkpoint moved is on the disk, and of what was appended
/// since, anything may be missing. Commits do not wait for the disk (`synchronous=NORMAL`).
class PowerCutTest {
    private static final int PAGE = 4096;
    private static final int SECTOR = 512;

    @TempDir
    Path dir;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Image(byte[] database, byte[] log) {}

    private Image files(Path directory) throws IOException {
        return new Image(
                Files.readAllBytes(directory.resolve("gatehouse.db")),
                Files.readAllBytes(directory.resolve("gatehouse.db-wal")));
    }

    private Path write(String name, byte[] database, byte[] log) throws IOException {
        var directory = Files.createDirectories(dir.resolve(name));
        Files.write(directory.resolve("gatehouse.db"), database);
        Files.write(directory.resolve("gatehouse.db-wal"), log);
        return directory;
    }

    private static List<String> append(Store store, String name, int rows) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < rows; i++) {
            store.auditLog().append(enforcement(name + i));
            ids.add(name + i);
        }
        return ids;
    }

    private static void checkpoint(Store store) {
        store.database().locked(session -> session.number("PRAGMA wal_checkpoint(PASSIVE)"));
    }

    /// In the order in which they were appended.
    private static List<String> kept(Store store) {
        return store.auditLog().list(Filter.ALL, Optional.empty(), 10_000).reversed().stream()
                .map(record -> record.enforcement().id())
                .toList();
    }

    @RepeatedTest(20)
    void losesTheNewestRowsSinceTheCheckpointAndNothingElse(RepetitionInfo run) throws IOException {
        var random = new Random(run.getCurrentRepetition());
        List<String> safe;
        List<String> all;
        Image cut;
        try (var store = Store.open(dir.resolve("whole"), Store.MAX_BYTES, CLOCK)) {
            safe = append(store, "safe", 1 + random.nextInt(60));
            checkpoint(store);
            all = new ArrayList<>(safe);
            all.addAll(append(store, "new", 1 + random.nextInt(60)));
            cut = files(dir.resolve("whole"));
        }
        for (int i = 0; i < 10; i++) {
            try (var store =
                    Store.open(write("cut" + i, cut.database(), damaged(cut.log(), random)), Store.MAX_BYTES, CLOCK)) {
                assertEquals(Optional.empty(), store.warning());
                var kept = kept(store);
                assertEquals(all.subList(0, kept.size()), kept);
                assertTrue(kept.containsAll(safe), () -> kept.size() + " of " + safe.size() + " and more");
                append(store, "after", 3);
                assertEquals(Optional.empty(), store.verify());
            }
        }
    }

    @RepeatedTest(10)
    void losesNothingWhileACheckpointIsUnderWay(RepetitionInfo run) throws IOException {
        var random = new Random(run.getCurrentRepetition());
        List<String> all;
        Image before;
        Image after;
        try (var store = Store.open(dir.resolve("whole"), Store.MAX_BYTES, CLOCK)) {
            all = append(store, "old", 1 + random.nextInt(60));
            checkpoint(store);
            all.addAll(append(store, "new", 1 + random.nextInt(60)));
            before = files(dir.resolve("whole"));
            checkpoint(store);
            after = files(dir.resolve("whole"));
        }
        for (int i = 0; i < 10; i++) {
            var torn = torn(before.database(), after.database(), random);
            try (var store = Store.open(write("torn" + i, torn, before.log()), Store.MAX_BYTES, CLOCK)) {
                assertEquals(Optional.empty(), store.warning());
                assertEquals(all, kept(store));
                assertEquals(Optional.empty(), store.verify());
            }
        }
    }

    /// Truncated, or with zeros or noise in the place of what did not reach the disk, at its end or in its middle.
    private static byte[] damaged(byte[] log, Random random) {
        int from = random.nextInt(log.length + 1);
        var damaged = log.clone();
        switch (random.nextInt(5)) {
            case 0 -> damaged = Arrays.copyOf(log, from);
            case 1 -> Arrays.fill(damaged, from, log.length, (byte) 0);
            case 2 -> noise(damaged, from, log.length, random);
            case 3 -> {
                int sector = from / SECTOR * SECTOR;
                Arrays.fill(damaged, sector, Math.min(log.length, sector + SECTOR), (byte) 0);
            }
            default -> noise(damaged, from, Math.min(log.length, from + PAGE), random);
        }
        return damaged;
    }

    private static void noise(byte[] bytes, int from, int to, Random random) {
        for (int i = from; i < to; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
    }

    /// Each sector is the old one or the new one.
    private static byte[] torn(byte[] before, byte[] after, Random random) {
        var torn = Arrays.copyOf(before, random.nextBoolean() ? after.length : Math.max(before.length, PAGE));
        for (int at = 0; at < torn.length; at += SECTOR) {
            if (random.nextBoolean() && at + SECTOR <= after.length) {
                System.arraycopy(after, at, torn, at, SECTOR);
            }
        }
        return torn;
    }
}
