package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Decider.Known;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Took;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Person.Question;
import io.gatehouse.grant.Call;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policy enforcement point: every tool call goes in here and comes out as a verdict.
///
/// Design. One path: analyse, ask, else decide offline, judge, record, answer. Whatever fails on it ends in a
/// deny with its cause;
/// nothing here throws. A verdict is told only after it was recorded, so no record means no allow.
///
/// Grants come in only after a deny: where they cover all that was denied the same is asked once more, with the
/// granted rules waived for each request alone, and what is said then stands. They never decide anything themselves.
/// In the same way a person comes in, where all that denied is rules that ask one.
public final class Enforcer {
    private static final Logger log = LoggerFactory.getLogger(Enforcer.class);

    private final Terms terms;
    private final Function<ToolCall, Analysis> analysis;
    private final Decider decider;
    private final Grants grants;
    private final Recorder recorder;
    private final Clock clock;
    private final Supplier<String> ids;
    private final Confirmer confirmer;

    /// Where nobody can be asked.
    public Enforcer(
            Terms terms,
            Function<ToolCall, Analysis> analysis,
            Pdp pdp,
            Offline offline,
            Grants grants,
            Recorder recorder,
            Clock clock,
            Supplier<String> ids) {
        this(terms, analysis, pdp, offline, grants, recorder, clock, ids, new Confirmer(Person.NOBODY));
    }

    /// @param offline decides while the PDP is unavailable
    /// @param recorder where it throws, the call is denied
    /// @param ids short ids, unique on this device
    public Enforcer(
            Terms terms,
            Function<ToolCall, Analysis> analysis,
            Pdp pdp,
            Offline offline,
            Grants grants,
            Recorder recorder,
            Clock clock,
            Supplier<String> ids,
            Confirmer confirmer) {
        this.terms = terms;
        this.analysis = analysis;
        this.decider = new Decider(pdp, offline, terms.standstill());
        this.grants = grants;
        this.recorder = recorder;
        this.clock = clock;
        this.ids = ids;
        this.confirmer = confirmer;
    }

    /// Under which settings calls are decided.
    ///
    /// @param rollout which rules are enforced
    /// @param deadline the longest a call may take, all steps inside; below the agents' hook timeout. After a
    ///     person's answer it begins anew.
    /// @param standstill when present, every call is denied without asking anybody
    public record Terms(Principal principal, Rollout rollout, Duration deadline, Optional<Standstill> standstill) {
        /// With the same mode for every rule.
        public Terms(Principal principal, Mode mode, Duration deadline, Optional<Standstill> standstill) {
            this(principal, Rollout.of(mode), deadline, standstill);
        }
    }

    /// Why nothing can be decided at all.
    ///
    /// @param detail what is wrong, for the person
    public record Standstill(Cause cause, String detail) {}

    /// Decides a call, records it and answers. Never throws; safe for many threads.
    public Verdict enforce(ToolCall call) {
        return enforce(call, Patience.NONE);
    }

    /// The same for an agent that may wait for a person's answer.
    public Verdict enforce(ToolCall call, Patience patience) {
        return recorded(decide(call, true, patience));
    }

    /// Decides a call without recording it, keeping anything or asking a person. It has no id.
    public Enforcement explain(ToolCall call) {
        return decide(call, false, Patience.NONE).enforcement();
    }

    /// Denies what never became a call, and records that.
    ///
    /// @param agent the agent whose endpoint was asked
    /// @param detail what was wrong, for the person; nothing of the request itself
    public Verdict deny(Cause cause, String agent, String detail) {
        var origin = new ToolCall.Origin(agent, "", "", "", "", "", "", "");
        return recorded(decided(fault(ids.get(), clock.instant(), origin, cause, detail)));
    }

    /// The words of a fault that is not worth a record of its own.
    public static Verdict.Deny fault(Cause cause) {
        return fault(cause, "");
    }

    /// @param detail what is wrong, for the person
    public static Verdict.Deny fault(Cause cause, String detail) {
        return Reasons.fault(cause, Reasons.remedy(cause, detail));
    }

    /// @param ungranted what is so where the grants of the enforcement cannot be used any more; empty without grants
    private record Decided(Enforcement enforcement, Optional<Enforcement> ungranted, Recorder recorder) {}

    private Decided decided(Enforcement enforcement) {
        return new Decided(enforcement, Optional.empty(), recorder);
    }

    private Verdict recorded(Decided decided) {
        try {
            decided.recorder().record(decided.enforcement());
            return decided.enforcement().verdict();
        } catch (GrantUsedUp e) {
            log.info("Denied a call, because another one used its grant up first: {}", e.getMessage());
            return decided.ungranted()
                    .map(denied -> recorded(decided(denied)))
                    .orElseGet(() -> fault(Cause.AUDIT_FAILED));
        } catch (Unrecorded e) {
            log.error("Denied a call because it could not be recorded", e);
            return fault(e.cause());
        } catch (RuntimeException e) {
            log.error("Denied a call because it could not be recorded", e);
            return fault(Cause.AUDIT_FAILED);
        }
    }

    /// A call under way.
    ///
    /// @param at when it came; what is observed is so for all of it
    /// @param keep whether answers are kept for offline use
    private record Asking(String id, Instant at, ToolCall.Origin origin, long start, boolean keep) {
        /// Its deadline begins anew.
        Asking anew() {
            return new Asking(id, at, origin, System.nanoTime(), keep);
        }
    }

    /// Most calls are allowed as they come, so that is what is expected while the PDP works.
    private final class Expecting implements Runnable {
        private final Supplier<Enforcement> likely;
        private Recorder recorder = Enforcer.this.recorder;

        private Expecting(Supplier<Enforcement> likely) {
            this.likely = likely;
        }

        @Override
        public void run() {
            try {
                recorder = Enforcer.this.recorder.expecting(likely.get());
            } catch (RuntimeException e) {
                log.warn("Could not begin a record", e);
            }
        }
    }

    private static void nothing() {}

    private Decided decide(ToolCall call, boolean keep, Patience patience) {
        var id = keep ? ids.get() : ""; // an id that leads to no record misleads
        var at = clock.instant();
        long start = System.nanoTime();
        try {
            var analysed = analysis.apply(call);
            long understood = System.nanoTime();
            var asked = new Asking(id, at, call.origin(), start, keep);
            var expecting = new Expecting(
                    () -> enforcement(id, at, call, analysed, "", Judged.allowed(analysed.findings()), Took.NOTHING));
            var first = judged(asked, analysed.findings(), keep ? expecting : Enforcer::nothing);
            var key = fires(first.verdict()) ? key(call, analysed) : "";
            var second = again(asked, analysed, key, first)
                    .map(again ->
                            judged(asked, again.findings(), Enforcer::nothing).with(again.used()));
            var last = second.isPresent() ? first : confirmed(asked, call, analysed, first, patience);
            var waited = last.confirmation().map(Confirmation::took).orElse(Duration.ZERO);
            var took = new Took(
                    Duration.ofNanos(understood - start),
                    Duration.ofNanos(System.nanoTime() - understood).minus(waited));
            var denied = enforcement(id, at, call, analysed, key, last, took);
            if (second.isPresent()) {
                var granted = enforcement(id, at, call, analysed, key, second.get(), took);
                return new Decided(granted, Optional.of(denied), recorder);
            }
            var told = quoting(denied)
                    .map(verdict -> enforcement(id, at, call, analysed, key, last.told(verdict), took))
                    .orElse(denied);
            return new Decided(told, Optional.empty(), expecting.recorder);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            log.error("Denied a call because of a bug in Gatehouse", e);
            return decided(fault(id, at, call.origin(), Cause.INTERNAL_ERROR, ""));
        }
    }

    /// The same deny with what became of an exception request for such a call.
    private Optional<Verdict> quoting(Enforcement denied) {
        if (!(denied.verdict() instanceof Verdict.Deny deny)
                || deny.cause() != Cause.RULE
                || !deny.rules().stream().allMatch(Rule::waivable)) {
            return Optional.empty();
        }
        try {
            return grants.asked()
                    .apply(denied)
                    .map(asked -> Reasons.rules(
                            denied.id(), denied.origin().tool(), deny.rules(), denied.confirmation(), asked));
        } catch (RuntimeException e) {
            log.warn("Could not look for exception requests", e);
            return Optional.empty();
        }
    }

    private static boolean fires(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> false;
            case Verdict.Deny deny -> deny.cause() == Cause.RULE;
            case Verdict.WouldDeny _ -> true;
        };
    }

    /// Without it there is no grant for exactly this call, and all else goes on.
    private String key(ToolCall call, Analysis analysed) {
        try {
            return grants.key().apply(call, analysed.scripts());
        } catch (RuntimeException e) {
            log.warn("Could not make the key of a call", e);
            return "";
        }
    }

    /// Only after a deny that is told: a call that observed rules alone deny goes on without a grant.
    private Optional<Grants.Again> again(Asking asking, Analysis analysed, String key, Judged first) {
        if (first.verdict().allows() || !fires(first.verdict())) {
            return Optional.empty();
        }
        var origin = asking.origin();
        try {
            return grants.again(
                    new Call(origin.agent(), origin.session(), analysed.workspace(), key),
                    first.findings(),
                    first.known().decisions().stream()
                            .map(decision -> enforced(decision, asking.at()))
                            .toList(),
                    clock.instant());
        } catch (RuntimeException e) {
            log.warn("Could not look for grants", e);
            return Optional.empty();
        }
    }

    /// The same where nobody is to be asked; else what a person's answer makes of it. Confirmed is asked once more, and
    /// what is said then stands.
    private Judged confirmed(Asking asking, ToolCall call, Analysis analysed, Judged first, Patience patience) {
        if (first.verdict().allows() || !fires(first.verdict())) {
            return first;
        }
        var decisions = first.known().decisions().stream()
                .map(decision -> enforced(decision, asking.at()))
                .toList();
        var wanted = Confirmer.wanted(first.findings(), decisions);
        if (wanted.isEmpty()) {
            return first;
        }
        var rules = wanted.get().rules();
        long start = System.nanoTime();
        var said = asking.keep()
                ? confirmer.ask(
                        new Question(asking.origin(), analysed.workspace(), analysed.shown(), rules),
                        patience,
                        terms.deadline())
                : confirmer.foresee();
        var answer =
                said == Confirmation.Answer.CONFIRMED && !analysis.apply(call).asksAs(analysed)
                        ? Confirmation.Answer.CHANGED
                        : said;
        var confirmation = new Confirmation(rules, answer, Duration.ofNanos(System.nanoTime() - start));
        var judged = answer == Confirmation.Answer.CONFIRMED
                ? judged(asking.anew(), wanted.get().again(), Enforcer::nothing)
                : first;
        return told(asking, judged.with(confirmation));
    }

    private static Judged told(Asking asking, Judged judged) {
        return judged.verdict() instanceof Verdict.Deny deny && deny.cause() == Cause.RULE
                ? judged.told(
                        Reasons.rules(asking.id(), asking.origin().tool(), deny.rules(), judged.confirmation(), ""))
                : judged;
    }

    /// What has to be granted of a decision: observed rules need no grant.
    private Decision enforced(Decision decision, Instant at) {
        var rules = decision.rules().stream()
                .filter(rule -> !terms.rollout().observes(rule.id(), at))
                .toList();
        if (rules.size() == decision.rules().size()) {
            return decision;
        }
        return rules.isEmpty() && decision.allowMatches()
                ? Decision.ALLOW
                : new Decision(Effect.DENY, rules, decision.allowMatches());
    }

    /// A question and what follows from its answer.
    private record Judged(
            List<Finding> findings,
            Known known,
            Verdict verdict,
            List<Used> used,
            Optional<Confirmation> confirmation) {
        /// Before anything is known.
        static Judged allowed(List<Finding> findings) {
            var decisions = Collections.nCopies(findings.size(), Decision.ALLOW);
            return new Judged(
                    findings,
                    new Known(decisions, new Basis.None(""), Optional.empty()),
                    new Verdict.Allow(),
                    List.of(),
                    Optional.empty());
        }

        Judged told(Verdict inOtherWords) {
            return new Judged(findings, known, inOtherWords, used, confirmation);
        }

        /// A deny uses no grant.
        Judged with(List<Used> grants) {
            return new Judged(findings, known, verdict, verdict.allows() ? grants : List.of(), confirmation);
        }

        Judged with(Confirmation asked) {
            return new Judged(findings, known, verdict, used, Optional.of(asked));
        }
    }

    private Judged judged(Asking asking, List<Finding> findings, Runnable meanwhile) {
        var known =
                decider.decide(findings, asking.origin().annotations(), left(asking.start()), asking.keep(), meanwhile);
        return new Judged(findings, known, verdict(asking, findings, known), List.of(), Optional.empty());
    }

    private Duration left(long start) {
        var left = terms.deadline().minusNanos(System.nanoTime() - start);
        return left.isPositive() ? left : Duration.ZERO;
    }

    private Enforcement enforcement(
            String id, Instant at, ToolCall call, Analysis analysed, String key, Judged judged, Took took) {
        return new Enforcement(
                id,
                at,
                terms.rollout().modeAt(at),
                terms.principal(),
                call.origin(),
                analysed.workspace(),
                analysed.shown(),
                asked(judged.findings(), judged.known().decisions()),
                analysed.doubts(),
                call.contents(),
                analysed.scripts(),
                key,
                judged.verdict(),
                judged.known().basis(),
                judged.used(),
                judged.confirmation(),
                took);
    }

    private static List<Asked> asked(List<Finding> findings, List<Decision> decisions) {
        var asked = new ArrayList<Asked>(findings.size());
        for (int i = 0; i < findings.size(); i++) {
            var finding = findings.get(i);
            var decision = decisions.isEmpty() ? new Decision(Effect.DENY, List.of()) : decisions.get(i);
            asked.add(new Asked(finding.request(), finding.spans(), decision));
        }
        return asked;
    }

    private Verdict verdict(Asking asking, List<Finding> findings, Known known) {
        if (known.fault().isPresent()) {
            return known.fault().get();
        }
        var decisions = known.decisions();
        var fired = new ArrayList<Rule>();
        var unallowed = new ArrayList<AccessRequest>();
        for (int i = 0; i < decisions.size(); i++) {
            var decision = decisions.get(i);
            fired.addAll(decision.rules());
            if (!decision.allows() && decision.rules().isEmpty()) {
                unallowed.add(findings.get(i).request());
            }
        }
        if (fired.isEmpty() && unallowed.isEmpty()) {
            return new Verdict.Allow();
        }
        var rules = fired.stream().distinct().sorted(Rule.TOLD_FIRST).toList();
        var id = asking.id();
        var tool = asking.origin().tool();
        var deny = rules.isEmpty() ? Reasons.noRuleAllows(id, tool, unallowed) : Reasons.rules(id, tool, rules);
        boolean observed = unallowed.isEmpty()
                && decisions.stream().allMatch(Decision::allowMatches)
                && rules.stream().allMatch(rule -> terms.rollout().observes(rule.id(), asking.at()));
        return observed ? new Verdict.WouldDeny(deny) : deny;
    }

    private Enforcement fault(String id, Instant at, ToolCall.Origin origin, Cause cause, String detail) {
        return new Enforcement(
                id,
                at,
                terms.rollout().modeAt(at),
                terms.principal(),
                origin,
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                Reasons.fault(cause, Reasons.remedy(cause, detail)),
                new Basis.None(cause.code()),
                Took.NOTHING);
    }
}
