package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PolicyLint;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every condition of `plan/conditions.txt` and its negation, over many requests: the plan that the real PDP makes of
/// it, evaluated here, must say what the PDP itself says. Strictly evaluated it may say less, but never more.
/// `-Dplan.seed` asks for other rules than those of every build.
class PlanAgainstPdpTest {
    static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final long SEED = Long.getLong("plan.seed", 15);
    private static final int REQUESTS = 400;
    private static final int COMBINED = 300;
    private static final int MOST_RESOURCES = 50;
    private static final int MOST_ACTIONS = 50;

    @TempDir
    Path dir;

    @Test
    void decidesEachConditionAsThePdpDoes() throws IOException {
        var conditions = conditions("conditions.txt");
        var requests = OddRequests.random(new Random(7), REQUESTS);
        var mismatches = new ArrayList<String>();
        long absorbed = 0;
        var rules = conditions.stream()
                .map(condition -> new PolicyRule("ALLOW", expression(condition)))
                .toList();
        try (var pdp = RealPdp.start(policy(rules), dir)) {
            var plans = plans(pdp, rules);
            var checked = check(pdp, conditions.size(), requests);
            for (int c = 0; c < conditions.size(); c++) {
                var plan = plans.get(c);
                var condition = conditions.get(c);
                plan.obstacle().ifPresent(why -> mismatches.add(condition + " " + why));
                int wrong = 0;
                for (int r = 0; r < requests.size(); r++) {
                    boolean here = plan.holds(requests.get(r), "r1");
                    boolean there = checked.get(r).get(c);
                    absorbed += here && !plan.holdsStrictly(requests.get(r), "r1") ? 1 : 0;
                    if (here != there && wrong++ < 2) {
                        mismatches.add(condition + "  PDP " + there + ", plan " + here + " for "
                                + requests.get(r).attributes());
                    }
                }
            }
        }
        assertEquals(List.of(), mismatches.stream().limit(20).toList());
        System.out.println(absorbed + " of " + conditions.size() * requests.size()
                + " are allowed by the PDP and denied here, by an error that CEL absorbs");
        assertTrue(absorbed > 0);
    }

    /// Errors are what these conditions are full of, and rules and their `all`, `any` and `none` deny by them.
    /// Left out is what lint refuses: lookups in a map of the policy, of which a plan compares keys and has no
    /// error, and parts behind others that a plan may know beforehand. So is an attribute as a whole expression:
    /// when it is no boolean the PDP takes it for false, and only a laptop for an error.
    @Test
    void allowsNothingThatThePdpDeniesByAnErrorInARule() throws IOException {
        var random = new Random(SEED);
        var conditions = conditions("conditions.txt").stream()
                .filter(condition -> !condition.contains("}[") && !condition.equals("R.attr.f"))
                .toList();
        var rules = new ArrayList<PolicyRule>();
        long refused = 0;
        while (rules.size() < COMBINED) {
            var rule = new PolicyRule(random.nextBoolean() ? "ALLOW" : "DENY", combined(random, conditions, 2));
            if (lintRefuses(rule)) {
                refused++;
            } else {
                rules.add(rule);
            }
        }
        var requests = OddRequests.random(random, REQUESTS);
        var unsafe = new LinkedHashMap<PolicyRule, Object>();
        var unexplained = new LinkedHashMap<PolicyRule, Object>();
        long lax = 0;
        long safe = 0;
        long allowed = 0;
        try (var pdp = RealPdp.start(policy(rules), dir)) {
            var plans = plans(pdp, rules);
            var checked = check(pdp, rules.size(), requests);
            for (int c = 0; c < rules.size(); c++) {
                for (int r = 0; r < requests.size(); r++) {
                    var request = requests.get(r);
                    boolean there = checked.get(r).get(c);
                    boolean byCel = plans.get(c).holds(request, "r1");
                    boolean here = plans.get(c).holdsStrictly(request, "r1");
                    if (here && !there) {
                        unsafe.put(rules.get(c), request.attributes());
                    } else if (there && !byCel) {
                        unexplained.put(rules.get(c), request.attributes());
                    }
                    allowed += here ? 1 : 0;
                    lax += byCel && !there ? 1 : 0;
                    safe += there && !here ? 1 : 0;
                }
            }
        }
        System.out.println(refused + " rules refused by lint; " + allowed + " allowed, " + safe + " denied here alone, "
                + lax + " would be allowed by CEL alone");
        assertEquals(Map.of(), unsafe);
        assertEquals(Map.of(), unexplained);
        assertTrue(refused > 0);
        assertTrue(lax > 0);
        assertTrue(allowed > 0);
    }

    private boolean lintRefuses(PolicyRule rule) throws IOException {
        var directory = Files.createDirectories(dir.resolve("linted"));
        Files.writeString(directory.resolve("command.yaml"), text(List.of(rule)));
        return PolicyLint.lint(directory).stream()
                .anyMatch(finding -> finding.rule().equals("plan-order"));
    }

    private static Map<String, Object> combined(Random random, List<String> conditions, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return expression(conditions.get(random.nextInt(conditions.size())));
        }
        var parts = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            parts.add(combined(random, conditions, depth - 1));
        }
        return Map.of(List.of("all", "any", "none").get(random.nextInt(3)), Map.of("of", parts));
    }

    private static Map<String, Object> expression(String condition) {
        return Map.of("expr", condition);
    }

    /// @param match as a policy writes it
    private record PolicyRule(String effect, Map<String, Object> match) {}

    private static List<String> conditions(String file) throws IOException {
        var conditions = new ArrayList<String>();
        for (var line : Files.readAllLines(Path.of("src/test/resources/plan", file))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                conditions.add(line);
                conditions.add("!(" + line + ")");
            }
        }
        assertTrue(conditions.size() > 100);
        return conditions;
    }

    /// Each rule with an action of its own; what a rule denies is else allowed.
    private Path policy(List<PolicyRule> rules) throws IOException {
        var policies = Files.createDirectory(dir.resolve("policies"));
        Files.writeString(policies.resolve("command.yaml"), text(rules));
        return policies;
    }

    private static String text(List<PolicyRule> rules) {
        var policy = new StringBuilder(
                """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: command
                  version: %s
                  rules:
                """
                        .formatted(AccessRequest.CONTRACT));
        for (int c = 0; c < rules.size(); c++) {
            var rule = rules.get(c);
            if (rule.effect.equals("DENY")) {
                policy.append(
                        """
                            - actions: [c%d]
                              effect: EFFECT_ALLOW
                              roles: ["*"]
                        """
                                .formatted(c));
            }
            policy.append(
                    """
                        - actions: [c%d]
                          effect: EFFECT_%s
                          roles: ["*"]
                          condition:
                            match: %s
                    """
                            .formatted(c, rule.effect, Json.text(rule.match))); // JSON is YAML
        }
        return policy.toString();
    }

    private static List<Plan> plans(RealPdp pdp, List<PolicyRule> rules) {
        var plans = new ArrayList<Plan>();
        for (int c = 0; c < rules.size(); c++) {
            var question = Map.of(
                    "principal", principal(),
                    "resource", Map.of("kind", "command", "policyVersion", AccessRequest.CONTRACT),
                    "actions", List.of("c" + c));
            var answer = pdp.post("/api/plan/resources", Json.text(question));
            assertEquals(200, answer.statusCode(), rules.get(c) + answer.body());
            plans.add(Compiler.compile(
                    filter(Json.mapper().readTree(answer.body()).get("filter")), new Slots(), new Patterns()));
        }
        return plans;
    }

    static Expression filter(JsonNode filter) {
        return switch (filter.get("kind").asString()) {
            case "KIND_ALWAYS_ALLOWED" -> Expression.TRUE;
            case "KIND_CONDITIONAL" -> expression(filter.get("condition"));
            default -> Expression.FALSE;
        };
    }

    private static Expression expression(JsonNode node) {
        if (node.has("variable")) {
            return new Expression.Variable(node.get("variable").asString());
        }
        if (node.has("value")) {
            return new Expression.Value(value(node.get("value")));
        }
        var operands = new ArrayList<Expression>();
        node.get("expression").path("operands").forEach(operand -> operands.add(expression(operand)));
        return new Expression.Operation(node.get("expression").get("operator").asString(), operands);
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.asBoolean();
            case NUMBER -> node.asDouble();
            case ARRAY -> {
                var list = new ArrayList<>();
                node.forEach(item -> list.add(value(item)));
                yield list;
            }
            case OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                node.properties().forEach(item -> map.put(item.getKey(), value(item.getValue())));
                yield map;
            }
            default -> Expression.Null.NULL;
        };
    }

    /// Request by request, condition by condition: whether the PDP allows.
    private static List<List<Boolean>> check(RealPdp pdp, int conditions, List<AccessRequest> requests) {
        var allowed = new ArrayList<List<Boolean>>();
        for (var some :
                requests.stream().gather(Gatherers.windowFixed(MOST_RESOURCES)).toList()) {
            var results = new ArrayList<Map<String, Boolean>>();
            some.forEach(_ -> results.add(new HashMap<>()));
            for (int first = 0; first < conditions; first += MOST_ACTIONS) {
                var actions = new ArrayList<String>();
                for (int c = first; c < Math.min(conditions, first + MOST_ACTIONS); c++) {
                    actions.add("c" + c);
                }
                var resources = some.stream()
                        .map(request -> Map.of(
                                "actions",
                                actions,
                                "resource",
                                Map.of(
                                        "kind",
                                        "command",
                                        "id",
                                        "command",
                                        "policyVersion",
                                        AccessRequest.CONTRACT,
                                        "attr",
                                        request.attributes())))
                        .toList();
                var answer = pdp.post(
                        "/api/check/resources", Json.text(Map.of("principal", principal(), "resources", resources)));
                assertEquals(200, answer.statusCode(), answer.body());
                int r = 0;
                for (var result : Json.mapper().readTree(answer.body()).get("results")) {
                    for (var action : result.get("actions").properties()) {
                        results.get(r)
                                .put(
                                        action.getKey(),
                                        action.getValue().asString().equals("EFFECT_ALLOW"));
                    }
                    r++;
                }
            }
            for (var result : results) {
                var row = new ArrayList<Boolean>();
                for (int c = 0; c < conditions; c++) {
                    row.add(result.get("c" + c));
                }
                allowed.add(row);
            }
        }
        return allowed;
    }

    private static Map<String, Object> principal() {
        return Map.of("id", DEV.id(), "roles", DEV.roles(), "policyVersion", AccessRequest.CONTRACT);
    }
}
