package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Policies that are being rolled out: two real PDPs with different builds, which a balancer asks in turn.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutTest {
    private static final String CHECK = "/api/check/resources";
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// The old policies deny the one and the new ones the other.
    private static final List<AccessRequest> BOTH = List.of(use("Bash"), use("Write"));

    private static final List<String> BY_OLD = List.of("tool.old", "");
    private static final List<String> BY_NEW = List.of("", "tool.new");

    private final Path directory;
    private Optional<Replica> older = Optional.empty();
    private Optional<Replica> newer = Optional.empty();

    RolloutTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private record Replica(RealPdp pdp, String revision) {}

    @BeforeAll
    void startBoth() throws IOException {
        older = Optional.of(replica("old", "Bash"));
        newer = Optional.of(replica("new", "Write"));
    }

    @AfterAll
    void stopBoth() {
        older.ifPresent(replica -> replica.pdp.close());
        newer.ifPresent(replica -> replica.pdp.close());
    }

    @Test
    void eachCallIsDecidedByOneRevisionAndWithItsReasons() {
        try (var balancer = balancer();
                var pdp = pdp(balancer.url())) {
            int calls = 100;
            var revisions = IntStream.range(0, calls)
                    .mapToObj(_ -> assertWhole(pdp.check(BOTH, Map.of(), PATIENCE)))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(revision(older), revision(newer)), revisions);
            assertTrue(balancer.requests(CHECK) <= 2 * calls, "asked " + balancer.requests(CHECK) + " times");
        }
    }

    @Test
    void anAllowedCallIsAskedOnce() {
        try (var balancer = balancer();
                var pdp = pdp(balancer.url())) {
            for (int i = 0; i < 20; i++) {
                var decided =
                        assertInstanceOf(Answer.Decided.class, pdp.check(List.of(use("Read")), Map.of(), PATIENCE));
                assertEquals(List.of(Decision.ALLOW), decided.decisions());
            }
            assertEquals(20, balancer.requests(CHECK));
        }
    }

    @Test
    void aCallOfManyQuestionsIsNotPutTogetherFromTwoRevisions() {
        try (var balancer = balancer();
                var pdp = pdp(balancer.url())) {
            var many = Collections.nCopies(60, use("Read"));
            for (int i = 0; i < 20; i++) {
                assertInstanceOf(Answer.Changing.class, pdp.check(many, Map.of(), PATIENCE));
            }
            assertEquals(CerbosPdp.State.CONNECTED, pdp.health().state());
        }
    }

    /// @return its revision
    private String assertWhole(Answer answer) {
        var decided = assertInstanceOf(Answer.Decided.class, answer);
        var rules = decided.decisions().stream()
                .map(decision -> decision.rules().stream().map(Rule::id).collect(Collectors.joining()))
                .toList();
        assertEquals(decided.revision().equals(revision(older)) ? BY_OLD : BY_NEW, rules, decided.toString());
        return decided.revision();
    }

    private static String revision(Optional<Replica> replica) {
        return replica.orElseThrow().revision();
    }

    private RoundRobin balancer() {
        return new RoundRobin(
                older.orElseThrow().pdp().url(), newer.orElseThrow().pdp().url());
    }

    private static CerbosPdp pdp(URI url) {
        return new CerbosPdp(
                new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), PATIENCE), Clock.systemUTC(), _ -> {});
    }

    private static AccessRequest use(String tool) {
        return new AccessRequest(ADA, Action.USE, Map.of("tool", tool, "waived", List.of(), "revision", ""));
    }

    private Replica replica(String name, String denied) throws IOException {
        var sources = Files.createDirectories(directory.resolve(name));
        var schemas = Files.createDirectories(sources.resolve("_schemas"));
        Files.writeString(
                schemas.resolve("tool.json"),
                """
                {"type": "object", "additionalProperties": false, "required": ["tool", "waived", "revision"],
                 "properties": {
                   "tool": {"type": "string"}, "revision": {"type": "string"},
                   "waived": {"type": "array", "items": {"type": "string"}}}}
                """);
        Files.writeString(
                sources.resolve("tool.yaml"),
                """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: tool
                  version: v1
                  schemas: {resourceSchema: {ref: "cerbos:///tool.json"}}
                  rules:
                    - name: allow
                      actions: [use]
                      effect: EFFECT_ALLOW
                      roles: [developer]
                    - name: tool.%1$s
                      actions: [use]
                      effect: EFFECT_DENY
                      roles: ["*"]
                      condition:
                        match:
                          expr: 'R.attr.tool == "%2$s" && !("tool.%1$s" in R.attr.waived)'
                      output:
                        when:
                          ruleActivated: >-
                            {"rule": "tool.%1$s", "why": "It may do harm.", "fix": "Use another.", "waivable": true,
                             "severity": "low"}
                """
                        .formatted(name, denied));
        var built = PolicyBuild.build(sources, directory.resolve(name + "-built"));
        return new Replica(
                RealPdp.start(
                        directory.resolve(name + "-built"), Files.createDirectories(directory.resolve(name + "-pdp"))),
                built.revision());
    }
}
