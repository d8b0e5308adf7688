package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Telling;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The variables of telemetry, in the files of the hooks.
class ClaudeTelemetryTest {
    private static final Endpoint HERE = new Endpoint(7411, "hook-token");
    private static final List<String> SHELL = List.of("PATH", "HOME");

    @TempDir
    private Path temp;

    private ClaudeCodeSettings settings;

    @BeforeEach
    void locate() {
        settings = new ClaudeCodeSettings(
                temp.resolve("home/.claude"), temp.resolve("etc"), List.of(), InstantSource.system());
    }

    private void protect(Level level) {
        var hooks = new ClaudeHooks(HERE, Optional.empty());
        settings.protect(level, hooks.by(ClaudeHooks.Transport.HTTP, level), false);
    }

    private Optional<Change> tell(Level level) {
        return settings.tell(level, HERE, SHELL, false);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenForAPersonOrForEverybodyIsTakenOutAgainToTheByte(Level level) throws IOException {
        protect(level);
        var hooks = Files.readString(settings.file(level));
        assertTrue(tell(level).orElseThrow().changed());
        assertFalse(tell(level).orElseThrow().changed());
        assertTrue(Files.readString(settings.file(level)).contains("http://127.0.0.1:7411/v1/logs"));
        protect(level);
        assertTrue(Files.readString(settings.file(level)).contains("/v1/logs"));
        settings.unprotect(level, false);
        assertFalse(Files.exists(settings.file(level)));

        protect(level);
        assertEquals(hooks, Files.readString(settings.file(level)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n  \"model\": \"x\",\n  \"env\": {\n    \"A\": \"1\"\n  }\n}\n", "{\"model\": \"x\"}"})
    void aPersonsFileIsAgainWhatItWas(String before) throws IOException {
        write(settings.file(Level.USER), before);
        protect(Level.USER);
        tell(Level.USER);
        settings.unprotect(Level.USER, false);

        assertEquals(before, Files.readString(settings.file(Level.USER)));
    }

    @Test
    void aDryRunChangesNothing() {
        assertTrue(settings.tell(Level.USER, HERE, SHELL, true).orElseThrow().changed());
        assertFalse(Files.exists(settings.file(Level.USER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTEL_EXPORTER_OTLP_ENDPOINT", "CLAUDE_CODE_ENABLE_TELEMETRY", "DISABLE_TELEMETRY"})
    void nothingIsWrittenWhereTheShellSaysWhereTelemetryGoes(String variable) {
        assertEquals(Optional.empty(), settings.tell(Level.USER, HERE, List.of("PATH", variable), false));
        assertFalse(Files.exists(settings.file(Level.USER)));
    }

    @Test
    void nothingIsWrittenWhereAnotherFileSaysSo() throws IOException {
        write(
                temp.resolve("etc/managed-settings.json"),
                "{\"env\": {\"OTEL_EXPORTER_OTLP_ENDPOINT\": \"http://collector.test\"}}");
        assertEquals(Optional.empty(), tell(Level.USER));

        Files.delete(temp.resolve("etc/managed-settings.json"));
        write(settings.file(Level.USER), "{\"env\": {\"OTEL_LOGS_EXPORTER\": \"otlp\"}}");
        assertEquals(Optional.empty(), tell(Level.MANAGED));
    }

    private static final String THEIRS =
            """
            {
              "env": {
                "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
                "OTEL_LOGS_EXPORTER": "otlp",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
                "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c.test"
              }
            }
            """;

    @Test
    void whatTheOrganisationSetsForAllNamesTheReceiverOfAPersonsTelemetry() throws IOException {
        write(temp.resolve("etc/managed-settings.json"), THEIRS);
        assertEquals(new Telling.Nothing(), settings.telling(HERE));
        assertTrue(tell(Level.USER).orElseThrow().changed());
        assertEquals(
                new Telling.GoesOn(new TelemetryReceiver(URI.create("https://c.test/v1/logs"), Map.of())),
                settings.telling(HERE));
        assertFalse(Files.readString(settings.file(Level.USER)).contains("PROTOCOL"));
    }

    @Test
    void aPersonsFileWithAReceiverIsAgainWhatItWas() throws IOException {
        write(settings.file(Level.USER), THEIRS);
        protect(Level.USER);
        tell(Level.USER);
        assertTrue(settings.telling(HERE) instanceof Telling.GoesOn);
        settings.unprotect(Level.USER, false);
        assertEquals(THEIRS, Files.readString(settings.file(Level.USER)));
        assertEquals(new Telling.Nothing(), settings.telling(HERE));
    }

    @Test
    void whenItCannotBeSentOnAnyMoreNothingOfOursStaysInItsWay() throws IOException {
        tell(Level.USER);
        assertEquals(new Telling.Here(), settings.telling(HERE));
        write(temp.resolve("etc/managed-settings.json"), THEIRS.replace("http/json", "grpc"));
        assertEquals(new Telling.Stuck(), settings.telling(HERE));
        assertEquals(Optional.empty(), tell(Level.USER));
        assertFalse(Files.readString(settings.file(Level.USER)).contains("OTEL_"));
    }
}
