package io.gatehouse.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.ForgetfulCache;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Each file of `src/test/resources/hooks/AGENT` is one hook request with all that comes of it. Its members:
///
/// - `why`: what the case shows
/// - `hook`: the request, as the agent sent it
/// - `pdp`: `allow`; `unavailable`; `deny ACTION` (no rule allows it) or `deny ACTION by RULE`, which allows the rest
/// - `answer`: what the agent hears
/// - `audit`: the enforcement that is kept, or the outcome that is joined, or null
///
/// `mvn test -Dtest=GoldenCasesTest -Dgolden.update` writes `answer` and `audit` anew; the diff is the review.
class GoldenCasesTest {
    private static final Path CASES = Path.of("src/test/resources/hooks");
    private static final boolean UPDATE = System.getProperty("golden.update") != null;
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final List<Agent> AGENTS = Agents.ALL;

    static Stream<Path> cases() throws IOException {
        try (var files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theAnswerAndTheRecordAreTheOnesThatWereReviewed(Path file) throws IOException {
        var expected = Json.read(Files.readAllBytes(file), ObjectNode.class);
        var actual = expected.deepCopy();
        run(agent(file), actual);
        if (UPDATE) {
            Files.writeString(file, Json.pretty(actual) + "\n");
        } else {
            assertEquals(
                    Json.pretty(expected),
                    Json.pretty(actual),
                    expected.path("why").asString(""));
        }
    }

    private static Agent agent(Path file) {
        return AGENTS.stream()
                .filter(agent -> file.startsWith(CASES.resolve(agent.name())))
                .findFirst()
                .orElseThrow();
    }

    private static void run(Agent agent, ObjectNode golden) throws IOException {
        var kept = new ArrayList<Enforcement>();
        var enforcer = enforcer(golden.path("pdp").asString(""), kept);
        byte[] answer;
        JsonNode audit;
        switch (agent.read(new ByteArrayInputStream(Json.bytes(golden.path("hook"))))) {
            case Reading.Call(var call, var event) -> {
                answer = agent.write(enforcer.enforce(call), event);
                ObjectNode enforcement = Json.mapper().valueToTree(kept.getFirst());
                enforcement.remove("took");
                if (kept.getFirst().confirmation().isEmpty()) {
                    enforcement.remove("confirmation");
                }
                audit = enforcement;
            }
            case Reading.Ran(var outcome) -> {
                answer = "{}".getBytes(UTF_8);
                audit = Json.mapper().valueToTree(outcome);
            }
            case Reading.Changed _, Reading.Begun _, Reading.Ignored _ -> {
                answer = "{}".getBytes(UTF_8);
                audit = Json.mapper().nullNode();
            }
            case Reading.Malformed(var why) -> throw new AssertionError("malformed: " + why);
        }
        golden.set("answer", Json.tree(answer));
        golden.set("audit", audit);
    }

    private static Enforcer enforcer(String pdp, List<Enforcement> kept) {
        var analyser = new Analyser(
                DEV,
                new Analyser.Places(
                        "/home/dev",
                        List.of("/tmp"),
                        new Guarded(List.of("/home/dev/.local/share/gatehouse"), List.of(), () -> 7411)),
                new PlainDisk(),
                _ -> Optional.empty(),
                NOON);
        return new Enforcer(
                new Enforcer.Terms(DEV, Mode.ENFORCE, Duration.ofSeconds(5), Optional.empty()),
                analyser,
                (requests, _, _) -> answer(pdp, requests),
                new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), NOON),
                Grants.NONE,
                kept::add,
                NOON,
                () -> "golden01");
    }

    private static Answer answer(String pdp, List<AccessRequest> requests) {
        if (pdp.equals("unavailable")) {
            return new Answer.Unavailable("no connection");
        }
        var decisions = requests.stream()
                .map(request ->
                        pdp.startsWith("deny " + request.action().label()) ? deny(pdp, request) : Decision.ALLOW)
                .toList();
        return new Answer.Decided(decisions, "0123456789abcdef", "call-1");
    }

    private static Decision deny(String pdp, AccessRequest request) {
        int by = pdp.indexOf(" by ");
        var rules = by < 0
                ? List.<Rule>of()
                : List.of(new Rule(
                        pdp.substring(by + 4),
                        request.action().kind(),
                        "It may do harm.",
                        "Do something else.",
                        true,
                        Severity.MEDIUM));
        return new Decision(Effect.DENY, rules);
    }
}
