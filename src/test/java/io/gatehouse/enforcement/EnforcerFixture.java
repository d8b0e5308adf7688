package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.enforcement.Enforcer.Terms;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.plan.PlanSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An enforcer whose surroundings a test can set and look at.
abstract class EnforcerFixture {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final Duration DEADLINE = Duration.ofSeconds(5);
    static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());

    static final Rule HARD_HIGH = rule("hard.high", false, Severity.HIGH);
    static final Rule HARD_LOW = rule("hard.low", false, Severity.LOW);
    static final Rule WAIVABLE_HIGH_A = rule("waivable.high.a", true, Severity.HIGH);
    static final Rule WAIVABLE_HIGH_B = rule("waivable.high.b", true, Severity.HIGH);
    static final Rule WAIVABLE_LOW = rule("waivable.low", true, Severity.LOW);
    static final Rule SELF_PROTECTION = rule("file.self-protection", false, Severity.HIGH);

    final FakePdp pdp = new FakePdp();
    final FakeCache cache = new FakeCache();
    final Map<String, PlanSet> plans = new HashMap<>();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final List<Enforcement> recorded = new ArrayList<>();
    List<Finding> analysed = List.of(finding(Action.USE), finding(Action.EXEC));
    Function<ToolCall, Analysis> analysis =
            _ -> new Analysis("git --token *** push", "/work", analysed, List.of("a doubt"), List.of());
    Recorder record = recorded::add;
    Grants grants = Grants.NONE;
    final FakePerson person = new FakePerson();
    final Confirmer confirmer = new Confirmer(person);
    Mode mode = Mode.ENFORCE;
    Optional<Standstill> standstill = Optional.empty();
    private int ids;

    enum FailingAnswer {
        UNAVAILABLE(new Pdp.Answer.Unavailable("detail-1"), Cause.NO_BASIS),
        REFUSED(new Pdp.Answer.Refused("detail-1"), Cause.PDP_REFUSED),
        BROKEN(new Pdp.Answer.Broken("detail-1"), Cause.PDP_BROKEN),
        CHANGING(new Pdp.Answer.Changing("detail-1"), Cause.PDP_CHANGING);

        @SuppressWarnings("ImmutableEnumChecker") // answers are values
        final Pdp.Answer answer;

        final Cause cause;

        FailingAnswer(Pdp.Answer answer, Cause cause) {
            this.answer = answer;
            this.cause = cause;
        }
    }

    static final class FakePdp implements Pdp {
        Answer answer = new Answer.Unavailable("not set");
        Optional<RuntimeException> thrown = Optional.empty();
        Map<String, String> annotations = Map.of();
        Duration patience = Duration.ZERO;
        /// What it answers from the second question on, one each.
        final Deque<Answer> later = new ArrayDeque<>();

        final List<List<AccessRequest>> questions = new ArrayList<>();
        int asked;

        @Override
        public Answer check(
                List<AccessRequest> requests, Map<String, String> annotations, Duration patience, Runnable meanwhile) {
            meanwhile.run();
            return check(requests, annotations, patience);
        }

        @Override
        public Answer check(List<AccessRequest> requests, Map<String, String> annotations, Duration patience) {
            asked++;
            questions.add(requests);
            this.annotations = annotations;
            this.patience = patience;
            if (thrown.isPresent()) {
                throw thrown.get();
            }
            var told = answer;
            answer = later.isEmpty() ? answer : later.pop();
            return told;
        }
    }

    static final class FakeCache implements DecisionCache {
        final Map<AccessRequest, Decision> decisions = new HashMap<>();
        Optional<Confirmed> confirmed = Optional.empty();
        boolean broken;
        int puts;

        @Override
        public void put(Confirmed confirmed, List<AccessRequest> requests, List<Decision> decisions) {
            check();
            puts++;
            for (int i = 0; i < requests.size(); i++) {
                this.decisions.put(requests.get(i), decisions.get(i));
            }
            this.confirmed = Optional.of(confirmed);
        }

        @Override
        public Optional<Confirmed> confirmed() {
            check();
            return confirmed;
        }

        @Override
        public Optional<Decision> find(String revision, AccessRequest request) {
            check();
            return revision.equals("r1") ? Optional.ofNullable(decisions.get(request)) : Optional.empty();
        }

        private void check() {
            if (broken) {
                throw new IllegalStateException("the cache is broken");
            }
        }
    }

    Enforcer enforcer() {
        return new Enforcer(
                new Terms(ADA, mode, DEADLINE, standstill),
                call -> analysis.apply(call),
                pdp,
                new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, clock),
                grants,
                new Recorder() {
                    @Override
                    public void record(Enforcement enforcement) {
                        record.record(enforcement);
                    }

                    @Override
                    public Recorder expecting(Enforcement likely) {
                        return record.expecting(likely);
                    }
                },
                clock,
                () -> "id" + ++ids,
                confirmer);
    }

    static ToolCall call() {
        return call("Bash");
    }

    static ToolCall call(String tool) {
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", tool, "", "", "default", "/work");
        return new ToolCall(origin, List.of(), "git --token hunter2 push", List.of());
    }

    static Finding finding(Action action) {
        return new Finding(new AccessRequest(ADA, action, Map.of("about", action.label())), List.of());
    }

    static Decision deny(Rule... rules) {
        return new Decision(Effect.DENY, List.of(rules));
    }

    static Pdp.Answer.Decided decided(Decision... decisions) {
        return new Pdp.Answer.Decided(List.of(decisions), "r1", "call-1");
    }

    static Verdict.Deny denied(Verdict verdict) {
        return assertInstanceOf(Verdict.Deny.class, verdict);
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Rule rule(String id, boolean waivable, Severity severity) {
        return new Rule(id, "command", "Because.", "Do otherwise.", waivable, severity);
    }
}
