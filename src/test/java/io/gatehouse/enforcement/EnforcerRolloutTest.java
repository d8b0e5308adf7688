package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What goes on under any rollout.
class EnforcerRolloutTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Rule TRIED = rule("command.destructive");
    private static final Rule OTHER = rule("command.privilege");
    private static final Rule OWN = rule("file.self-protection");
    private static final List<Rule> RULES = List.of(TRIED, OTHER, OWN);
    private static final AccessRequest ONE = new AccessRequest(ADA, Action.EXEC, Map.of("program", "git"));
    private static final AccessRequest TWO = new AccessRequest(ADA, Action.READ, Map.of("path", "/w/a"));

    private final List<Enforcement> recorded = new ArrayList<>();

    private static Rule rule(String id) {
        return new Rule(id, "command", "why", "fix", !id.endsWith("protection"), Severity.HIGH);
    }

    private Verdict enforce(Rollout rollout, Grants grants, Pdp pdp) {
        var findings = List.of(new Finding(ONE, List.of()), new Finding(TWO, List.of()));
        var enforcer = new Enforcer(
                new Enforcer.Terms(ADA, rollout, Duration.ofSeconds(5), Optional.empty()),
                _ -> new Analysis("git", "/w", findings, List.of(), List.of()),
                pdp,
                new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), Clock.systemUTC()),
                grants,
                recorded::add,
                Clock.fixed(NOON, ZoneOffset.UTC),
                () -> "id");
        var origin = new ToolCall.Origin("claude-code", "s1", "c1", "Bash", "", "", "", "/w");
        return enforcer.enforce(new ToolCall(origin, List.of(), "git", List.of()));
    }

    private static Pdp deciding(Decision... decisions) {
        return (_, _, _) -> new Pdp.Answer.Decided(List.of(decisions), "r1", "call");
    }

    private static Decision denied(Rule... rules) {
        return new Decision(Effect.DENY, List.of(rules), true);
    }

    private static Rollout anyRollout(SplittableRandom random) {
        var rules = new TreeMap<String, Mode>();
        for (var rule : RULES) {
            if (random.nextBoolean()) {
                rules.put(rule.id(), anyMode(random));
            }
        }
        var from = NOON.plus(Duration.ofMinutes(random.nextInt(-300, 60)));
        var open = new BreakGlass("b", from, from.plus(Duration.ofMinutes(random.nextInt(1, 241))), "sam", "It must.");
        return new Rollout(anyMode(random), rules, random.nextInt(3) == 0 ? Optional.of(open) : Optional.empty());
    }

    private static Mode anyMode(SplittableRandom random) {
        return random.nextBoolean() ? Mode.ENFORCE : Mode.OBSERVE;
    }

    private static Decision anyDecision(SplittableRandom random) {
        var fired = RULES.stream().filter(_ -> random.nextInt(4) == 0).toList();
        return switch (random.nextInt(8)) {
            case 0 -> new Decision(Effect.DENY, fired, false);
            default -> fired.isEmpty() ? Decision.ALLOW : new Decision(Effect.DENY, fired, true);
        };
    }

    @Test
    void aCallGoesOnOnlyIfEveryRuleThatFiredIsObservedAndAnAllowRuleMatches() {
        var random = new SplittableRandom(20_261_126);
        for (int i = 0; i < 20_000; i++) {
            var rollout = anyRollout(random);
            var decisions = List.of(anyDecision(random), anyDecision(random));
            var fired = decisions.stream().flatMap(one -> one.rules().stream()).toList();
            boolean open = rollout.breakGlass()
                    .filter(glass -> NOON.isBefore(glass.until())
                            && !NOON.isBefore(glass.from().minus(Duration.ofMinutes(5))))
                    .isPresent();
            boolean goesOn = decisions.stream().allMatch(Decision::allowMatches)
                    && fired.stream()
                            .allMatch(rule -> !rule.equals(OWN)
                                    && (open
                                            || rollout.rules().getOrDefault(rule.id(), rollout.mode())
                                                    == Mode.OBSERVE));
            var verdict = enforce(rollout, Grants.NONE, deciding(decisions.get(0), decisions.get(1)));
            assertEquals(goesOn, verdict.allows(), () -> rollout + " " + decisions);
            assertEquals(goesOn && !fired.isEmpty(), verdict instanceof Verdict.WouldDeny);
            assertEquals(
                    open ? Mode.BREAK_GLASS : rollout.mode(), recorded.getLast().mode());
        }
    }

    /// The grant is for the rule that is enforced; the other one needs none.
    @Test
    void anObservedRuleNeedsNoGrantBesideAGrantedOne() {
        var rollout = new Rollout(Mode.ENFORCE, new TreeMap<>(Map.of(TRIED.id(), Mode.OBSERVE)), Optional.empty());
        var grant = new Grant(
                "g1",
                "ada",
                Optional.of("d1"),
                Set.of(OTHER.id()),
                new Scope.ExactCall("key"),
                new Grant.Reach("claude-code", "/w", Optional.empty()),
                NOON,
                NOON.plusSeconds(60),
                OptionalLong.of(1),
                "sam",
                "");
        var book = new GrantBook("d1", List.of(new Held(grant, Instant.MAX)));
        var grants = new Grants(() -> book, _ -> 0, (_, _) -> "key");
        Pdp pdp = (requests, _, _) -> new Pdp.Answer.Decided(
                List.of(
                        requests.getFirst().texts("waived").isEmpty() ? denied(TRIED, OTHER) : denied(TRIED),
                        denied(TRIED)),
                "r1",
                "call");
        var verdict = assertInstanceOf(Verdict.WouldDeny.class, enforce(rollout, grants, pdp));
        assertEquals(List.of(TRIED), verdict.deny().rules());
        assertEquals("g1", recorded.getFirst().grants().getFirst().grant());
        assertEquals(
                Set.of(TRIED, OTHER),
                Set.copyOf(assertInstanceOf(
                                Verdict.Deny.class,
                                enforce(rollout, Grants.NONE, deciding(denied(TRIED, OTHER), denied(TRIED))))
                        .rules()));
    }
}
