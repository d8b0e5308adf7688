package io.gatehouse.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleSettingsTest {
    private final ConsoleSettings settings = ConsoleSettings.of(Path.of("console"), 7412);

    @Test
    void plainHttpStaysOnThisMachineUnlessAProxySpeaksTls() {
        assertThrows(IllegalArgumentException.class, () -> settings.withBind("0.0.0.0", false));
        assertThrows(IllegalArgumentException.class, () -> settings.withBind("console.example.com", false));
        assertEquals("0.0.0.0", settings.withBind("0.0.0.0", true).bind());
        assertEquals("::1", settings.withBind("::1", false).bind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gatehouse.example.com",
                "ftp://gatehouse.example.com",
                "https://gatehouse.example.com/console",
                "https://ana@gatehouse.example.com",
                "https://gatehouse.example.com?x",
                "gatehouse"
            })
    void aPublicAddressThatCannotBeIsRefused(String url) {
        assertThrows(IllegalArgumentException.class, () -> settings.withUrl(URI.create(url)));
    }

    @Test
    void onlyPostgresqlIsAnotherDatabase() {
        assertThrows(IllegalArgumentException.class, () -> settings.withDatabase("jdbc:mysql://db/x"));
    }

    @Test
    void aLeaseLastsFromAnHourToAWeek() {
        assertThrows(IllegalArgumentException.class, () -> settings.withLease(Duration.ofMinutes(59)));
        assertThrows(IllegalArgumentException.class, () -> settings.withLease(Duration.ofHours(169)));
        assertEquals(Duration.ofDays(7), settings.withLease(Duration.ofDays(7)).lease());
    }

    @Test
    void aConsoleThatCannotStartSaysWhatToDo(@TempDir Path directory) {
        var clock = new TestClock(Calls.NOON);
        try (var first = Console.start(ConsoleSettings.of(directory, 0), clock, _ -> List.of())) {
            var taken = ConsoleSettings.of(directory, first.port());
            var refusal = assertThrows(ConsoleException.class, () -> Console.start(taken, clock, _ -> List.of()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("--port"));
        }
        var nowhere = ConsoleSettings.of(directory, 0).withDatabase("jdbc:postgresql://127.0.0.1:1/none");
        var refusal = assertThrows(ConsoleException.class, () -> Console.start(nowhere, clock, _ -> List.of()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("--database"));
    }
}
