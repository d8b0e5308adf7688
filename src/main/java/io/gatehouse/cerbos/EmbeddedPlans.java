package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What decides where no PDP is configured: the plans of the starter policies, which ship with Gatehouse.
///
/// Design. A plan depends on the principal's roles, so there is a set of plans for each set of the starter roles, in
/// one file in which equal parts stand once. The starter policies never read a principal's id or attributes, so the
/// plans serve everybody. The real PDP made them: `mvn test -Dtest=EmbeddedPlansTest -Dplans.update` makes them anew.
public final class EmbeddedPlans {
    /// The roles that the starter policies know, sorted.
    public static final List<String> ROLES = List.of("contractor", "developer", "read-only", "release-engineer");

    static final String RESOURCE = "/plans/starter.json";

    private EmbeddedPlans() {}

    /// Reads the plans for a principal; some milliseconds.
    ///
    /// @return empty when one of the principal's roles is none of [#ROLES], which is an error in the settings:
    ///     for an     unknown role the starter policies would deny everything, or nothing of what the role is
    ///     meant to be denied
    public static Optional<PlanSet> find(Principal principal) {
        if (!ROLES.containsAll(principal.roles())) {
            return Optional.empty();
        }
        try {
            var json = Json.tree(bytes());
            PlanCodec.requireFormat(json);
            var rules = PlanCodec.rules(json.path("rules"));
            var plans = PlanCodec.plans(set(json, principal), new ExpressionTable.Reader(json.path("nodes")));
            return Optional.of(new PlanSet(principal, rules.revision(), rules, plans).prepared());
        } catch (JacksonException e) {
            throw new UnreadablePlans(RESOURCE + " is not the JSON that Gatehouse writes", e);
        }
    }

    private static JsonNode set(JsonNode json, Principal principal) {
        var set = json.path("sets").path(key(principal.roles()));
        if (!set.isObject()) {
            throw new UnreadablePlans(RESOURCE + " has none for " + principal.roles());
        }
        return set;
    }

    /// @param roles sorted
    static String key(List<String> roles) {
        return String.join(" ", roles);
    }

    static byte[] bytes() {
        try (var in = EmbeddedPlans.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new UnreadablePlans(RESOURCE + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
