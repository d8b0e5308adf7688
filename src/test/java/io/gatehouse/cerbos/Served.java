package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.cerbos.Differential.Planned;
import io.gatehouse.cerbos.PlanFetch.Limits;
import io.gatehouse.cerbos.PlanFetch.Result;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Policies as `gatehouse policy build` leaves them, a real PDP that serves them, and its plans for some people.
///
/// @param policies the built directory
record Served(Path policies, RealPdp pdp, List<PlanSet> plans) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Served start(Path sources, List<Principal> people, Path work) {
        return start(sources, people, work, _ -> {});
    }

    /// @param fault changes the built files, past the lint
    static Served start(Path sources, List<Principal> people, Path work, Consumer<Path> fault) {
        var policies = work.resolve("built");
        PolicyBuild.build(sources, policies);
        fault.accept(policies);
        var pdp = RealPdp.start(policies, work);
        return new Served(policies, pdp, plans(pdp, people));
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
        var body = new CheckQuestion(person, List.of(), Catalogues.NONE).body(Map.of());
        var answer = pdp.post("/api/check/resources", new String(body, UTF_8));
        return CheckReply.read(answer.body().getBytes(UTF_8), 1).catalogue().orElseThrow();
    }

    private static List<PlanSet> plans(RealPdp pdp, List<Principal> people) {
        var connection = new PdpConnection(pdp.url(), Optional.empty(), Map.of(), Map.of(), PATIENCE);
        try (var http = new PdpHttp(connection)) {
            var fetch = new PlanFetch(http, Map.of(), new Limits(PATIENCE, PATIENCE.multipliedBy(4)));
            var rules = rules(pdp, people.getFirst());
            return people.stream()
                    .map(person -> fetched(fetch.fetch(person, rules)))
                    .toList();
        }
    }

    private static PlanSet fetched(Result result) {
        return switch (result) {
            case Result.Fetched(var plans, var lacking) when lacking.isEmpty() -> plans;
            case Result.Fetched fetched -> throw new IllegalStateException("no plans of " + fetched.lacking());
            case Result.Failed(var why) -> throw new IllegalStateException(why);
        };
    }
}
