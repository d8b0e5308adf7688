package io.gatehouse.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Content;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Action;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeCodeTest {
    private final ClaudeCode agent = new ClaudeCode();

    private Reading read(byte[] body) {
        try {
            return agent.read(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reading read(Map<String, ?> event) {
        return read(Json.bytes(event));
    }

    private ToolCall call(String tool, Map<String, ?> input) {
        return assertInstanceOf(Reading.Call.class, read(event(tool, input))).call();
    }

    private static Map<String, Object> event(String tool, Map<String, ?> input) {
        var event = new LinkedHashMap<String, Object>();
        event.put("session_id", "s1");
        event.put("cwd", "/work");
        event.put("permission_mode", "default");
        event.put("hook_event_name", "PreToolUse");
        event.put("tool_name", tool);
        event.put("tool_input", input);
        event.put("tool_use_id", "t1");
        return event;
    }

    private static final Map<String, Object> BASH = event("Bash", Map.of("command", "ls"));

    @Nested
    class Malformed {
        @ParameterizedTest
        @ValueSource(strings = {"session_id", "cwd", "hook_event_name", "tool_name", "tool_input", "tool_use_id"})
        void whatIsMissingOrNullOrOfAnotherTypeIsNamed(String field) {
            for (Object bad : new Object[] {null, 1, true, List.of("x"), List.of()}) {
                var event = new HashMap<>(BASH);
                event.put(field, bad);
                var why = assertInstanceOf(Reading.Malformed.class, read(event)).why();
                assertTrue(why.startsWith(field + " "), why);
            }
            var event = new HashMap<>(BASH);
            event.remove(field);
            assertInstanceOf(Reading.Malformed.class, read(event));
        }

        @ParameterizedTest
        @ValueSource(strings = {"agent_type", "permission_mode"})
        void whatMayBeAbsentMayNotBeOfAnotherType(String field) {
            var event = new HashMap<>(BASH);
            event.put(field, null);
            assertInstanceOf(Reading.Call.class, read(event));
            event.put(field, 3);
            assertInstanceOf(Reading.Malformed.class, read(event));
        }

        @ParameterizedTest
        @CsvSource({
            "Bash, command",
            "Monitor, command",
            "Read, file_path",
            "Write, file_path",
            "Edit, file_path",
            "MultiEdit, file_path",
            "NotebookEdit, notebook_path",
            "LS, path",
            "Glob, pattern",
            "Grep, pattern",
            "WebFetch, url",
            "WebSearch, query"
        })
        void aToolWithoutWhatItActsOnIsNoCall(String tool, String field) {
            assertInstanceOf(Reading.Malformed.class, read(event(tool, Map.of())));
            assertInstanceOf(Reading.Malformed.class, read(event(tool, Map.of(field, 1))));
            assertInstanceOf(Reading.Malformed.class, read(event(tool, Map.of(field, List.of("/etc/passwd")))));
            assertInstanceOf(Reading.Call.class, read(event(tool, Map.of(field, "x"))));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "true",
                    "1",
                    "\"x\"",
                    "[]",
                    "[{}]",
                    "{",
                    "{}",
                    "{\"a\":1} x",
                    "{}{}",
                    "{\"a\":}",
                    "{'a':1}",
                    "{\"a\":1,}",
                    "{\"a\":NaN}",
                    "// x\n{}",
                    "{\"a\":\"\n\"}",
                    "{\"a\":01}",
                    "{\"\\ud800\":1}",
                    "{\"hook_event_name\":\"PreToolUse\",\"hook_event_name\":\"Stop\"}"
                })
        void whatIsNotOneObjectOfStandardJson(String body) {
            assertInstanceOf(Reading.Malformed.class, read(body.getBytes(UTF_8)));
        }

        @Test
        void nestingOfTwoHundredLevels() {
            for (var brackets : List.of("[]", "{}")) {
                var open = brackets.equals("[]") ? "[" : "{\"a\":";
                var deep = "{\"hook_event_name\":\"Stop\",\"x\":" + open.repeat(200) + "1"
                        + brackets.substring(1).repeat(200) + "}";
                assertInstanceOf(Reading.Malformed.class, read(deep.getBytes(UTF_8)));
            }
            assertInstanceOf(Reading.Malformed.class, read("[".repeat(1_000_000).getBytes(UTF_8)));
        }

        @Test
        void moreThanTwoHundredThousandValues() {
            var many = "{\"hook_event_name\":\"Stop\",\"x\":[" + "1,".repeat(200_000) + "1]}";
            assertInstanceOf(Reading.Malformed.class, read(many.getBytes(UTF_8)));
        }

        @Test
        void anotherEncodingThanUtf8() {
            var json = Json.text(BASH);
            for (var charset : List.of(
                    StandardCharsets.UTF_16,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    Charset.forName("UTF-32LE"),
                    Charset.forName("UTF-32BE"))) {
                assertInstanceOf(Reading.Malformed.class, read(json.getBytes(charset)), charset.name());
            }
            assertInstanceOf(Reading.Malformed.class, read(("\uFEFF" + json).getBytes(UTF_8)));
        }

        @Test
        void bytesThatAreNotUtf8() {
            for (var bytes : List.of(new byte[] {(byte) 0xFF}, new byte[] {(byte) 0xC3}, new byte[] {(byte) 0x80})) {
                var broken = ("{\"hook_event_name\":\"Stop\",\"x\":\"" + new String(bytes, StandardCharsets.ISO_8859_1)
                                + "\"}")
                        .getBytes(StandardCharsets.ISO_8859_1);
                assertInstanceOf(Reading.Malformed.class, read(broken));
            }
        }

        @Test
        void anyBytesAreSomeReading() {
            var random = new Random(1);
            var sound = Json.bytes(BASH);
            for (int i = 0; i < 20_000; i++) {
                var bytes = sound.clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                if (read(bytes) instanceof Reading.Malformed(var why)) {
                    assertFalse(why.isBlank());
                }
            }
        }

        @Test
        void aStreamThatBreaksOffIsItsOwnFailure() {
            var head = new ByteArrayInputStream("{\"a\":".getBytes(UTF_8));
            var broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("reset");
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    throw new IOException("reset");
                }
            };
            var thrown = assertThrows(IOException.class, () -> agent.read(new SequenceInputStream(head, broken)));
            assertEquals("reset", thrown.getMessage());
        }
    }

    @Nested
    class TooLong {
        private final String tooLong = "x".repeat(BoundedJson.KEEP + 1);

        @Test
        void aTenMegabyteFileIsHashedAndNotHeld() {
            var content = "é👍x".repeat(10_000_000 / 7);
            var call = call("Write", Map.of("file_path", "/work/a", "content", content));
            assertEquals(
                    List.of(new Content("content", content.getBytes(UTF_8).length, BoundedJson.sha256(content))),
                    call.contents());
            assertEquals("/work/a", call.shown());
            assertTrue(call.toString().length() < 1_000);
        }

        @Test
        void aCommandIsCutAndLongerThanAnyThatIsUnderstood() {
            var call = call("Bash", Map.of("command", "ls #" + tooLong));
            assertEquals(List.of(new Intent.Shell("ls #" + tooLong.substring(5), false)), call.intents());
        }

        /// The head of a path or a URL leads elsewhere than the whole, for a client that folds it.
        @ParameterizedTest
        @CsvSource({"Read, file_path", "Write, file_path", "LS, path", "Glob, pattern", "Grep, pattern", "WebFetch, url"
        })
        void aPathOrUrlThatIsCutIsNoCall(String tool, String field) {
            var why = assertInstanceOf(Reading.Malformed.class, read(event(tool, Map.of(field, "/work/" + tooLong))))
                    .why();
            assertEquals(field + " is longer than 262144 characters", why);
        }

        @Test
        void aLongTextOfAnUnknownToolIsHashedAndMarkedIncomplete() {
            var call = call("Unheard", Map.of("note", tooLong));
            assertEquals(
                    List.of(new Intent.Arguments(List.of(new Argument("note", tooLong.substring(1), false)))),
                    call.intents());
            assertEquals(List.of(new Content("note", tooLong.length(), BoundedJson.sha256(tooLong))), call.contents());
            assertEquals("{…}", call.shown());
        }

        @Test
        void nothingIsCutInsideACharacter() {
            for (var pad : List.of("", "x")) {
                var call = call("Bash", Map.of("command", pad + "👍".repeat(BoundedJson.KEEP)));
                assertTrue(Json.bytes(call.shown()).length > BoundedJson.KEEP);
                var shown =
                        call("Unheard", Map.of("a", pad + "👍".repeat(5_000))).shown();
                assertTrue(Json.bytes(shown).length > 4_000);
            }
        }
    }

    @Test
    void halfASurrogatePairIsReadAsTheAgentWritesIt() {
        var json = Json.text(event("Bash", Map.of("command", "X"))).replace("\"X\"", "\"a\\ud83db\\udc4dc\"");
        var call =
                assertInstanceOf(Reading.Call.class, read(json.getBytes(UTF_8))).call();
        assertEquals("a\uFFFDb\uFFFDc", call.shown());
    }

    @Nested
    class WhatTellsTwoCallsApart {
        private boolean same(String tool, Map<String, ?> one, Map<String, ?> other) {
            var first = call(tool, one);
            var second = call(tool, other);
            return first.intents().equals(second.intents())
                    && first.contents().equals(second.contents())
                    && first.others().equals(second.others());
        }

        @Test
        void theModelsOwnWordsDoNot() {
            assertTrue(same("Bash", Map.of("command", "ls"), Map.of("command", "ls", "description", "look")));
            assertTrue(same("Agent", Map.of("prompt", "p"), Map.of("prompt", "p", "description", "look")));
            assertTrue(same("Read", Map.of("file_path", "a"), Map.of("file_path", "a", "limit", 3)));
        }

        @Test
        void argumentsThatNoIntentTellsDo() {
            var head = "x".repeat(BoundedJson.KEEP);
            assertFalse(same("Bash", Map.of("command", head + "a"), Map.of("command", head + "b")));
            assertFalse(same("Agent", Map.of("prompt", "p"), Map.of("prompt", "q")));
            assertFalse(same("mcp__db__drop", Map.of("id", 1), Map.of("id", 2)));
            assertFalse(same("Unheard", Map.of("id", 1), Map.of("id", 2)));
            assertFalse(same("WebSearch", Map.of("query", "a"), Map.of("query", "b")));
            assertFalse(same(
                    "Edit",
                    Map.of("file_path", "a", "old_string", "x", "new_string", "y"),
                    Map.of("file_path", "a", "old_string", "x", "new_string", "y", "replace_all", true)));
            assertFalse(same(
                    "MultiEdit",
                    Map.of("file_path", "a", "edits", List.of(Map.of("old_string", "x", "new_string", "y"))),
                    Map.of("file_path", "a", "edits", List.of(Map.of("old_string", "x", "new_string", "z")))));
            assertFalse(
                    same("Write", Map.of("file_path", "a", "content", "x"), Map.of("file_path", "a", "content", "y")));
        }
    }

    @Nested
    class Tools {
        @ParameterizedTest
        @CsvSource({"Bash, false", "Monitor, true"})
        void shellTools(String tool, boolean background) {
            var call = call(tool, Map.of("command", "ls -la", "run_in_background", background));
            assertEquals(List.of(new Intent.Shell("ls -la", background)), call.intents());
            assertEquals("ls -la", call.shown());
        }

        @Test
        void powerShellLinesAreOfPowerShell() {
            var call = call("PowerShell", Map.of("command", "gci C:\\x", "run_in_background", true));
            assertEquals(List.of(new Intent.Shell(ToolCall.Dialect.POWERSHELL, "gci C:\\x", true)), call.intents());
            assertEquals("gci C:\\x", call.shown());
        }

        @Test
        void fileTools() {
            assertEquals(
                    List.of(new Intent.File(Action.READ, "a", false, "")),
                    call("Read", Map.of("file_path", "a")).intents());
            assertEquals(
                    List.of(new Intent.File(Action.WRITE, "a", false, "")),
                    call("Edit", Map.of("file_path", "a", "old_string", "x", "new_string", "y"))
                            .intents());
            assertEquals(
                    List.of(new Intent.File(Action.WRITE, "a", false, "")),
                    call("NotebookEdit", Map.of("notebook_path", "a", "new_source", "y"))
                            .intents());
            assertEquals(
                    List.of(new Intent.File(Action.READ, ".", true, "**/*.ts")),
                    call("Glob", Map.of("pattern", "**/*.ts")).intents());
            assertEquals(
                    List.of(new Intent.File(Action.READ, "/etc", true, "")),
                    call("Grep", Map.of("pattern", "x", "path", "/etc")).intents());
        }

        @Test
        void webAndAgents() {
            assertEquals(
                    List.of(new Intent.Connect("https://x.example", "GET")),
                    call("WebFetch", Map.of("url", "https://x.example", "prompt", "p"))
                            .intents());
            assertEquals(List.of(), call("WebSearch", Map.of("query", "q")).intents());
            assertEquals(
                    List.of(new Intent.Spawn("Explore")),
                    call("Agent", Map.of("subagent_type", "Explore", "prompt", "p"))
                            .intents());
            assertEquals(
                    List.of(new Intent.Spawn("")),
                    call("Task", Map.of("prompt", "p")).intents());
        }

        @Test
        void anUnknownToolKeepsEveryStringWithTheNameOfItsField() {
            var input = new LinkedHashMap<String, Object>();
            input.put("a", "1");
            input.put("list", List.of("2", List.of("3"), 4, Map.of("b", "5")));
            input.put("names", Map.of("/etc/passwd", true));
            assertEquals(
                    List.of(new Intent.Arguments(List.of(
                            new Argument("a", "1", true),
                            new Argument("list", "2", true),
                            new Argument("list", "3", true),
                            new Argument("list", "b", true),
                            new Argument("b", "5", true),
                            new Argument("names", "/etc/passwd", true)))),
                    call("Unheard", input).intents());
        }

        @ParameterizedTest
        @CsvSource({
            "mcp__demo__echo, demo, demo, echo",
            "mcp__demo__echo, '', demo, echo",
            "mcp__demo__a__b, '', demo, a__b",
            "mcp__my__server__a, my__server, my__server, a",
            "mcp__x, '', unknown, mcp__x",
            "mcp____x, '', unknown, mcp____x",
            "mcp__evil__x, demo, demo, mcp__evil__x",
            "plain, demo, demo, plain"
        })
        void mcpToolsBelongToTheirServer(String name, String named, String server, String tool) {
            var event = event(name, Map.of("text", "hi"));
            if (!named.isEmpty()) {
                event.put("mcp_server", Map.of("name", named));
            }
            var call = assertInstanceOf(Reading.Call.class, read(event)).call();
            assertEquals(server, call.origin().mcpServer());
            assertEquals(
                    List.of(
                            new Intent.McpCall(server, tool, List.of("text")),
                            new Intent.Arguments(List.of(new Argument("text", "hi", true)))),
                    call.intents());
        }

        @Test
        void anMcpServerWithoutANameOrOfAnotherTypeIsMalformed() {
            for (Object server : List.of("demo", Map.of(), Map.of("name", 1), List.of())) {
                var event = event("mcp__demo__echo", Map.of());
                event.put("mcp_server", server);
                assertInstanceOf(Reading.Malformed.class, read(event));
            }
        }
    }

    @Nested
    class OtherEvents {
        @Test
        void aToolThatRanIsAnOutcome() {
            var event = event("Bash", Map.of("command", "ls"));
            event.put("hook_event_name", "PostToolUse");
            event.put("duration_ms", 12);
            assertEquals(
                    new Reading.Ran(new Outcome("claude-code", "s1", "t1", "Bash", "ls", false, Duration.ofMillis(12))),
                    read(event));
            event.put("hook_event_name", "PostToolUseFailure");
            for (Object duration : new Object[] {null, "12", -5, List.of()}) {
                event.put("duration_ms", duration);
                assertEquals(
                        new Reading.Ran(new Outcome("claude-code", "s1", "t1", "Bash", "ls", true, Duration.ZERO)),
                        read(event));
            }
        }

        @Test
        void anOutcomeNeedsNoMoreThanTheCallsId() {
            for (Object input : new Object[] {null, "ls", Map.of("command", List.of("ls"))}) {
                var event = event("Bash", Map.of());
                event.put("hook_event_name", "PostToolUse");
                event.put("tool_name", 7);
                event.put("tool_input", input);
                assertEquals(
                        new Reading.Ran(new Outcome("claude-code", "s1", "t1", false, Duration.ZERO)), read(event));
            }
        }

        @Test
        void allOthersAreIgnored() {
            assertEquals(new Reading.Ignored("Stop"), read(Map.of("hook_event_name", "Stop")));
        }
    }

    @Nested
    class Answers {
        @Test
        void anAllowIsNoOpinion() {
            var would = new Verdict.WouldDeny(Enforcer.fault(Cause.NO_BASIS));
            assertEquals("{}", new String(agent.write(new Verdict.Allow(), "PreToolUse"), UTF_8));
            assertEquals("{}", new String(agent.write(would, "PreToolUse"), UTF_8));
        }

        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"RULE", "NO_RULE_ALLOWS"})
        void aDenyQuotesTheEventAndTellsBoth(Cause cause) {
            var deny = Enforcer.fault(cause);
            for (var event : List.of("", "PreToolUse")) {
                assertEquals(
                        Map.of(
                                "hookSpecificOutput",
                                Map.of(
                                        "hookEventName",
                                        "PreToolUse",
                                        "permissionDecision",
                                        "deny",
                                        "permissionDecisionReason",
                                        deny.toldAgent()),
                                "systemMessage",
                                deny.toldPerson()),
                        Json.read(agent.write(deny, event), Map.class));
                assertTrue(deny.toldAgent().length() <= 500 && deny.toldPerson().length() <= 500);
            }
        }
    }
}
