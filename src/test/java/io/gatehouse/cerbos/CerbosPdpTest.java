package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.cerbos.CerbosPdp.State;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client against the real PDP with the starter policies.
@TestInstance(Lifecycle.PER_CLASS)
class CerbosPdpTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Object> common = Map.of(
            "workspace", "/home/ada/work",
            "home", "/home/ada",
            "at", "2026-11-23T12:00:00Z",
            "waived", List.of(),
            "confirmed", List.of(),
            "afterDeny", false,
            "revision", "");

    private Optional<RealPdp> real = Optional.empty();
    private Optional<CerbosPdp> client = Optional.empty();
    private String revision = "";

    @BeforeAll
    void start(@TempDir Path dir) {
        revision = PolicyBuild.build(Path.of("policies"), dir.resolve("built")).revision();
        var server = RealPdp.start(dir.resolve("built"), dir);
        real = Optional.of(server);
        client = Optional.of(new CerbosPdp(
                new PdpConnection(server.url(), Optional.empty(), Map.of(), Map.of("device", "d1"), PATIENCE),
                Clock.systemUTC(),
                _ -> {}));
    }

    @AfterAll
    void stop() {
        client.ifPresent(CerbosPdp::close);
        real.ifPresent(RealPdp::close);
    }

    private Answer.Decided check(List<AccessRequest> requests) {
        var answer = client.orElseThrow().check(requests, Map.of("session", "s1"), PATIENCE);
        return assertInstanceOf(Answer.Decided.class, answer);
    }

    private AccessRequest request(Action action, Map<String, Object> own) {
        var attributes = new HashMap<>(common);
        attributes.putAll(own);
        return new AccessRequest(ADA, action, attributes);
    }

    private AccessRequest read(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return request(
                Action.READ,
                Map.of(
                        "path",
                        path,
                        "linkTarget",
                        "",
                        "pattern",
                        "",
                        "recursive",
                        false,
                        "name",
                        name,
                        "extension",
                        "",
                        "insideWorkspace",
                        path.startsWith("/home/ada/work/"),
                        "via",
                        "Read"));
    }

    private AccessRequest exec(String program, String... words) {
        var argv = IntStream.range(0, words.length + 1)
                .mapToObj(i -> i == 0 ? program : words[i - 1])
                .toList();
        var attributes = new HashMap<String, Object>();
        attributes.put("program", program);
        attributes.put("argv", argv);
        attributes.put(
                "flags",
                List.of(words).stream().filter(word -> word.startsWith("-")).toList());
        attributes.put(
                "words",
                List.of(words).stream().filter(word -> !word.startsWith("-")).toList());
        attributes.put("wrappers", List.of());
        attributes.put("pipesFrom", List.of());
        attributes.put("pipesInto", List.of());
        attributes.put("cwd", "/home/ada/work");
        attributes.put("inBackground", false);
        attributes.put("parse", "full");
        return request(Action.EXEC, attributes);
    }

    /// Each third request is denied by a rule of its own kind, so any change of order shows.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 48, 49, 50, 98, 99, 120})
    void answersInTheOrderOfTheQuestions(int n) {
        var requests = IntStream.range(0, n)
                .mapToObj(i -> switch (i % 3) {
                    case 0 -> read("/home/ada/work/src/File" + i);
                    case 1 -> exec("ls", "dir" + i);
                    default -> i % 2 == 0 ? read("/home/ada/.ssh/key" + i) : exec("git", "push", "--force", "b" + i);
                })
                .toList();
        var decided = check(requests);
        assertEquals(revision, decided.revision());
        assertEquals(
                IntStream.range(0, n)
                        .mapToObj(i -> i % 3 < 2 ? "" : i % 2 == 0 ? "file.secret" : "command.destructive")
                        .toList(),
                decided.decisions().stream()
                        .map(decision -> decision.rules().isEmpty()
                                ? ""
                                : decision.rules().getFirst().id())
                        .toList());
        assertEquals(
                IntStream.range(0, n).mapToObj(i -> i % 3 < 2).toList(),
                decided.decisions().stream().map(Decision::allows).toList());
    }

    @Test
    void namesEveryRuleThatFires() {
        var push = exec("git", "push", "--force");
        var attributes = new HashMap<>(push.attributes());
        attributes.put("wrappers", List.of("sudo"));
        var decision = check(List.of(new AccessRequest(ADA, Action.EXEC, attributes)))
                .decisions()
                .getFirst();
        assertEquals(
                List.of("command.destructive", "command.privilege"),
                decision.rules().stream().map(Rule::id).sorted().toList());
    }

    @Test
    void tellsWhetherAnAllowRuleMatchesBesideTheRulesThatDeny() {
        var push = exec("git", "push", "--force");
        var nobody = new Principal("nobody", List.of("visitor"), Map.of());
        for (var asking : List.of(ADA, nobody)) {
            var request = new AccessRequest(asking, Action.EXEC, push.attributes());
            var decision = check(List.of(request)).decisions().getFirst();
            assertEquals(
                    List.of("command.destructive"),
                    decision.rules().stream().map(Rule::id).toList());
            assertEquals(asking.equals(ADA), decision.allowMatches());
        }
    }

    @Test
    void aRuleForOtherActionsIsNotAmongThem() {
        var decision = check(List.of(read("/home/ada/.ssh/id_rsa"))).decisions().getFirst();
        assertEquals(
                List.of("file.secret"), decision.rules().stream().map(Rule::id).toList());
    }

    @Test
    void anAttributeTooManyOrTooFewIsADeny() {
        var more = new HashMap<>(read("/home/ada/work/a").attributes());
        more.put("extra", "x");
        var fewer = new HashMap<>(read("/home/ada/work/a").attributes());
        fewer.remove("via");
        for (var attributes : List.of(more, fewer)) {
            assertEquals(
                    List.of(new Decision(Effect.DENY, List.of(), false)),
                    check(List.of(new AccessRequest(ADA, Action.READ, attributes)))
                            .decisions());
        }
    }

    @Test
    void aProbeConfirmsTheRevision() {
        assertEquals(
                revision,
                assertInstanceOf(Answer.Decided.class, client.orElseThrow().probe(ADA, PATIENCE))
                        .revision());
        assertEquals(State.CONNECTED, client.orElseThrow().health().state());
        assertEquals(revision, client.orElseThrow().health().revision());
    }
}
