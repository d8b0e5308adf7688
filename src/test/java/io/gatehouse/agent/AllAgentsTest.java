package io.gatehouse.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every agent.
class AllAgentsTest {
    private static final Path CASES = Path.of("src/test/resources/hooks");
    private static final Pattern LINE = Pattern.compile("(\"command(?:_line)?\":)\"[^\"]+\"");
    private static final List<String> EVENTS = List.of("", "PreToolUse", "BeforeTool", "pre_run_command");

    static Stream<Agent> agents() {
        return Agents.ALL.stream();
    }

    private static Reading read(Agent agent, byte[] body) {
        try {
            return agent.read(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ObjectNode> payloads(Agent agent) throws IOException {
        try (var files = Files.list(CASES.resolve(agent.name()))) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return (ObjectNode) Json.read(Files.readAllBytes(file), ObjectNode.class)
                                    .path("hook");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void eachHasItsOwnName() {
        assertEquals(
                List.of("claude-code", "codex", "gemini", "qwen", "copilot", "opencode", "cursor", "windsurf", "droid"),
                Agents.ALL.stream().map(Agent::name).toList());
    }

    @ParameterizedTest
    @MethodSource("agents")
    void anyBytesAreSomeReading(Agent agent) throws IOException {
        var random = new Random(7);
        for (var payload : payloads(agent)) {
            var sound = Json.bytes(payload);
            for (int i = 0; i < 400; i++) {
                var bytes = sound.clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                if (read(agent, bytes) instanceof Reading.Malformed(var why)) {
                    assertFalse(why.isBlank());
                }
            }
        }
    }

    /// Whatever stands in a field, nothing of a call is lost without a word: it is malformed, or it is a call that
    /// says which tool.
    @ParameterizedTest
    @MethodSource("agents")
    void anyValueOfAnyFieldIsSomeReading(Agent agent) throws IOException {
        var values = Json.tree(
                "[null, true, 1, \"\", \" \", \"x\", [], [\"x\", 1], {}, {\"x\": {\"y\": []}}]".getBytes(UTF_8));
        for (var payload : payloads(agent)) {
            for (var field : List.copyOf(payload.propertyNames())) {
                for (var value : values) {
                    var reading = read(agent, Json.bytes(payload.deepCopy().set(field, value)));
                    if (reading instanceof Reading.Call asked) {
                        var call = asked.call();
                        assertFalse(call.origin().tool().isBlank());
                        assertFalse(call.origin().session().isBlank());
                        assertEquals(agent.name(), call.origin().agent());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void everyDenyHasAReasonAndNoAgentIsToldToAsk(Agent agent) {
        for (var cause : Cause.values()) {
            if (cause == Cause.RULE || cause == Cause.NO_RULE_ALLOWS) {
                continue;
            }
            for (var event : EVENTS) {
                var answer = new String(agent.write(Enforcer.fault(cause), event), UTF_8);
                assertTrue(answer.contains("\"deny\""), answer);
                assertTrue(answer.contains(Enforcer.fault(cause).toldAgent()), answer);
                assertFalse(answer.contains("\"ask\"") || answer.contains("\"allow\""), answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void aDenyWithoutAReasonGetsOne(Agent agent) {
        var silent = new Verdict.Deny(Cause.NO_BASIS, List.of(), " ", "");
        for (var event : EVENTS) {
            assertTrue(new String(agent.write(silent, event), UTF_8).contains("Gatehouse denied this call."));
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void anAllowSaysNothing(Agent agent) {
        for (var verdict : List.of(new Verdict.Allow(), new Verdict.WouldDeny(Enforcer.fault(Cause.NO_BASIS)))) {
            for (var event : EVENTS) {
                assertEquals("{}", new String(agent.write(verdict, event), UTF_8));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void aLongArgumentOfAnyShapeIsReadInNoTime(Agent agent) throws IOException {
        var texts = List.of(" ", "a", "\n", "(", "./", "*** ", "- ", "\n ", "apply_patch ", "a://", "bash -").stream()
                .map(unit -> unit.repeat(250_000 / unit.length()))
                .toList();
        var shell = payloads(agent).stream()
                .map(Json::text)
                .filter(payload -> LINE.matcher(payload).find())
                .findFirst()
                .orElseThrow();
        for (var text : texts) {
            var line = Matcher.quoteReplacement(Json.text(text));
            var body = LINE.matcher(shell).replaceFirst("$1" + line).getBytes(UTF_8);
            var reading = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> read(agent, body));
            assertInstanceOf(Reading.class, reading);
        }
    }
}
