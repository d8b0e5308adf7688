package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each case is the small policy set with one thing broken.
class PolicyLintTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final String FILE = "file.yaml";
    private static final String SCHEMA = "_schemas/file.json";

    private final SortedMap<String, byte[]> files =
            new TreeMap<>(PolicySources.read(SMALL).files());

    @Test
    void theSmallSetIsClean() {
        assertEquals(List.of(), findings());
    }

    @Test
    void thePoliciesOfThisRepositoryAreClean() {
        assertEquals(List.of(), PolicyLint.lint(Path.of("policies")));
    }

    @Nested
    class ADenyRule {
        @Test
        void hasAName() {
            change(FILE, "    - name: file.secret\n      actions", "    - actions");
            assertEquals(List.of("file.yaml:21 deny-name", "file.yaml:32 output-rule"), places());
        }

        @Test
        void hasAnOutput() {
            cut(
                    FILE,
                    "      output:\n        when:\n          ruleActivated: |-\n            {\"rule\": \"file.visitor\"",
                    "\n\n");
            only(
                    "file.yaml:59 deny-output",
                    "the deny rule file.visitor has no output",
                    "Put out, under output.when.ruleActivated, {\"rule\": \"the rule's name\", \"why\": \"…\","
                            + " \"fix\": \"…\", \"waivable\": false, \"severity\": \"low, medium or high\"} with quoted"
                            + " strings, true and false.");
        }

        @Test
        void putsOutAllKeys() {
            change(FILE, "\"why\": \"Visitors only read.\", ", "");
            only("file.yaml:68 deny-output", "the output is not as expected: \"why\" is missing");
        }

        @Test
        void putsOutLiteralsOnly() {
            change(FILE, "\"Visitors only read.\"", "\"Not \" + R.attr.path");
            only("file.yaml:68 deny-output", "the output is not as expected: expected `,` or `}` before +");
        }

        @Test
        void putsOutAKnownSeverity() {
            change(FILE, "\"severity\": \"low\"", "\"severity\": \"fatal\"");
            only(
                    "file.yaml:68 deny-output",
                    "the output is not as expected: \"severity\" is \"fatal\", which is not one of low, medium, high");
        }

        @Test
        void putsOutItsOwnName() {
            change(FILE, "\"rule\": \"file.visitor\"", "\"rule\": \"file.guest\"");
            only(
                    "file.yaml:68 output-rule",
                    "the output says rule \"file.guest\", and the rule's name is \"file.visitor\"",
                    "Make them equal.");
        }

        @Test
        void putsOutNothingWhenItDoesNotFire() {
            change(
                    FILE,
                    "        when:\n          ruleActivated: >-",
                    "        when:\n          conditionNotMet: '\"no\"'\n          ruleActivated: >-");
            only("file.yaml:42 deny-output", "conditionNotMet puts this rule out although it did not fire");
        }

        @Test
        void bindsEveryone() {
            change(
                    FILE,
                    "effect: EFFECT_DENY\n      roles: [\"*\"]\n      condition:\n        match:\n          any",
                    "effect: EFFECT_DENY\n      roles: [contractor]\n      condition:\n        match:\n          any");
            only(
                    "file.yaml:21 deny-roles",
                    "roles are OR-ed, so a deny for [contractor] does not bind who also holds another role",
                    "Write roles: [\"*\"] and test P.roles in the condition, or a derived role with parentRoles: [\"*\"].");
        }

        @Test
        void bindsEveryoneOfADerivedRoleOnlyWhereThatStartsFromAllRoles() {
            change("roles.yaml", "parentRoles: [\"*\"]", "parentRoles: [visitor]");
            only(
                    "file.yaml:59 deny-roles",
                    "roles are OR-ed, so a deny for [visitor] does not bind who also holds another role");
        }

        @Test
        void listsItsActions() {
            change(
                    FILE,
                    "      actions: [write]\n      effect: EFFECT_DENY\n      derivedRoles",
                    "      actions: [\"*\"]\n      effect: EFFECT_DENY\n      derivedRoles");
            only(
                    "file.yaml:60 action-glob",
                    "the action \"*\" also means the actions that Gatehouse adds (`why:…`, `allow:…`, `revision`)",
                    "List the actions.");
        }

        @Test
        void saysTheSameAsAnotherOfItsName() {
            files.put(
                    "scoped.yaml",
                    text(FILE)
                            .replace(
                                    "version: v1",
                                    "version: v1\n  scope: acme\n  scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS")
                            .replace("Visitors only read.", "Guests only read.")
                            .getBytes(UTF_8));
            only(
                    "scoped.yaml:70 same-words",
                    "two rules file.visitor of the kind file say different things",
                    "Give one another name, or both the same output. The other says: Visitors only read.");
        }
    }

    @Nested
    class AHardRule {
        @Test
        void neverReadsGrants() {
            change(
                    FILE,
                    "R.attr.name.endsWith(\".pem\")",
                    "R.attr.name.endsWith(\".pem\") && size(R.attr.waived) == 0");
            only(
                    "file.yaml:21 hard-waived",
                    "the rule has no \"waivable\": true, and its condition (or a variable or derived role in it) reads `waived`",
                    "Remove that, or put out \"waivable\": true and test !(\"file.secret\" in R.attr.waived).");
        }

        @Test
        void neverReadsGrantsThroughAVariable() {
            change(
                    FILE,
                    "isKey: R.attr.name in C.keyNames",
                    "isKey: R.attr.name in C.keyNames && !V.lifted\n      lifted: size(R.attr[\"waived\"]) > 0");
            assertEquals(List.of("file.yaml:22 computed-attribute", "file.yaml:22 hard-waived"), places());
        }

        @Test
        void neverReadsGrantsThroughAnImportedVariable() {
            change(FILE, "expr: V.isKey", "expr: V.isKey && V.isTemporary");
            change("shared.yaml", "R.attr.path.startsWith(\"/tmp/\")", "size(R.attr.waived) == 0");
            assertEquals(List.of("file.yaml:21 hard-waived", "file.yaml:42 waivable-test"), places());
        }

        @Test
        void neverReadsConfirmations() {
            change(FILE, "R.attr.name.endsWith(\".pem\")", "'!(\"file.secret\" in R.attr.confirmed)'");
            change(SCHEMA, "\"waived\": {", "\"confirmed\": {\"type\": \"array\"}, \"waived\": {");
            change(SCHEMA, "\"required\": [", "\"required\": [\"confirmed\", ");
            only(
                    "file.yaml:21 hard-confirmed",
                    "the rule has no \"confirm\": \"…\", and its condition (or a variable or derived role in it) reads `confirmed`");
        }
    }

    @Nested
    class AWaivableRule {
        @Test
        void asksAPersonInWordsAndTestsForTheAnswer() {
            change(FILE, "\"severity\": \"low\"", "\"severity\": \"low\", \"confirm\": \"Let it?\"");
            only(
                    "file.yaml:59 confirm-test",
                    "the rule says \"confirm\": \"…\", and its condition does not need !(\"file.visitor\" in R.attr.confirmed)");
        }

        @Test
        void asksNobodyNothing() {
            change(FILE, "\"severity\": \"low\"", "\"severity\": \"low\", \"confirm\": \" \"");
            only("file.yaml:68 deny-output", "the output is not as expected: \"confirm\" is not a text");
        }

        @Test
        void asksNobodyByTrue() {
            change(FILE, "\"severity\": \"low\"", "\"severity\": \"low\", \"confirm\": true");
            only("file.yaml:68 deny-output", "the output is not as expected: \"confirm\" is not a text");
        }

        @Test
        void testsItsOwnId() {
            change(FILE, "!(\"file.visitor\" in R.attr.waived)", "!(\"file.secret\" in R.attr.waived)");
            only(
                    "file.yaml:59 waivable-test",
                    "the rule says \"waivable\": true, and its condition does not need !(\"file.visitor\" in R.attr.waived)",
                    "Join it to the condition with && or under all.of, written like that.");
        }

        @Test
        void isNotLiftedInHalfOfItsConditionOnly() {
            change(
                    FILE,
                    "expr: '!(\"file.visitor\" in R.attr.waived)'",
                    "expr: '!(\"file.visitor\" in R.attr.waived) || R.attr.name == \"x\"'");
            only(
                    "file.yaml:59 waivable-test",
                    "the rule says \"waivable\": true, and its condition does not need !(\"file.visitor\" in R.attr.waived)");
        }

        @Test
        void mayJoinTheTestWithAndAndParentheses() {
            change(
                    FILE,
                    "expr: '!(\"file.visitor\" in R.attr.waived)'",
                    "expr: '(R.attr.name != \"x\" || V.isKey) && (!(\"file.visitor\" in request.resource.attr.waived))'");
            assertEquals(List.of(), findings());
        }

        @Test
        void readsGrantsOnce() {
            change(FILE, "'!R.attr.insideWorkspace'", "'!R.attr.insideWorkspace || \"other\" in R.attr.waived'");
            only(
                    "file.yaml:42 waivable-test",
                    "the condition (or a variable or derived role in it) reads `waived` a second time");
        }
    }

    @Nested
    class AnExpression {
        @Test
        void doesNotAskWhetherAnAttributeExists() {
            change(FILE, "expr: V.isKey", "expr: has(R.attr.name) && V.isKey");
            only(
                    "file.yaml:29 has",
                    "has() is true in every plan, so a laptop without a network would be allowed more",
                    "Compare with the neutral value instead, e.g. R.attr.x != \"\": every attribute is always sent.");
        }

        @Test
        void doesNotReadTheClockOfThePdp() {
            change("shared.yaml", "R.attr.path", "now() > timestamp(\"2026-01-01T00:00:00Z\") && R.attr.path");
            change(FILE, "              - expr: '!V.isTemporary'\n", "");
            only(
                    "shared.yaml:5 now",
                    "now() stands still in a plan, so what should end would not",
                    "Use the time that is sent with each request: timestamp(R.attr.at).");
        }

        @Test
        void doesNotMeasureTimeSince() {
            change("roles.yaml", "'\"visitor\" in P.roles'", "timestamp(P.attr.since).timeSince() > duration(\"1h\")");
            only("roles.yaml:9 now", "timeSince() stands still in a plan, so what should end would not");
        }

        @Test
        void doesNotBind() {
            change(FILE, "expr: V.isKey", "expr: cel.bind(x, R.attr.name, x == \"a\")");
            only(
                    "file.yaml:29 bind",
                    "cel.bind cannot be planned",
                    "Define a variable (variables.local) and use V.name.");
        }

        @Test
        void hasNoOptionals() {
            for (var optional : List.of("R.attr.?name == optional.none()", "P.attr[?\"a\"].hasValue()")) {
                files.putAll(PolicySources.read(SMALL).files());
                change(FILE, "expr: V.isKey", "expr: '" + optional + "'");
                assertEquals(List.of("file.yaml:29 optional"), places());
            }
        }

        @Test
        void usesNoFunctionThatNoPlanIsEvaluatedWith() {
            change(FILE, "expr: V.isKey", "expr: '\"%s!\".format([R.attr.name]) == \"x!\"'");
            only(
                    "file.yaml:29 unknown-function",
                    "format() cannot be decided without the PDP: no plan with it is evaluated",
                    "Say it with ==, <, in, startsWith, endsWith, contains, matches, size, exists, all, filter or"
                            + " hasIntersection.");
        }

        @Test
        void mayUseAnyFunctionOnWhatIsKnownWhenItIsPlanned() {
            change(FILE, "expr: V.isKey", "expr: '\"%s!\".format([P.id]) == \"ada!\"'");
            assertEquals(List.of(), findings());
        }

        @Test
        void computesWithNoWholeNumber() {
            for (var computed : List.of(
                    "R.attr.port + 1 > 2", "2 * R.attr.port > 2", "V.port - 1.0 > 2", "(R.attr.port) / 2 > 1")) {
                files.putAll(PolicySources.read(SMALL).files());
                change(SCHEMA, "\"path\": {", "\"port\": {\"type\": \"number\"}, \"path\": {");
                change(SCHEMA, "\"required\": [", "\"required\": [\"port\", ");
                change(FILE, "isKey: R", "port: R.attr.port\n      isKey: R");
                change(FILE, "expr: V.isKey", "expr: '" + computed + "'");
                assertEquals(List.of("file.yaml:30 integer"), places(), computed);
            }
        }

        @Test
        void mayComputeWithCountsAndFractions() {
            for (var computed : List.of(
                    "R.attr.path.size() - 1 > 2",
                    "1 + size(R.attr.path) > 2",
                    "R.attr.path[size(R.attr.path) - 1] == \"x\"",
                    "R.attr.path.size() > -1",
                    "R.attr.path.indexOf(\"x\") * 0.5 > 1.5")) {
                files.putAll(PolicySources.read(SMALL).files());
                change(FILE, "expr: V.isKey", "expr: '" + computed + "'");
                assertEquals(List.of(), findings(), computed);
            }
        }

        @Test
        void comparesNoBytes() {
            for (var bytes : List.of("bytes(R.attr.name) == b\"x\"", "bytes(R.attr.name) == bytes(\"x\")")) {
                files.putAll(PolicySources.read(SMALL).files());
                change(FILE, "expr: V.isKey", "expr: '" + bytes + "'");
                assertEquals(List.of("file.yaml:29 bytes"), places(), bytes);
            }
        }

        @Test
        void mayHoldTheSameWordsInAString() {
            change(FILE, "expr: V.isKey", "expr: 'V.isKey || R.attr.name == \"has(x) now() cel.bind .?\" // has(y)'");
            assertEquals(List.of(), findings());
        }

        @Test
        void mayChooseBetweenTwoValues() {
            change(FILE, "expr: V.isKey", "expr: 'V.isKey ? [1 > 0 ? true : false][0] : false'");
            assertEquals(List.of(), findings());
        }

        @Test
        void isCel() {
            change(FILE, "expr: V.isKey", "expr: 'R.attr.name == \"open'");
            only("file.yaml:29 cel", "a string that begins with \" does not end", "Write a CEL expression.");
        }
    }

    @Nested
    class AResourcePolicy {
        @Test
        void namesASchema() {
            cut(FILE, "  schemas:\n", "  constants:");
            only(
                    "file.yaml:3 schema",
                    "the policy names no schema, so a misspelt attribute would go unnoticed",
                    "Add schemas.resourceSchema.ref: cerbos:///file.json.");
        }

        @Test
        void namesASchemaThatExists() {
            files.remove(SCHEMA);
            only(
                    "file.yaml:11 schema",
                    "there is no schema cerbos:///file.json in _schemas/",
                    "Name a file in _schemas/ as cerbos:///name.json.");
        }

        @Test
        void doesNotSwitchTheSchemaOff() {
            change(
                    FILE,
                    "ref: cerbos:///file.json",
                    "ref: cerbos:///file.json\n      ignoreWhen:\n        actions: [read]");
            only("file.yaml:13 unknown-key", "the key `ignoreWhen` is not supported here", "Use one of: ref.");
        }

        @Test
        void readsOnlyAttributesOfItsSchema() {
            change(FILE, "R.attr.name.endsWith(\".pem\")", "R.attr.nmae.endsWith(\".pem\")");
            only(
                    "file.yaml:21 schema",
                    "the condition (or a variable or derived role in it) reads R.attr.nmae, which _schemas/file.json does not have",
                    "Correct the name, or add the attribute to the schema.");
        }

        @Test
        void isOfTheVersionThatGatehouseAsksFor() {
            change(FILE, "version: v1", "version: default");
            only(
                    "file.yaml:4 policy-version",
                    "the version is \"default\", and Gatehouse asks for \"v1\"",
                    "Write version: v1.");
        }

        @Test
        void usesTheKeysAsLintKnowsThem() {
            change(FILE, "derivedRoles: [visitor]", "derived_roles: [visitor]");
            assertEquals(List.of("file.yaml:59 deny-roles", "file.yaml:62 unknown-key"), places());
        }

        @Test
        void writesEffectsInWords() {
            change(FILE, "effect: EFFECT_ALLOW", "effect: 1");
            only("file.yaml:18 effect", "the effect is \"1\"", "Write EFFECT_ALLOW or EFFECT_DENY.");
        }

        @Test
        void leavesTheActionsOfTheBuildAlone() {
            change(
                    FILE,
                    "actions: [read, write]\n      effect: EFFECT_ALLOW",
                    "actions: [read, revision, \"why:file.secret\", \"allow:read\"]\n      effect: EFFECT_ALLOW");
            assertEquals(List.of("file.yaml:17 reserved", "file.yaml:17 reserved", "file.yaml:17 reserved"), places());
        }

        @Test
        void allowsNoGlobsThatWouldAlsoAllowTheMarker() {
            change(
                    FILE,
                    "actions: [read, write]\n      effect: EFFECT_ALLOW",
                    "actions: [\"*\"]\n      effect: EFFECT_ALLOW");
            only(
                    "file.yaml:17 action-glob",
                    "the action \"*\" also means the actions that Gatehouse adds (`why:…`, `allow:…`, `revision`)");
        }

        @Test
        void isNotThatOfTheRevision() {
            files.put(
                    "gatehouse.yaml",
                    text(FILE).replace("resource: file", "resource: gatehouse").getBytes(UTF_8));
            assertEquals(List.of("gatehouse.yaml:0 reserved", "gatehouse.yaml:3 reserved"), places());
        }
    }

    @Nested
    class ASchema {
        @Test
        void refusesUnknownProperties() {
            change(SCHEMA, "\"additionalProperties\": false", "\"additionalProperties\": true");
            only(
                    "_schemas/file.json:1 schema",
                    "it lets unknown properties pass, so a misspelt attribute would go unnoticed",
                    "Add \"additionalProperties\": false.");
        }

        @Test
        void wantsEveryProperty() {
            change(SCHEMA, "\"required\": [\"path\", ", "\"required\": [");
            only(
                    "_schemas/file.json:5 schema",
                    "the property \"path\" may be absent, and a condition that reads it then fails",
                    "Add it to \"required\"; the laptop sends a neutral value when it knows none.");
        }

        @Test
        void knowsTheRevision() {
            change(SCHEMA, "\"revision\": {\"type\": \"string\"}", "\"rev\": {\"type\": \"string\"}");
            change(SCHEMA, "\"waived\", \"revision\"]", "\"waived\", \"rev\"]");
            only(
                    "_schemas/file.json:1 schema",
                    "it has no property \"revision\", which the laptop sends with every request");
        }

        @Test
        void mayBeIndentedWithTabs() {
            files.put(SCHEMA, text(SCHEMA).replace("  ", "\t").getBytes(UTF_8));
            assertEquals(List.of(), findings());
        }
    }

    @Nested
    class AnAgeLimit {
        @Test
        void isAWholeNumberOfHoursThatShortensTheUsualOne() {
            for (var wrong : List.of("0", "-1", "73", "1.5", "24h", "\"24\"", "012")) {
                files.put("ages.yaml", ages("offlineReadHours: 168", "offlineHours: " + wrong));
                only(
                        "ages.yaml:6 age-limit",
                        "offlineHours is not a whole number from 1 to 72, which is the limit without it",
                        "Write the hours, e.g. offlineHours: 24, or remove the line.");
            }
            files.put("ages.yaml", ages("offlineReadHours: 168", "offlineHours: 72"));
            assertEquals(List.of(), findings());
        }

        @Test
        void isOneThatGatehouseKnows() {
            files.put("ages.yaml", ages("offlineHuors: 24"));
            only(
                    "ages.yaml:5 age-limit",
                    "the constants `gatehouse` are Gatehouse's age limits, and `offlineHuors` is none",
                    "Write offlineHours or offlineReadHours, or export your own constants under another name.");
        }

        @Test
        void standsInOneFile() {
            files.put("ages.yaml", ages("offlineHours: 24"));
            files.put("more.yaml", ages("offlineReadHours: 24"));
            only(
                    "more.yaml:3 age-limit",
                    "the constants `gatehouse` are exported a second time, after ages.yaml",
                    "Keep one of them.");
        }

        private byte[] ages(String... definitions) {
            return PolicyBuildTest.exported(definitions).getBytes(UTF_8);
        }
    }

    @Nested
    class AnException {
        @Test
        void isNoPrincipalPolicy() {
            files.put(
                    "ada.yaml",
                    """
                    apiVersion: api.cerbos.dev/v1
                    principalPolicy:
                      principal: ada
                      version: v1
                      rules:
                        - resource: file
                          actions:
                            - action: read
                              effect: EFFECT_ALLOW
                    """
                            .getBytes(UTF_8));
            only(
                    "ada.yaml:8 bypass",
                    "an allow in a principal policy bypasses deny rules, hard ones too",
                    "Keep only denies here. Make the deny rule waivable and grant an exception, or, for a scope, set"
                            + " SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS.");
        }

        @Test
        void isNoScopeThatOverridesItsParent() {
            files.put(
                    "acme.yaml",
                    text(FILE)
                            .replace("version: v1", "version: v1\n  scope: acme")
                            .getBytes(UTF_8));
            only(
                    "acme.yaml:18 bypass",
                    "an allow in a scope that overrides its parent bypasses deny rules, hard ones too");
        }

        @Test
        void isNoRolePolicy() {
            files.put(
                    "intern.yaml",
                    """
                    apiVersion: api.cerbos.dev/v1
                    rolePolicy:
                      role: intern
                      version: v1
                      rules:
                        - resource: file
                          allowActions: [read]
                    """
                            .getBytes(UTF_8));
            only(
                    "intern.yaml:1 role-policy",
                    "a role policy binds only people who hold no other role, and denies the actions that Gatehouse adds");
        }
    }

    @Nested
    class AFile {
        @Test
        void isOneDocument() {
            change(FILE, "apiVersion: api.cerbos.dev/v1", "a: b\n---\napiVersion: api.cerbos.dev/v1");
            only(
                    "file.yaml:3 file",
                    "cannot be read: a second document in one file",
                    "Write one plain YAML or JSON document.");
        }

        @Test
        void saysNothingTwice() {
            change(FILE, "  version: v1", "  version: v1\n  version: v2");
            only("file.yaml:5 file", "cannot be read: the key `version` stands here twice");
        }

        @Test
        void doesNotContainItself() {
            change(FILE, "resourcePolicy:", "metadata: &x\n  annotations: *x\nresourcePolicy:");
            assertEquals(1, findings().size());
            assertEquals("file", findings().getFirst().rule());
        }

        @Test
        void isUtf8() {
            files.put(FILE, new byte[] {'a', ':', ' ', (byte) 0xff});
            assertTrue(places().contains("file.yaml:1 file"), places().toString());
        }

        @Test
        void isAPolicy() {
            files.put("values.yaml", "replicas: 3\n".getBytes(UTF_8));
            only("values.yaml:1 file", "it is no policy");
        }

        @Test
        void isNoLink(@TempDir Path dir) throws IOException {
            Files.writeString(dir.resolve("file.txt"), text(FILE));
            Files.createSymbolicLink(dir.resolve("file.yaml"), Path.of("file.txt"));
            var thrown = assertThrows(PolicyException.class, () -> PolicyLint.lint(dir));
            assertTrue(thrown.toString().contains("file.yaml is a symbolic link"), thrown.toString());
        }
    }

    @Test
    void aBuildOfBadPoliciesTellsEveryFindingAndWritesNothing(@TempDir Path dir) throws IOException {
        var bad = Files.createDirectory(dir.resolve("bad"));
        Files.writeString(bad.resolve("file.yaml"), text(FILE).replace("cerbos:///file.json", "cerbos:///gone.json"));
        var thrown = assertThrows(PolicyException.class, () -> PolicyBuild.build(bad, dir.resolve("out")));
        assertEquals(PolicyLint.lint(bad), thrown.findings());
        assertTrue(
                thrown.toString()
                        .contains("file.yaml:11: there is no schema cerbos:///gone.json in _schemas/ [schema]."),
                thrown.toString());
        assertTrue(Files.notExists(dir.resolve("out")));
    }

    private void only(String place, String message) {
        assertEquals(List.of(place), places());
        assertEquals(message, findings().getFirst().message());
    }

    private void only(String place, String message, String fix) {
        only(place, message);
        assertEquals(fix, findings().getFirst().fix());
    }

    private List<Finding> findings() {
        return PolicyLint.lint(new PolicySources(files));
    }

    private List<String> places() {
        return findings().stream()
                .map(finding -> finding.file() + ":" + finding.line() + " " + finding.rule())
                .toList();
    }

    private void change(String file, String from, String to) {
        var text = text(file);
        assertTrue(text.contains(from), () -> file + " does not contain " + from);
        files.put(file, text.replace(from, to).getBytes(UTF_8));
    }

    /// Removes what stands from one text up to another, or to the end.
    private void cut(String file, String from, String upTo) {
        var text = text(file);
        int start = text.indexOf(from);
        int end = text.indexOf(upTo, start);
        files.put(file, (text.substring(0, start) + (end < 0 ? "" : text.substring(end))).getBytes(UTF_8));
    }

    private String text(String file) {
        return new PolicySources(files).text(file);
    }
}
