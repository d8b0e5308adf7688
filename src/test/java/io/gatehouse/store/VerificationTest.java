package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Outcome;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationTest {
    @TempDir
    Path dir;

    private Store open() {
        return Store.open(dir, Store.MAX_BYTES, CLOCK);
    }

    private void fill() {
        for (int epoch = 0; epoch < 2; epoch++) {
            try (var store = open()) {
                for (int i = 0; i < 5; i++) {
                    store.auditLog().append(enforcement("e" + epoch + i, NOON, DENY, "sudo rm -rf /"));
                }
            }
        }
    }

    @Test
    void anEmptyLogIsSound() {
        try (var store = open()) {
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @Test
    void anOutcomeIsNoBreak() {
        fill();
        try (var store = open()) {
            var outcome = new Outcome("claude-code", "session", "call-e01", false, Duration.ofMillis(1));
            assertTrue(store.auditLog().complete(outcome).isPresent());
            assertEquals(Optional.empty(), store.verify());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "3  | UPDATE enforcement SET record = replace(record, 'sudo', 'ls') WHERE seq = 3",
                "3  | UPDATE enforcement SET record = concat(record, ' ') WHERE seq = 3",
                "3  | UPDATE enforcement SET chain = zeroblob(32) WHERE seq = 3",
                "3  | UPDATE enforcement SET number = 9 WHERE seq = 3",
                "3  | UPDATE enforcement SET epoch = 9 WHERE seq = 3",
                "3  | UPDATE enforcement SET effect = 'allow' WHERE seq = 3",
                "3  | UPDATE enforcement SET decided_at = 0 WHERE seq = 3",
                "3  | UPDATE enforcement SET rules = '' WHERE seq = 3",
                "3  | DELETE FROM enforcement WHERE seq = 3",
                "1  | DELETE FROM enforcement WHERE seq = 1",
                "1  | DELETE FROM enforcement WHERE seq < 5",
                "10 | DELETE FROM enforcement WHERE seq = 10",
                "6  | DELETE FROM enforcement WHERE epoch = 2",
                "1  | DELETE FROM enforcement",
                "1  | UPDATE installation SET device = 'other'",
                "3  | UPDATE enforcement SET seq = CASE seq WHEN 3 THEN 99 WHEN 99 THEN 3 END WHERE seq = 3",
            })
    void tellsTheFirstRowThatIsNotAsItWasWritten(long row, String tampering) throws Exception {
        fill();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(tampering);
        }
        try (var store = open()) {
            assertEquals(Optional.of(row), store.verify().map(Break::row), tampering);
        }
    }
}
