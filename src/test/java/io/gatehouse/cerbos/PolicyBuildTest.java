package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PolicyBuildTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final Path FIXTURE = Path.of("src/test/resources/cerbos/check-resources.json");

    @TempDir
    private Path dir;

    @Test
    void writesTheSourcesAndTheRevisionPolicy() {
        var built = PolicyBuild.build(SMALL, dir.resolve("out"));
        assertEquals(3, built.rules());
        assertEquals(
                List.of(
                        "_schemas/file.json",
                        "_schemas/gatehouse.json",
                        "file.yaml",
                        "gatehouse.yaml",
                        "roles.yaml",
                        "shared.yaml"),
                built.files().stream().map(Path::toString).toList());
        assertTrue(built.revision().matches("[0-9a-f]{16}"), built.revision());
    }

    @Test
    void aSecondBuildGivesTheSameBytesAndReplacesTheFirst() throws IOException {
        var first = PolicyBuild.build(SMALL, dir.resolve("a"));
        PolicyBuild.build(SMALL, dir.resolve("b"));
        Files.writeString(dir.resolve("b/stale.yaml"), "of an earlier build");
        var second = PolicyBuild.build(SMALL, dir.resolve("b"));

        assertEquals(first, second);
        for (var file : first.files()) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("a").resolve(file)),
                    Files.readAllBytes(dir.resolve("b").resolve(file)));
        }
        assertFalse(Files.exists(dir.resolve("b/stale.yaml")));
        try (var left = Files.list(dir)) {
            assertEquals(
                    List.of("a", "b"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aSecondBuildKeepsTheDirectoryThatAPdpWatches() throws IOException {
        var out = dir.resolve("out");
        PolicyBuild.build(SMALL, out);
        var watched = Files.readAttributes(out, BasicFileAttributes.class).fileKey();
        PolicyBuild.build(SMALL, out);
        assertEquals(
                watched, Files.readAttributes(out, BasicFileAttributes.class).fileKey());
    }

    @Test
    void refusesADirectoryWithFilesThatItDidNotMake() throws IOException {
        var out = Files.createDirectory(dir.resolve("out"));
        Files.writeString(out.resolve("thesis.txt"), "years of work");
        var refused = assertThrows(PolicyException.class, () -> PolicyBuild.build(SMALL, out));
        assertTrue(refused.toString().contains("did not make"), refused.toString());
        assertEquals("years of work", Files.readString(out.resolve("thesis.txt")));
    }

    @Test
    void refusesABuildAsItsSources() {
        PolicyBuild.build(SMALL, dir.resolve("out"));
        var refused =
                assertThrows(PolicyException.class, () -> PolicyBuild.build(dir.resolve("out"), dir.resolve("twice")));
        assertTrue(refused.toString().contains("is itself a build"), refused.toString());
    }

    @Test
    void refusesToWriteIntoItsSources() {
        assertThrows(PolicyException.class, () -> PolicyBuild.build(SMALL, SMALL.resolve("out")));
        assertThrows(PolicyException.class, () -> PolicyBuild.build(SMALL, SMALL));
        assertThrows(PolicyException.class, () -> PolicyBuild.build(SMALL, Path.of("src/test/resources")));
    }

    @Test
    void theRevisionFollowsTheSourcesThatAPdpLoadsAndNothingElse() throws IOException {
        var copy = copyOf(SMALL, dir.resolve("in"));
        var before = PolicyBuild.build(copy, dir.resolve("out")).revision();
        Files.writeString(copy.resolve("README.md"), "words");
        Files.createDirectories(copy.resolve("tests/testdata"));
        Files.writeString(copy.resolve("tests/testdata/principals.yaml"), "principals: {}");
        Files.writeString(copy.resolve("tests/file_test.yaml"), "name: FileTest");
        assertEquals(before, PolicyBuild.build(copy, dir.resolve("out")).revision());

        Files.writeString(
                copy.resolve("shared.yaml"),
                Files.readString(copy.resolve("shared.yaml")).replace("/tmp/", "/t/"));
        assertFalse(before.equals(PolicyBuild.build(copy, dir.resolve("out")).revision()));
    }

    @Test
    void thePoliciesOfThisRepositoryPassTheirTestsAfterTheBuildToo() throws IOException {
        var out = dir.resolve("out");
        var built = PolicyBuild.build(Path.of("policies"), out);
        assertTrue(built.rules() >= 15, built::toString);
        copyOf(Path.of("policies/tests"), out.resolve("tests"));
        assertTrue(RealPdp.compile(out, "--strict-evaluation").contains(" OK]"));
    }

    @Test
    void aJsonPolicyStaysJson() throws IOException {
        var in = dir.resolve("in");
        Files.createDirectories(in.resolve("_schemas"));
        Files.copy(SMALL.resolve("_schemas/file.json"), in.resolve("_schemas/file.json"));
        Files.writeString(
                in.resolve("file.json"),
                """
                {
                \t"apiVersion": "api.cerbos.dev/v1",
                \t"resourcePolicy": {
                \t\t"resource": "file",
                \t\t"version": "v1",
                \t\t"schemas": {"resourceSchema": {"ref": "cerbos:///file.json"}},
                \t\t"rules": [{"actions": ["read"], "effect": "EFFECT_ALLOW", "roles": ["developer"]}]
                \t}
                }
                """);
        PolicyBuild.build(in, dir.resolve("out"));
        RealPdp.compile(dir.resolve("out"));
        var rules = Json.tree(Files.readAllBytes(dir.resolve("out/file.json")))
                .get("resourcePolicy")
                .get("rules");
        assertEquals(3, rules.size());
        assertEquals("[\"allow:read\"]", rules.get(1).get("actions").toString());
        assertEquals("[\"revision\"]", rules.get(2).get("actions").toString());
    }

    @Test
    void aDenyForOnePersonIsExplainedLikeAnyOther() throws IOException {
        var in = copyOf(SMALL, dir.resolve("in"));
        Files.writeString(
                in.resolve("ada.yaml"),
                """
                apiVersion: api.cerbos.dev/v1
                principalPolicy:
                  principal: ada
                  version: v1
                  rules:
                    - resource: file
                      actions:
                        - name: file.ada
                          action: read
                          effect: EFFECT_DENY
                          condition:
                            match:
                              expr: R.attr.name == "a.txt"
                          output:
                            when:
                              ruleActivated: |-
                                {"rule": "file.ada", "why": "On leave.", "fix": "Come back.", "waivable": false, "severity": "low"}
                """);
        PolicyBuild.build(in, dir.resolve("out"));
        try (var pdp = RealPdp.start(dir.resolve("out"), dir)) {
            var answer = pdp.post(
                    "/api/check/resources",
                    """
                    {"principal": {"id": "ada", "policyVersion": "v1", "roles": ["developer"]}, "resources": [
                      {"actions": ["read", "write", "why:file.ada", "why:file.secret"],
                       "resource": {"kind": "file", "id": "file", "policyVersion": "v1", "attr":
                         {"path": "/w/a.txt", "name": "a.txt", "insideWorkspace": true, "waived": [], "revision": ""}}}]}
                    """);
            assertEquals(
                    Json.tree(
                            """
                            {"read": "EFFECT_DENY", "write": "EFFECT_ALLOW",
                             "why:file.ada": "EFFECT_ALLOW", "why:file.secret": "EFFECT_DENY"}
                            """
                                    .getBytes(UTF_8)),
                    Json.read(answer.body(), JsonNode.class)
                            .get("results")
                            .get(0)
                            .get("actions"));
        }
    }

    @Test
    void theRevisionCarriesTheAgeLimitsThatTheOrganisationShortened() throws IOException {
        var in = copyOf(SMALL, dir.resolve("in"));
        Files.writeString(in.resolve("ages.yaml"), exported("offlineHours: 24"));
        PolicyBuild.build(in, dir.resolve("out"));
        try (var pdp = RealPdp.start(dir.resolve("out"), dir)) {
            var answer = pdp.post(
                    "/api/check/resources",
                    """
                    {"principal": {"id": "ada", "roles": ["developer"]}, "resources": [
                      {"actions": ["revision"], "resource": {"kind": "gatehouse", "id": "gatehouse",
                       "policyVersion": "v1", "attr": {"revision": ""}}}]}
                    """);
            var output = Json.read(answer.body(), JsonNode.class).at("/results/0/outputs/0/val");
            assertEquals(Json.tree("{\"read\": 168, \"other\": 24}".getBytes(UTF_8)), output.get("ages"));
        }
    }

    @Test
    void withoutAgeLimitsTheRevisionCarriesNone() throws IOException {
        PolicyBuild.build(SMALL, dir.resolve("out"));
        assertFalse(Files.readString(dir.resolve("out/gatehouse.yaml")).contains("ages"));
    }

    static String exported(String... definitions) {
        return """
                apiVersion: api.cerbos.dev/v1
                exportConstants:
                  name: gatehouse
                  definitions:
                    %s
                """
                .formatted(String.join("\n    ", definitions));
    }

    @Nested
    class ServedByARealPdp {
        private static RealPdp pdp;
        private static String revision;

        @TempDir
        private static Path work;

        @BeforeAll
        static void serve() {
            var out = work.resolve("built");
            revision = PolicyBuild.build(SMALL, out).revision();
            RealPdp.compile(out, "--strict-evaluation");
            pdp = RealPdp.start(out, work);
        }

        @AfterAll
        static void stop() {
            pdp.close();
        }

        @Test
        void aDeniedActionAllowsTheWhyActionsOfAllRulesThatFire() {
            var actions = actions(check("developer", Map.of("name", "id_rsa", "insideWorkspace", false), ""));
            assertEquals(
                    Map.of(
                            "read", "EFFECT_DENY",
                            "write", "EFFECT_DENY",
                            "why:file.secret", "EFFECT_ALLOW",
                            "why:file.outside-workspace", "EFFECT_ALLOW",
                            "why:file.visitor", "EFFECT_DENY",
                            "allow:write", "EFFECT_ALLOW",
                            "revision", "EFFECT_DENY"),
                    actions);
        }

        @Test
        void aDerivedRoleLimitsTheWhyActionAsItLimitsTheRule() {
            var actions = actions(check("developer\", \"visitor", Map.of(), ""));
            assertEquals("EFFECT_DENY", actions.get("write"));
            assertEquals("EFFECT_ALLOW", actions.get("why:file.visitor"));
        }

        @Test
        void aWaivedRuleNoLongerFires() {
            var outside = Map.<String, Object>of("insideWorkspace", false, "waived", List.of("file.outside-workspace"));
            var actions = actions(check("developer", outside, ""));
            assertEquals("EFFECT_ALLOW", actions.get("write"));
            assertEquals("EFFECT_DENY", actions.get("why:file.outside-workspace"));
        }

        @Test
        void theProbeOfAnActionTellsWhetherARuleAllowsItWhateverDenies() {
            var key = Map.<String, Object>of("name", "id_rsa");
            assertEquals("EFFECT_DENY", actions(check("developer", key, "")).get("write"));
            assertEquals("EFFECT_ALLOW", actions(check("developer", key, "")).get("allow:write"));
            assertEquals("EFFECT_DENY", actions(check("visitor", key, "")).get("allow:write"));
        }

        @Test
        void theMarkerIsAllowedForThisRevisionAlone() {
            assertEquals(
                    "EFFECT_ALLOW",
                    actions(check("developer", Map.of(), revision)).get("revision"));
            assertEquals(
                    "EFFECT_DENY",
                    actions(check("developer", Map.of(), "0123456789abcdef")).get("revision"));
        }

        @Test
        void theCatalogueTravelsOnlyToThoseWhoDoNotKnowTheRevision() {
            var known = output(check("developer", Map.of(), revision).get(1));
            assertEquals(revision, known.get("revision").asString());
            assertEquals("[\"v1\"]", known.get("versions").toString());
            assertTrue(known.get("rules").isEmpty());
            assertEquals(
                    known,
                    output(check("developer", Map.of(), "0123456789abcdef " + revision)
                            .get(1)));

            var rules = output(check("developer", Map.of(), "").get(1)).get("rules");
            assertEquals(3, rules.size());
            assertEquals(
                    Json.tree(
                            """
                            {"id": "file.secret", "kind": "file", "actions": ["read", "write"],
                             "why": "A private key \\"opens\\" other machines; it's not for agents.",
                             "fix": "Let ssh-agent sign instead.", "waivable": false, "severity": "high"}
                            """
                                    .getBytes(UTF_8)),
                    rules.get(1));
        }

        @Test
        void aPlanWithTheMarkerDeniesUnderAnotherRevision() {
            var plan = Json.read(
                    pdp.post(
                                    "/api/plan/resources",
                                    """
                            {"principal": {"id": "ada", "roles": ["developer"]}, "actions": ["write", "revision"],
                             "resource": {"kind": "file", "policyVersion": "v1"}}
                            """)
                            .body(),
                    JsonNode.class);
            var condition = plan.get("filter").get("condition").get("expression");
            assertEquals("and", condition.get("operator").asString());
            assertTrue(
                    condition.get("operands").toString().contains("\"value\":\"" + revision + "\""),
                    plan::toPrettyString);
        }

        @Test
        void theFixtureOfTheClientIsWhatARealPdpAnswers() throws IOException {
            var answer = pdp.post("/api/check/resources", request("developer", Map.of("name", "id_rsa"), "", true));
            var json = (tools.jackson.databind.node.ObjectNode) Json.read(answer.body(), JsonNode.class);
            json.put("cerbosCallId", "01M82Z5P1BYKQNHPZB5WG0WF67");
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(FIXTURE, json.toPrettyString() + "\n");
            }
            assertEquals(Json.tree(Files.readAllBytes(FIXTURE)), json);
        }

        private static JsonNode check(String roles, Map<String, Object> attributes, String known) {
            var answer = pdp.post("/api/check/resources", request(roles, attributes, known, false));
            assertEquals(200, answer.statusCode(), answer.body());
            return Json.read(answer.body(), JsonNode.class).get("results");
        }

        private static String request(String roles, Map<String, Object> attributes, String known, boolean meta) {
            var all = new TreeMap<String, Object>(Map.of(
                    "path",
                    "/home/ada/work/a.txt",
                    "name",
                    "a.txt",
                    "insideWorkspace",
                    true,
                    "waived",
                    List.of(),
                    "revision",
                    known));
            all.putAll(attributes);
            return """
                    {"principal": {"id": "ada", "roles": ["%s"]}, "includeMeta": %s, "resources": [
                      {"actions": ["read", "write", "allow:write", "revision",
                                   "why:file.secret", "why:file.outside-workspace", "why:file.visitor"],
                       "resource": {"kind": "file", "id": "file", "policyVersion": "v1", "attr": %s}},
                      {"actions": ["revision"], "resource":
                        {"kind": "gatehouse", "id": "gatehouse", "policyVersion": "v1", "attr": {"revision": "%s"}}}
                    ]}
                    """
                    .formatted(roles, meta, Json.text(all), known);
        }

        private static Map<String, String> actions(JsonNode results) {
            var actions = new TreeMap<String, String>();
            results.get(0)
                    .get("actions")
                    .properties()
                    .forEach(action ->
                            actions.put(action.getKey(), action.getValue().asString()));
            return actions;
        }

        private static JsonNode output(JsonNode result) {
            return result.get("outputs").get(0).get("val");
        }
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (var path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
        return to;
    }
}
