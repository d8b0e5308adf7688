package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {
    @TempDir
    Path dir;

    private Store withTwoRows() {
        var store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        store.auditLog().append(enforcement("a"));
        store.auditLog().append(enforcement("b"));
        return store;
    }

    private Examination.Read read() {
        return assertInstanceOf(Examination.Read.class, Examination.of(dir));
    }

    @Test
    void readsBesideTheProcessThatWritesAndAfterIt() {
        try (var store = withTwoRows()) {
            assertEquals(2, read().records());
            assertEquals(store.fill().usedBytes(), read().usedBytes());
        }
        assertEquals(2, read().records());
        assertEquals(Optional.empty(), read().broken());
        try (var store = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            assertEquals(2, store.epoch());
        }
    }

    @Test
    void tellsWhereTheChainBreaks() throws Exception {
        withTwoRows().close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM enforcement WHERE seq = 1");
        }
        assertEquals(Optional.of(1L), read().broken().map(Break::row));
    }

    @Test
    void whatIsNoDatabaseIsUnreadable() throws IOException {
        Files.writeString(dir.resolve("gatehouse.db"), "This is not a database. ".repeat(100));
        var why = assertInstanceOf(Examination.Unreadable.class, Examination.of(dir))
                .why();
        assertTrue(why.contains("not a database"), why);
    }

    @Test
    void whereNothingIsNothingIsMade() throws IOException {
        assertEquals(new Examination.Absent(), Examination.of(dir));
        try (var files = Files.list(dir)) {
            assertEquals(0, files.count());
        }
    }
}
