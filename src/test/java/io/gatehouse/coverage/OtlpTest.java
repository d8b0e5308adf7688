package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpTest {
    private static final Map<String, String> BASH = Map.of(
            "event.name", "tool_result",
            "session.id", "s1",
            "tool_use_id", "t1",
            "tool_name", "Bash",
            "success", "true",
            "duration_ms", "12",
            "tool_parameters", "{\"bash_command\": \"ls\", \"full_command\": \"ls -l\"}");
    private static final Outcome RAN =
            new Outcome("claude-code", "s1", "t1", "Bash", "ls -l", false, Duration.ofMillis(12));

    @Test
    void aToolThatRanIsReadFromJsonAndFromProtobuf() throws Unreadable {
        var json = OtlpJson.read(
                Otlp.json("claude-code", "claude_code.tool_result", BASH).getBytes(UTF_8));
        var protobuf = OtlpProtobuf.read(Otlp.protobuf("claude-code", "claude_code.tool_result", BASH));

        assertEquals(
                List.of(Optional.of(RAN)), json.stream().map(LogRecord::outcome).toList());
        assertEquals(json, protobuf);
    }

    @Test
    void numbersAndBooleansAreReadAsText() throws Unreadable {
        var json = OtlpJson.read(
                """
                {"resourceLogs": [{"resource": {"attributes": []}, "scopeLogs": [{"logRecords": [{
                  "eventName": "x", "attributes": [
                    {"key": "i", "value": {"intValue": "12"}},
                    {"key": "b", "value": {"boolValue": false}},
                    {"key": "d", "value": {"doubleValue": 1.5}},
                    {"key": "l", "value": {"arrayValue": {"values": []}}}]}]}]}]}"""
                        .getBytes(UTF_8));

        assertEquals(List.of(new LogRecord("", "x", Map.of("i", "12", "b", "false", "d", "1.5", "l", ""))), json);
    }

    @Test
    void otherEventsAndOtherServicesTellOfNothingThatRan() {
        assertEquals(Optional.empty(), new LogRecord("claude-code", "claude_code.tool_decision", BASH).outcome());
        assertEquals(Optional.empty(), new LogRecord("shop", "claude_code.tool_result", BASH).outcome());
        assertEquals(Optional.empty(), new LogRecord("", "tool_result", BASH).outcome());
    }

    @Test
    void whatIsMissingOrOddIsNothing() {
        assertEquals(
                Optional.of(new Outcome("claude-code", "", "", "", "", false, Duration.ZERO)),
                new LogRecord("claude-code", "tool_result", Map.of("duration_ms", "-1")).outcome());
        assertEquals(
                Optional.of(new Outcome("claude-code", "", "", "", "", true, Duration.ZERO)),
                new LogRecord(
                                "claude-code",
                                "tool_result",
                                Map.of("success", "false", "duration_ms", "soon", "tool_parameters", "{\"cut"))
                        .outcome());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"resourceLogs\": [}", "{} {}"})
    void whatIsNoJsonIsUnreadable(String body) {
        assertThrows(Unreadable.class, () -> OtlpJson.read(body.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"resourceLogs\": 7}", "{\"resourceLogs\": [{\"scopeLogs\": \"x\"}]}", "[1]"})
    void jsonOfAnotherShapeTellsOfNothing(String body) throws Unreadable {
        assertEquals(List.of(), OtlpJson.read(body.getBytes(UTF_8)));
    }

    @Test
    void protobufThatIsCutOrSpoiltIsUnreadableOrSomethingElseAndNeverMore() {
        var whole = Otlp.protobuf("claude-code", "claude_code.tool_result", BASH);
        var random = new Random(7);
        int unreadable = 0;
        for (int i = 0; i < 20_000; i++) {
            var body = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            for (int edits = random.nextInt(3); edits > 0 && body.length > 0; edits--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(OtlpProtobuf.read(body).size() <= whole.length);
            } catch (Unreadable _) {
                unreadable++;
            }
        }
        assertTrue(unreadable > 100, "unreadable: " + unreadable);
    }

    @Test
    void aBombOfRecordsIsUnreadable() {
        var bomb = new byte[30_000];
        for (int i = 0; i < bomb.length; i += 2) {
            bomb[i] = 2 << 3 | 2; // a log record without a content
        }
        var logs = Otlp.message(1, Otlp.message(2, bomb));

        assertThrows(Unreadable.class, () -> OtlpProtobuf.read(logs));
    }
}
