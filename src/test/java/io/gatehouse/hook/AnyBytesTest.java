package io.gatehouse.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.Agent;
import io.gatehouse.agent.Agents;
import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.hook.HookServer.Answer;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Any bytes in, a verdict out: the policy of [HookServer] allows everything, so `{}` may only answer what is a whole
/// call, or an event that asks for no decision.
class AnyBytesTest {
    private static final long SEED = 20_261_123L;
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 4_000);
    private static final int ROUNDS_OF_OTHERS = Math.max(1, ROUNDS / 8);
    private static final Path CASES = Path.of("src/test/resources/hooks");
    private final Random random = new Random(SEED);
    private final Injuries injuries = new Injuries(random);
    private final HttpClient http = HttpClient.newHttpClient();

    static Stream<String> agents() {
        return Agents.ALL.stream().map(Agent::name);
    }

    @ParameterizedTest
    @MethodSource("agents")
    void anyBytesEndInAVerdict(String agent) throws IOException, InterruptedException {
        var payloads = payloads(agent);
        var calls = new CallShape(agent);
        int rounds = agent.equals(ClaudeCode.NAME) ? ROUNDS : ROUNDS_OF_OTHERS;
        try (var server = new HookServer()) {
            for (int round = 0; round < rounds; round++) {
                var body = random.nextInt(8) == 0
                        ? injuries.noise()
                        : injuries.hurt(payloads.get(random.nextInt(payloads.size())));
                var answer = answer(server, agent, body);
                var shown = "round " + round + ": " + HexFormat.of().formatHex(body) + " got " + answer;
                assertEquals(200, answer.status(), shown);
                assertTrue(answer.saysNo() || (answer.hasNoOpinion() && calls.mayGoOn(body)), shown);
            }
        }
    }

    private Answer answer(HookServer server, String agent, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/hooks/" + agent))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + HookServer.TOKEN)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    static List<byte[]> payloads(String agent) throws IOException {
        try (var files = Files.list(CASES.resolve(agent))) {
            var payloads = files.sorted()
                    .map(file ->
                            Json.bytes(Json.read(read(file), ObjectNode.class).path("hook")))
                    .toList();
            assertTrue(payloads.size() > (agent.equals(ClaudeCode.NAME) ? 50 : 3), "payloads of " + agent);
            return payloads;
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
