package io.gatehouse.cerbos;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Offline;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/// Calls whose requests are about the rules, under grants that are mostly about these calls, and what becomes of both.
/// One seed gives the same ones each time.
final class GrantedCalls {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String KEY = "the key of this call";

    private final Requests requests;
    private final Pdp pdp;
    private final Offline offline;
    private final PlanSet plans;
    private final Tally tally = new Tally();

    /// @param plans of the principal who asks
    GrantedCalls(Requests requests, Pdp pdp, Offline offline, PlanSet plans) {
        this.requests = requests;
        this.pdp = pdp;
        this.offline = offline;
        this.plans = plans;
    }

    /// What came of many calls.
    static final class Tally {
        long calls;
        /// Calls in which a hard rule fires.
        long hard;
        /// Of these, how many had a grant that names all rules that fired and covers all their requests.
        long hardAndCovered;
        /// Calls that are allowed because of a grant.
        long granted;

        final List<String> wrong = new ArrayList<>();

        void add(Tally other) {
            calls += other.calls;
            hard += other.hard;
            hardAndCovered += other.hardAndCovered;
            granted += other.granted;
            wrong.addAll(other.wrong);
        }

        @Override
        public String toString() {
            return "%,d calls: a hard rule fired in %,d, in %,d of them with grants for all of it; grants let %,d through; wrong: %s"
                    .formatted(
                            calls,
                            hard,
                            hardAndCovered,
                            granted,
                            wrong.stream().limit(3).toList());
        }
    }

    Tally run(int calls, long seed) {
        var random = new SplittableRandom(seed);
        var batch = requests.batch(plans, calls * 2, seed);
        int next = 0;
        for (int i = 0; i < calls && next < batch.size(); i++) {
            int size = Math.min(batch.size() - next, random.nextInt(5) == 0 ? 2 : 1);
            one(
                    batch.subList(next, next + size).stream()
                            .map(GrantedCalls::asked)
                            .toList(),
                    random);
            next += size;
        }
        return tally;
    }

    /// As analysis would ask: nothing is waived before a grant waives it.
    private static AccessRequest asked(AccessRequest request) {
        return request.waiving(Set.of());
    }

    private void one(List<AccessRequest> asked, SplittableRandom random) {
        var findings = asked.stream()
                .distinct()
                .map(request -> new Finding(request, List.of()))
                .toList();
        var without = enforce(findings, new GrantBook("d1", List.of()), _ -> 0);
        var fired = rules(without);
        var grants = new ArrayList<Held>();
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            grants.add(held("g" + n, findings, fired, random));
        }
        long uses = random.nextInt(3);
        var with = enforce(findings, new GrantBook("d1", grants), _ -> uses);

        tally.calls++;
        boolean isHard = fired.stream().anyMatch(rule -> !rule.waivable());
        tally.hard += isHard ? 1 : 0;
        tally.hardAndCovered += isHard && isCovered(without, fired, grants) ? 1 : 0;
        boolean isGranted = with.verdict().allows() && !without.verdict().allows();
        tally.granted += isGranted ? 1 : 0;
        check(without, with, isHard, isGranted, fired, grants, uses);
    }

    private void check(
            Enforcement without,
            Enforcement with,
            boolean isHard,
            boolean isGranted,
            Set<Rule> fired,
            List<Held> grants,
            long uses) {
        if (isHard && with.verdict().allows()) {
            wrong("a grant let a hard rule's call through", without, with, grants);
        }
        if (!with.grants().isEmpty() != isGranted) {
            wrong("grants are named where none helped, or none where one did", without, with, grants);
        }
        if (!isGranted) {
            return;
        }
        var named = with.grants().stream().map(Used::grant).toList();
        var used = grants.stream()
                .filter(held -> named.contains(held.grant().id()))
                .toList();
        var lifted = new HashSet<String>();
        used.forEach(held -> lifted.addAll(held.grant().rules()));
        boolean isInForce = used.stream()
                .allMatch(held -> NOW.isBefore(held.leasedUntil())
                        && NOW.isBefore(held.grant().until())
                        && !NOW.isBefore(held.grant().from())
                        && held.grant().principal().equals(plans.principal().id())
                        && uses < held.grant().maxUses().orElse(Long.MAX_VALUE));
        boolean hasRules = without.asked().stream()
                .map(Enforcement.Asked::decision)
                .noneMatch(decision -> !decision.allows() && decision.rules().isEmpty());
        if (!isInForce || !hasRules || !fired.stream().map(Rule::id).allMatch(lifted::contains)) {
            wrong("a grant let through what it does not name", without, with, grants);
        }
    }

    private void wrong(String what, Enforcement without, Enforcement with, List<Held> grants) {
        tally.wrong.add(what + ": " + without.asked() + " with " + grants + " became " + with.verdict() + " by "
                + with.grants());
    }

    private static Set<Rule> rules(Enforcement enforcement) {
        var rules = new LinkedHashSet<Rule>();
        enforcement.asked().stream()
                .map(Enforcement.Asked::decision)
                .map(Decision::rules)
                .forEach(rules::addAll);
        return rules;
    }

    private boolean isCovered(Enforcement without, Set<Rule> fired, List<Held> grants) {
        return without.asked().stream()
                        .noneMatch(asked -> !asked.decision().allows()
                                && asked.decision().rules().isEmpty())
                && grants.stream()
                        .filter(held -> NOW.isBefore(held.leasedUntil()))
                        .map(Held::grant)
                        .anyMatch(grant -> grant.scope() instanceof Scope.ExactCall
                                && !NOW.isBefore(grant.from())
                                && NOW.isBefore(grant.until())
                                && grant.rules()
                                        .containsAll(
                                                fired.stream().map(Rule::id).toList()));
    }

    private Enforcement enforce(List<Finding> findings, GrantBook book, ToLongFunction<String> uses) {
        var kept = new ArrayList<Enforcement>();
        var enforcer = new Enforcer(
                new Enforcer.Terms(plans.principal(), Mode.ENFORCE, Duration.ofSeconds(30), Optional.empty()),
                call -> new Analysis(call.shown(), "/w", findings, List.of(), List.of()),
                pdp,
                offline,
                new Grants(() -> book, uses, (_, _) -> KEY),
                kept::add,
                CLOCK,
                () -> "id");
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "default", "/w");
        Verdict verdict = enforcer.enforce(new ToolCall(origin, List.of(), "shown", List.of()));
        var enforcement = kept.getFirst();
        if (!verdict.equals(enforcement.verdict())) {
            throw new AssertionError("what is told is not what is recorded");
        }
        return enforcement;
    }

    private Held held(String id, List<Finding> findings, Set<Rule> fired, SplittableRandom random) {
        boolean counts = random.nextInt(3) == 0;
        var from = random.nextInt(8) == 0 ? NOW.plusSeconds(random.nextInt(0, 3)) : NOW.minusSeconds(random.nextInt(2));
        var grant = new Grant(
                id,
                random.nextInt(12) == 0 ? "somebody" : principal().id(),
                counts || random.nextBoolean() ? Optional.of("d1") : Optional.empty(),
                ruleIds(fired, random),
                scope(findings.get(random.nextInt(findings.size())).request(), random),
                new Reach("claude-code", "/w", random.nextBoolean() ? Optional.of("s1") : Optional.empty()),
                from,
                from.plusSeconds(random.nextInt(1, 60)),
                counts ? OptionalLong.of(random.nextInt(1, 4)) : OptionalLong.empty(),
                "sam",
                "");
        return new Held(grant, NOW.plusSeconds(random.nextInt(8) == 0 ? 0 : 60));
    }

    private Principal principal() {
        return plans.principal();
    }

    /// Mostly those that fired, hard ones too.
    private Set<String> ruleIds(Set<Rule> fired, SplittableRandom random) {
        var ids = new HashSet<String>();
        fired.stream().filter(_ -> random.nextInt(10) > 0).map(Rule::id).forEach(ids::add);
        var all = plans.rules().entries().stream().map(KnownRules.Entry::rule).toList();
        if (random.nextInt(6) == 0) {
            all.forEach(rule -> ids.add(rule.id()));
        }
        ids.add(all.get(random.nextInt(all.size())).id());
        return ids;
    }

    private static Scope scope(AccessRequest request, SplittableRandom random) {
        try {
            return switch (random.nextInt(4)) {
                case 0 ->
                    new Scope.Command(
                            request.texts("argv").stream()
                                    .limit(random.nextInt(1, 3))
                                    .toList(),
                            request.texts("wrappers"));
                case 1 -> new Scope.Below(request.text("path").replaceFirst("/[^/]*$", ""));
                case 2 -> new Scope.Host(request.text("host"));
                default -> new Scope.ExactCall(KEY);
            };
        } catch (IllegalArgumentException _) { // of another kind of request
            return new Scope.ExactCall(KEY);
        }
    }
}
