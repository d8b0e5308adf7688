package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.cerbos.Differential.Outcome.Mismatch;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.plan.Absorbed;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// Asks a real PDP and its plans the same questions, and tells where they answer differently.
///
/// @param pdp serves the policies
/// @param plans what each principal's plans say, decided as of the revision that stands beside them
/// @param seed names the whole run; a batch depends on it, on its number and on its principal's plans alone
record Differential(RealPdp pdp, List<Planned> plans, Requests requests, long seed) {
    private static final int CONNECTIONS = 2;
    private static final int SHOWN = 5;

    Differential {
        plans = List.copyOf(plans);
    }

    /// @param confirmed the revision that the laptop believes the PDP to have
    record Planned(PlanSet plans, String confirmed) {}

    /// @param rules the deny rules that fire
    /// @param allowMatches whether an allow rule matches
    record Said(Effect effect, SortedSet<String> rules, boolean allowMatches) {
        @Override
        public String toString() {
            return effect + " " + rules + (allowMatches ? "" : ", no rule allows");
        }
    }

    /// @param fired how often the PDP let each deny rule (`kind rule`) deny
    /// @param cautious how many the PDP allows and the plan denies for an error that CEL absorbs; they do not
    ///     count as differing
    /// @param mismatches the first of them, shrunk
    record Outcome(
            long inputs,
            long allowed,
            long planAllowed,
            SortedMap<String, Long> fired,
            long cautious,
            long differing,
            List<Mismatch> mismatches) {
        /// One request that is decided in two ways.
        record Mismatch(long batch, AccessRequest request, Said pdp, Said plan) {
            @Override
            public String toString() {
                return """

                        batch %d, principal %s, %s
                          the PDP says:  %s
                          the plan says: %s
                          attributes:    %s"""
                        .formatted(
                                batch,
                                Json.text(request.principal()),
                                request.action().label(),
                                pdp,
                                plan,
                                Json.text(request.attributes()));
            }
        }

        /// For people, who write it down.
        String summary() {
            var rarest = fired.entrySet().stream().min(Map.Entry.comparingByValue());
            return "%,d requests: %,d allowed, %,d decided in two ways, %,d denied here alone for an error that CEL absorbs; %s"
                    .formatted(
                            inputs,
                            allowed,
                            differing,
                            cautious,
                            rarest.map(rule -> "the rarest rule, %s, fired %,d times"
                                            .formatted(rule.getKey(), rule.getValue()))
                                    .orElse("no rule fired"));
        }

        private Outcome shrunk(UnaryOperator<Mismatch> shrinking) {
            return new Outcome(
                    inputs,
                    allowed,
                    planAllowed,
                    fired,
                    cautious,
                    differing,
                    mismatches.stream().map(shrinking).toList());
        }

        private Outcome with(Outcome other) {
            var all = new TreeMap<>(fired);
            other.fired.forEach((rule, times) -> all.merge(rule, times, Long::sum));
            var both = new ArrayList<>(mismatches);
            both.addAll(other.mismatches);
            both.sort(Comparator.comparingLong(Mismatch::batch));
            return new Outcome(
                    inputs + other.inputs,
                    allowed + other.allowed,
                    planAllowed + other.planAllowed,
                    all,
                    cautious + other.cautious,
                    differing + other.differing,
                    List.copyOf(both.subList(0, Math.min(SHOWN, both.size()))));
        }
    }

    private static final Outcome NOTHING = new Outcome(0, 0, 0, new TreeMap<>(), 0, 0, List.of());

    /// @param inputs rounded up to whole batches
    Outcome run(long inputs) {
        long batches = (inputs + CheckQuestion.MOST_REQUESTS - 1) / CheckQuestion.MOST_REQUESTS;
        var next = new AtomicLong();
        try (var workers = Executors.newFixedThreadPool(CONNECTIONS)) {
            var parts = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                parts.add(workers.submit(() -> {
                    var outcome = NOTHING;
                    for (long batch = next.getAndIncrement(); batch < batches; batch = next.getAndIncrement()) {
                        outcome = outcome.with(batch(batch));
                    }
                    return outcome;
                }));
            }
            var outcome = NOTHING;
            for (var part : parts) {
                outcome = outcome.with(part.get());
            }
            return outcome.shrunk(this::shrunk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Outcome batch(long batch) {
        var planned = planned(batch);
        var asked = requests.batch(planned.plans(), CheckQuestion.MOST_REQUESTS, seed * 1_000_003 + batch);
        var central = central(planned.plans(), asked);
        long allowed = 0;
        long planAllowed = 0;
        long cautious = 0;
        var fired = new TreeMap<String, Long>();
        var differing = new ArrayList<AccessRequest>();
        for (int i = 0; i < asked.size(); i++) {
            var request = asked.get(i);
            var offline = offline(planned, request);
            allowed += central.get(i).effect == Effect.ALLOW ? 1 : 0;
            planAllowed += offline.effect == Effect.ALLOW ? 1 : 0;
            central.get(i).rules.forEach(rule -> fired.merge(request.action().kind() + " " + rule, 1L, Long::sum));
            if (isCautious(planned, request, central.get(i), offline)) {
                cautious++;
            } else if (!central.get(i).equals(offline)) {
                differing.add(request);
            }
        }
        return new Outcome(
                asked.size(),
                allowed,
                planAllowed,
                fired,
                cautious,
                differing.size(),
                differing.stream()
                        .limit(SHOWN)
                        .map(request -> mismatch(batch, planned, request))
                        .toList());
    }

    /// What the PDP says, the rules being those whose why-actions it allows where it denies.
    private List<Said> central(PlanSet plans, List<AccessRequest> asked) {
        var question = new CheckQuestion(plans.principal(), asked, Catalogues.NONE.with(plans.rules()));
        var answer = pdp.post("/api/check/resources", new String(question.body(Map.of()), UTF_8));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("HTTP " + answer.statusCode() + ": " + answer.body());
        }
        var results = Json.tree(answer.body().getBytes(UTF_8)).path("results");
        var said = new ArrayList<Said>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            said.add(said(results.path(i + 1), asked.get(i)));
        }
        return said;
    }

    private static Said said(JsonNode result, AccessRequest request) {
        if (result.path("validationErrors").valueStream().anyMatch(error -> !isOfPrincipal(error))) {
            throw new IllegalStateException("not by the contract: " + result + " for " + request);
        }
        var rules = new TreeSet<String>();
        var effect = Effect.DENY;
        boolean allowMatches = false;
        for (var action : result.path("actions").properties()) {
            boolean allows = action.getValue().asString().equals("EFFECT_ALLOW");
            if (action.getKey().equals(request.action().id())) {
                effect = allows ? Effect.ALLOW : Effect.DENY;
            } else if (action.getKey()
                    .equals(KnownRules.ALLOW + request.action().id())) {
                allowMatches = allows;
            } else if (allows && action.getKey().startsWith(KnownRules.WHY)) {
                rules.add(action.getKey().substring(KnownRules.WHY.length()));
            }
        }
        return new Said(effect, effect == Effect.ALLOW ? new TreeSet<>() : rules, allowMatches);
    }

    /// A principal may be against its schema; what is asked about a resource never is.
    private static boolean isOfPrincipal(JsonNode error) {
        return error.path("source").asString().equals("SOURCE_PRINCIPAL");
    }

    private static Said offline(Planned planned, AccessRequest request) {
        var decision = planned.plans
                .decide(request, planned.confirmed)
                .orElseThrow(() -> new IllegalStateException("no plan for " + request));
        var rules = new TreeSet<String>();
        decision.rules().forEach(rule -> rules.add(rule.id()));
        return new Said(decision.effect(), rules, decision.allowMatches());
    }

    private static boolean isCautious(Planned planned, AccessRequest request, Said pdp, Said plan) {
        if (pdp.effect == Effect.ALLOW) {
            return plan.effect == Effect.DENY
                    && Absorbed.decides(planned.plans, Question.of(request.action()), request, planned.confirmed);
        }
        return plan.effect == Effect.DENY
                && pdp.rules.equals(plan.rules)
                && pdp.allowMatches
                && !plan.allowMatches
                && Absorbed.decides(planned.plans, Question.probe(request.action()), request, planned.confirmed);
    }

    private Mismatch mismatch(long batch, Planned planned, AccessRequest request) {
        return new Mismatch(
                batch, request, central(planned.plans, List.of(request)).getFirst(), offline(planned, request));
    }

    /// The same mismatch with as little in its attributes as it takes.
    private Mismatch shrunk(Mismatch mismatch) {
        var planned = planned(mismatch.batch);
        var smallest = mismatch;
        for (boolean shrank = true; shrank; ) {
            shrank = false;
            for (var smaller : Shrinking.of(smallest.request, requests.shape(mismatch.request.action()))) {
                var now = mismatch(mismatch.batch, planned, smaller);
                if (!now.pdp.equals(now.plan) && !isCautious(planned, smaller, now.pdp, now.plan)) {
                    smallest = now;
                    shrank = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private Planned planned(long batch) {
        return plans.get((int) (batch % plans.size()));
    }
}
