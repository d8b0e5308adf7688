package io.gatehouse.app;

import io.gatehouse.cerbos.PolicyException;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Asks a candidate about recorded calls, and counts those that it would decide otherwise.
///
/// What counts is the policies' word: a call that went on in observe mode, though denied, counts as denied.
final class Replay {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_EXAMPLES = 3;
    private static final int SHOWN = 160;

    /// As many requests as fit into one question.
    private static final int BATCH = 49;

    private final Pdp candidate;
    private final String revision;
    private final Predicate<AccessRequest> speaks;
    private final List<Enforcement> waiting = new ArrayList<>();
    private final Map<String, Group> newlyDenied = new TreeMap<>();
    private final Map<String, Group> newlyAllowed = new TreeMap<>();
    private long denied;
    private long allowed;
    private long unchanged;
    private long otherContract;
    private long undecided;

    /// @param revision what the candidate must be
    /// @param speaks whether the candidate knows a request's attributes
    Replay(Pdp candidate, String revision, Predicate<AccessRequest> speaks) {
        this.candidate = candidate;
        this.revision = revision;
        this.speaks = speaks;
    }

    /// @param call as it was recorded, masked
    record Example(String id, Instant at, String tool, String call) {}

    /// @param rule its id, or what no rule allows
    record ByRule(String rule, long calls, List<Example> examples) {}

    /// @param newlyDenied the most frequent rule first; a call counts under each rule that denies it
    /// @param newlyAllowed by the rules that denied the calls when they were made
    /// @param otherContract calls that were not replayed, because they have other attributes than the candidate
    ///     knows
    /// @param undecided calls that no policy had decided: faults, and no basis without the PDP
    /// @param unreadable calls recorded by another version of Gatehouse
    record Report(
            String revision,
            long unchanged,
            long denied,
            long allowed,
            List<ByRule> newlyDenied,
            List<ByRule> newlyAllowed,
            long otherContract,
            long undecided,
            long unreadable) {
        boolean differs() {
            return denied > 0 || allowed > 0;
        }

        long replayed() {
            return unchanged + denied + allowed;
        }
    }

    private static final class Group {
        private final List<Example> examples = new ArrayList<>();
        private long calls;

        void add(Example example) {
            calls++;
            boolean isNew = examples.stream().noneMatch(known -> known.call.equals(example.call));
            if (isNew && examples.size() < MOST_EXAMPLES) {
                examples.add(example);
            }
        }
    }

    /// @throws PolicyException when the candidate does not decide
    void add(Enforcement call) {
        if (call.asked().isEmpty() || call.basis() instanceof Basis.None) {
            undecided++;
        } else if (!call.asked().stream().map(Asked::request).allMatch(speaks)) {
            otherContract++;
        } else {
            if (!waiting.isEmpty() && !principal(waiting.getFirst()).equals(principal(call))) {
                ask();
            }
            waiting.add(call);
            if (waiting.stream().mapToInt(one -> one.asked().size()).sum() >= BATCH) {
                ask();
            }
        }
    }

    /// @param unreadable how many calls could not be read
    Report report(long unreadable) {
        ask();
        return new Report(
                revision,
                unchanged,
                denied,
                allowed,
                sorted(newlyDenied),
                sorted(newlyAllowed),
                otherContract,
                undecided,
                unreadable);
    }

    private static List<ByRule> sorted(Map<String, Group> groups) {
        return groups.entrySet().stream()
                .map(group ->
                        new ByRule(group.getKey(), group.getValue().calls, List.copyOf(group.getValue().examples)))
                .sorted(Comparator.comparingLong(ByRule::calls).reversed().thenComparing(ByRule::rule))
                .toList();
    }

    private static Principal principal(Enforcement call) {
        return call.asked().getFirst().request().principal();
    }

    private void ask() {
        if (waiting.isEmpty()) {
            return;
        }
        var requests = waiting.stream()
                .flatMap(call -> call.asked().stream())
                .map(Asked::request)
                .toList();
        var decisions = decisions(requests);
        int from = 0;
        for (var call : waiting) {
            int to = from + call.asked().size();
            compare(call, decisions.subList(from, to));
            from = to;
        }
        waiting.clear();
    }

    private List<Decision> decisions(List<AccessRequest> requests) {
        return switch (candidate.check(requests, Map.of(), PATIENCE)) {
            case Pdp.Answer.Decided decided
            when decided.decisions().size() != requests.size() ->
                throw new PolicyException("The PDP answered another number of questions than it was asked.");
            case Pdp.Answer.Decided decided
            when !decided.revision().equals(revision) ->
                throw new PolicyException("The PDP serves revision "
                        + (decided.revision().isEmpty() ? "(none)" : decided.revision())
                        + ", and the candidate is " + revision
                        + ". Let it serve the candidate, or leave --pdp out.");
            case Pdp.Answer.Decided decided -> decided.decisions();
            case Pdp.Answer.Unavailable(var why) -> throw new PolicyException("The PDP cannot be asked: " + why + ".");
            case Pdp.Answer.Refused(var why) -> throw new PolicyException("The PDP refuses to answer: " + why + ".");
            case Pdp.Answer.Changing _ ->
                throw new PolicyException("The PDP's policies are being changed. Try again when that is done.");
            case Pdp.Answer.Broken(var why) ->
                throw new PolicyException("The PDP gives no sensible answer: " + why + ".");
        };
    }

    private void compare(Enforcement call, List<Decision> now) {
        var then = call.asked().stream().map(Asked::decision).toList();
        boolean allowedThen = then.stream().allMatch(Decision::allows);
        boolean allowedNow = now.stream().allMatch(Decision::allows);
        if (allowedThen == allowedNow) {
            unchanged++;
            return;
        }
        var example = new Example(call.id(), call.at(), call.origin().tool(), Shown.line(call.shown(), SHOWN));
        if (allowedThen) {
            denied++;
            reasons(call, now)
                    .forEach(rule ->
                            newlyDenied.computeIfAbsent(rule, _ -> new Group()).add(example));
        } else {
            allowed++;
            reasons(call, then)
                    .forEach(rule ->
                            newlyAllowed.computeIfAbsent(rule, _ -> new Group()).add(example));
        }
    }

    private static Set<String> reasons(Enforcement call, List<Decision> decisions) {
        var reasons = new TreeSet<String>();
        for (int i = 0; i < decisions.size(); i++) {
            var decision = decisions.get(i);
            decision.rules().stream().map(Rule::id).forEach(reasons::add);
            if (!decision.allows() && decision.rules().isEmpty()) {
                var action = call.asked().get(i).request().action();
                reasons.add("no rule allows " + action.label());
            }
        }
        return reasons;
    }
}
