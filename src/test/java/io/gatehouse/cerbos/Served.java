package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.cerbos.Differential.Planned;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Policies as `gatehouse policy build` leaves them, a real PDP that serves them, and its plans for some people.
///
/// @param policies the built directory
record Served(Path policies, RealPdp pdp, List<PlanSet> plans) implements AutoCloseable {
    static Served start(Path sources, List<Principal> people, Path work) {
        return start(sources, people, work, _ -> {});
    }

    /// @param fault changes the built files, past the lint
    static Served start(Path sources, List<Principal> people, Path work, Consumer<Path> fault) {
        var policies = work.resolve("built");
        PolicyBuild.build(sources, policies);
        fault.accept(policies);
        var pdp = RealPdp.start(policies, work);
        var rules = rules(pdp, people.getFirst());
        return new Served(
                policies,
                pdp,
                people.stream().map(person -> plans(pdp, person, rules)).toList());
    }

    /// A comparison with plans that are confirmed to be of the PDP's revision.
    Differential differential(Path tests, long seed) {
        return new Differential(
                pdp,
                plans.stream()
                        .map(those -> new Planned(those, those.revision()))
                        .toList(),
                new Requests(policies, tests),
                seed);
    }

    KnownRules rules() {
        return plans.getFirst().rules();
    }

    @Override
    public void close() {
        pdp.close();
    }

    private static KnownRules rules(RealPdp pdp, Principal person) {
        var body = new CheckQuestion(person, List.of(), KnownRules.UNKNOWN).body(Map.of());
        var answer = pdp.post("/api/check/resources", new String(body, UTF_8));
        return new CheckReply(Json.tree(answer.body().getBytes(UTF_8)), 1)
                .catalogue()
                .orElseThrow();
    }

    private static PlanSet plans(RealPdp pdp, Principal person, KnownRules rules) {
        var plans = new HashMap<Question, Expression>();
        for (var action : Action.values()) {
            plans.put(Question.of(action), plan(pdp, person, Question.of(action)));
        }
        for (var entry : rules.entries()) {
            var why = Question.why(entry.rule().kind(), entry.rule().id());
            plans.put(why, plan(pdp, person, why));
        }
        return new PlanSet(person, rules.revision(), rules, plans);
    }

    private static Expression plan(RealPdp pdp, Principal person, Question question) {
        var body = Json.text(Map.of(
                "principal",
                Map.of(
                        "id",
                        person.id(),
                        "policyVersion",
                        AccessRequest.CONTRACT,
                        "roles",
                        person.roles(),
                        "attr",
                        person.attributes()),
                "actions",
                List.of(question.action(), "revision"),
                "resource",
                Map.of("kind", question.kind(), "policyVersion", AccessRequest.CONTRACT)));
        return PlanReply.read(pdp.post("/api/plan/resources", body).body().getBytes(UTF_8))
                .condition();
    }
}
