package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.enforcement.Confirmer;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.FakePerson;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Patience;
import io.gatehouse.enforcement.StarterPolicies;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The rule of `policies/README.md` that asks a person, beside the starter policies: by a real PDP, and by its plans.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class ConfirmRuleTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());

    private final FakePerson person = new FakePerson();
    private final List<Enforcement> recorded = new ArrayList<>();
    private Optional<Served> served = Optional.empty();

    @BeforeAll
    void serve(@TempDir Path dir) throws IOException {
        served = Optional.of(Served.start(withExample(dir.resolve("policies")), List.of(ADA), dir));
    }

    @AfterAll
    void stop() {
        served.ifPresent(Served::close);
    }

    /// The starter policies with the example at the end of those on commands.
    public static Path withExample(Path into) throws IOException {
        try (var tree = Files.walk(Path.of("policies"))) {
            for (var path : tree.toList()) {
                Files.copy(path, into.resolve(Path.of("policies").relativize(path)));
            }
        }
        var readme = Files.readString(into.resolve("README.md"));
        var example = readme.substring(readme.indexOf("```yaml\n    - name: command.push") + 8);
        var commands = into.resolve("command.yaml");
        Files.writeString(
                commands,
                Files.readString(commands).stripTrailing() + "\n\n" + example.substring(0, example.indexOf("```")));
        return into;
    }

    private static AccessRequest push(String... flags) {
        var attributes = new HashMap<String, Object>(Map.of(
                "workspace", "/home/ada/work",
                "home", "/home/ada",
                "at", "2026-11-23T12:00:00Z",
                "waived", List.of(),
                "confirmed", List.of(),
                "afterDeny", false,
                "revision", ""));
        var argv = new ArrayList<>(List.of("git", "push"));
        argv.addAll(List.of(flags));
        attributes.putAll(Map.of(
                "program",
                "git",
                "argv",
                argv,
                "words",
                List.of("push"),
                "flags",
                List.of(flags),
                "wrappers",
                List.of(),
                "pipesFrom",
                List.of(),
                "pipesInto",
                List.of(),
                "cwd",
                "/home/ada/work",
                "inBackground",
                false,
                "parse",
                "full"));
        return new AccessRequest(ADA, Action.EXEC, attributes);
    }

    private PlanSet plans() {
        return served.orElseThrow().plans().getFirst();
    }

    private Verdict enforce(Pdp pdp, AccessRequest request) {
        recorded.clear();
        person.asked.clear();
        var enforcer = new Enforcer(
                new Enforcer.Terms(ADA, Mode.ENFORCE, Duration.ofSeconds(30), Optional.empty()),
                call -> new Analysis(
                        call.shown(), "/home/ada/work", List.of(new Finding(request, List.of())), List.of(), List.of()),
                pdp,
                new StarterPolicies(plans()),
                Grants.NONE,
                recorded::add,
                Clock.systemUTC(),
                () -> "id",
                new Confirmer(person));
        var origin = new ToolCall.Origin("claude-code", "s", "t", "Bash", "", "", "default", "/home/ada/work");
        var patience = new Patience(System.nanoTime() + Duration.ofMinutes(3).toNanos(), () -> {});
        return enforcer.enforce(new ToolCall(origin, List.of(), "git push", List.of()), patience);
    }

    private void asksAndGoesByTheAnswer(Pdp pdp) {
        person.answer = _ -> Answer.CONFIRMED;
        assertEquals(new Verdict.Allow(), enforce(pdp, push()));
        assertEquals(
                List.of("Push these commits?"),
                person.asked.getFirst().rules().stream().map(Rule::confirm).toList());
        assertEquals(
                List.of("command.push"),
                recorded.getFirst().asked().getFirst().request().texts("confirmed"));

        person.answer = _ -> Answer.DENIED;
        assertTrue(
                enforce(pdp, push()) instanceof Verdict.Deny deny && deny.by().equals("command.push"));

        person.answer = _ -> Answer.CONFIRMED;
        assertTrue(
                enforce(pdp, push("--force")) instanceof Verdict.Deny deny
                        && deny.rules().stream().anyMatch(rule -> rule.id().equals("command.destructive")),
                "a rule that asks nobody fires too");
        assertEquals(List.of(), person.asked);
    }

    @Test
    void theCentralPolicyIsAskedOnceMoreWithWhatThePersonConfirmed() {
        var connection = new PdpConnection(
                served.orElseThrow().pdp().url(), Optional.empty(), Map.of(), Map.of(), Duration.ofSeconds(20));
        try (var pdp = new CerbosPdp(connection, Clock.systemUTC(), _ -> {})) {
            asksAndGoesByTheAnswer(pdp);
        }
    }

    @Test
    void itsPlansLeaveOpenWhatThePersonConfirmed() {
        asksAndGoesByTheAnswer((_, _, _) -> new Pdp.Answer.Unavailable("down"));
    }

    @Test
    void aPlanIsNotImpressedByAConfirmationOfAnotherRule() {
        var other = push().confirming(Set.of("command.destructive"));
        var decision = plans().decide(other, plans().revision()).orElseThrow();
        assertEquals(
                List.of("command.push"), decision.rules().stream().map(Rule::id).toList());
        assertEquals(
                Optional.of(Decision.ALLOW),
                plans().decide(push().confirming(Set.of("command.push")), plans().revision()));
    }

    @Test
    void theQuestionComesBackFromKeptPlans() {
        var kept = PlanCodec.read(PlanCodec.write(plans()), ADA);
        assertEquals(
                Optional.of("Push these commits?"),
                kept.rules().find(Action.EXEC, "command.push").map(Rule::confirm));
    }
}
