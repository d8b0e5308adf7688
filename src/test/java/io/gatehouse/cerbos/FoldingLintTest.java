package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldingLintTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final String ROLES =
            """
            apiVersion: api.cerbos.dev/v1
            derivedRoles:
              name: people
              definitions:
                - {name: seventh, parentRoles: ["*"], condition: {match: {expr: 'R.attr.l[7] == "b"'}}}
            """;

    /// What each action allows or denies by an error of the PDP, and what lint says of it.
    private static final Map<String, String> REFUSED = Map.of(
            "order",
            """
            plan-order
                - {actions: [order], effect: EFFECT_ALLOW, roles: ["*"], condition: {match: {any: {of: [
                    {expr: 'R.attr.l[7] == "b"'}, {expr: '"developer" in P.roles'}]}}}}
            """,
            "allow",
            """
            plan-allow
                - {actions: [allow], effect: EFFECT_ALLOW, roles: ["*"]}
                - {actions: [allow], effect: EFFECT_ALLOW, roles: [developer], condition: {match: {
                    expr: 'R.attr.l[7] == "b"'}}}
            """,
            "role",
            """
            plan-role
                - {actions: [role], effect: EFFECT_ALLOW, roles: ["*"]}
                - {actions: [role], effect: EFFECT_DENY, derivedRoles: [seventh], condition: {match: {
                    expr: '"contractor" in P.roles'}}}
            """,
            "empty",
            """
            plan-empty
                - {actions: [empty], effect: EFFECT_ALLOW, roles: ["*"], condition: {match: {
                    expr: '!(R.attr.l[7] in P.attr.none)'}}}
            """);

    @TempDir
    private Path dir;

    @Test
    void refusesWhatThePdpDeniesByAnErrorOfWhichThePlanKnowsNothing() throws IOException {
        var policies = Files.createDirectory(dir.resolve("policies"));
        Files.writeString(policies.resolve("people.yaml"), ROLES);
        for (var refused : REFUSED.entrySet()) {
            var rules = refused.getValue();
            int end = rules.indexOf('\n');
            Files.writeString(policies.resolve("command.yaml"), policy(rules.substring(end)));
            assertEquals(List.of(rules.substring(0, end)), folding(PolicySources.read(policies)));
            try (var pdp = RealPdp.start(policies, dir)) {
                assertEquals("KIND_ALWAYS_ALLOWED", planned(pdp, refused.getKey()), rules);
                assertEquals("EFFECT_DENY", checked(pdp, refused.getKey()), rules);
            }
        }
    }

    private static String policy(String rules) {
        return """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: command
                  version: %s
                  importDerivedRoles: [people]
                  rules:
                %s"""
                .formatted(AccessRequest.CONTRACT, rules);
    }

    private static String planned(RealPdp pdp, String action) {
        var answer = pdp.post(
                "/api/plan/resources",
                Json.text(Map.of("principal", principal(), "resource", resource(), "actions", List.of(action))));
        return Json.mapper().readTree(answer.body()).at("/filter/kind").asString();
    }

    private static String checked(RealPdp pdp, String action) {
        var resource = new TreeMap<>(resource());
        resource.put("id", "command");
        resource.put("attr", Map.of("l", List.of("a")));
        var question = Map.of("actions", List.of(action), "resource", resource);
        var answer = pdp.post(
                "/api/check/resources", Json.text(Map.of("principal", principal(), "resources", List.of(question))));
        return Json.mapper()
                .readTree(answer.body())
                .at("/results/0/actions/" + action)
                .asString();
    }

    private static Map<String, Object> principal() {
        return Map.of(
                "id",
                "dev",
                "roles",
                List.of("developer"),
                "attr",
                Map.of("none", List.of()),
                "policyVersion",
                AccessRequest.CONTRACT);
    }

    private static Map<String, Object> resource() {
        return Map.of("kind", "command", "policyVersion", AccessRequest.CONTRACT);
    }

    @Test
    void tellsFileLineAndHowToMendIt() {
        var finding =
                lint("any", "R.attr.name == \"a\"", "\"admin\" in P.roles").getFirst();
        assertEquals(
                "file.yaml:30: a plan may know this part of `any` beforehand, and then forgets that a part before it can"
                        + " fail, by which the PDP denies [plan-order]. Put it before the parts that read R.attr, or join"
                        + " them in one expression with && or ||.",
                finding.text());
    }

    @Test
    void refusesAPartBehindOthersThatAPlanMayKnow() {
        for (var known : List.of(
                "R.kind == \"file\"",
                "true",
                "C.keyNames == []",
                "R.attr.insideWorkspace || \"admin\" in P.roles",
                "!(R.attr.name == \"b\" && (P.attr.onCall))",
                "null in [R.attr.name, null]",
                "R.attr.name in []",
                "R.attr.name in P.attr.names",
                "C.keyNames.exists(k, R.attr.name.startsWith(k))",
                "V.known && R.attr.insideWorkspace",
                "size(R.attr.name) > 2 == (R.attr.insideWorkspace || P.attr.onCall)")) {
            for (var list : List.of("all", "any", "none")) {
                assertEquals(
                        List.of("plan-order"),
                        lint(list, "R.attr.name == \"a\"", known).stream()
                                .map(Finding::rule)
                                .toList(),
                        list + " " + known);
            }
        }
    }

    @Test
    void takesAPartThatOnlyTheRequestDecides() {
        for (var open : List.of(
                "V.isKey",
                "R.attr.name in C.keyNames",
                "!(\"file.secret\" in R.attr.path)",
                "R.attr.name == \"x\" && R.attr.insideWorkspace || R.attr.path in [\"/\", \"/x\"]",
                "size(R.attr.name) > 8 ? R.attr.insideWorkspace : R.attr.path == \"\"")) {
            assertEquals(List.of(), lint("all", "R.attr.name == \"a\"", open), open);
        }
    }

    @Test
    void takesWhatIsKnownBeforeWhatIsNot() {
        assertEquals(List.of(), lint("any", "\"admin\" in P.roles", "R.attr.name == \"a\""));
    }

    @Test
    void takesSeveralAllowRulesAndDerivedRolesThatCannotFail() {
        assertEquals(List.of(), folding(PolicySources.read(Path.of("src/test/resources/policies-second"))));
    }

    private static List<Finding> lint(String list, String first, String second) {
        var files = new TreeMap<>(PolicySources.read(SMALL).files());
        var text = new PolicySources(files)
                .text("file.yaml")
                .replace("          any:", "          " + list + ":")
                .replace("expr: V.isKey", "expr: '" + first + "'")
                .replace("expr: R.attr.name.endsWith(\".pem\")", "expr: '" + second + "'");
        files.put("file.yaml", text.getBytes(UTF_8));
        return PolicyLint.lint(new PolicySources(files));
    }

    private static List<String> folding(PolicySources policies) {
        return PolicyLint.lint(policies).stream()
                .map(Finding::rule)
                .filter(rule ->
                        Stream.of("order", "allow", "role", "empty").anyMatch(end -> rule.equals("plan-" + end)))
                .toList();
    }
}
