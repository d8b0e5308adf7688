package io.gatehouse.cerbos;

import io.gatehouse.cerbos.PolicyFile.Rule;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.KnownRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds where policies break the authoring rules: what Cerbos accepts, and what yet opens a hole, cannot be decided
/// offline or cannot be explained to a person.
public final class PolicyLint {
    private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}!\\\\]");

    private final PolicySet policies;
    private final Findings findings;

    private PolicyLint(PolicySet policies, Findings findings) {
        this.policies = policies;
        this.findings = findings;
    }

    /// Checks the policies of a directory; of a directory that [PolicyBuild] made, whether it still is what was
    /// built.
    ///
    /// @return sorted by file and line; empty when the policies are good
    /// @throws PolicyException when the directory cannot be read
    public static List<Finding> lint(Path directory) {
        return Manifest.isIn(directory) ? BuiltLint.lint(directory) : lint(PolicySources.read(directory));
    }

    /// Checks a build, and whether it is the one of these sources as they are now.
    ///
    /// @throws PolicyException when a directory cannot be read, or `built` is no build
    public static List<Finding> lintBuilt(Path built, Path sources) {
        if (!Manifest.isIn(built)) {
            throw new PolicyException(built + " was not made by `gatehouse policy build`, so nothing can be said about"
                    + " what it was built from. Name the directory that was its OUT.");
        }
        return BuiltLint.lint(built, sources);
    }

    static List<Finding> lint(PolicySources sources) {
        var findings = new Findings();
        var policies = PolicySet.read(sources, findings::add);
        new PolicyLint(policies, findings).all();
        for (var path : List.of(PolicyBuild.POLICY_FILE, PolicyBuild.SCHEMA_FILE)) {
            if (sources.files().containsKey(path)) {
                findings.add(new Finding(path, 0, "reserved", "the build writes a file of this name", "Rename it."));
            }
        }
        return findings.sorted();
    }

    /// Collects findings.
    static final class Findings {
        private final List<Finding> all = new ArrayList<>();

        void add(Finding finding) {
            all.add(finding);
        }

        void add(PolicyFile file, Yaml at, String rule, String message, String fix) {
            add(new Finding(file.path(), at.line(), rule, message, fix));
        }

        List<Finding> sorted() {
            return all.stream().distinct().sorted().toList();
        }
    }

    private void all() {
        var expressions = new ExpressionLint(findings);
        var folding = new FoldingLint(policies, findings);
        var denies = new DenyLint(policies, findings);
        var schemas = new SchemaLint(policies, findings);
        for (var file : policies.files()) {
            shape(file);
            version(file);
            bypass(file);
            file.expressions().forEach(expression -> expressions.check(file, expression));
            folding.check(file);
            file.rules().forEach(this::rule);
            file.rules().stream().filter(Rule::denies).forEach(denies::check);
            if (file.resourcePolicy().isPresent()) {
                schemas.check(file);
            }
        }
        AgeConstants.check(policies, findings);
        boolean none = policies.files().stream()
                .noneMatch(file -> file.resourcePolicy().isPresent());
        if (none && findings.all.isEmpty()) {
            findings.add(new Finding(
                    ".", 0, "file", "there is no resource policy", "Name the directory that holds the policies."));
        }
    }

    private void shape(PolicyFile file) {
        if (file.root().find("rolePolicy").isPresent()) {
            findings.add(
                    file,
                    file.root(),
                    "role-policy",
                    "a role policy binds only people who hold no other role, and denies the actions that Gatehouse adds",
                    "Write a deny rule for roles [\"*\"] whose condition tests P.roles.");
            return;
        }
        if (file.findBody().isEmpty()) {
            findings.add(
                    file,
                    file.root(),
                    "file",
                    "it is no policy",
                    "Give it a resourcePolicy, principalPolicy, derivedRoles, exportVariables or exportConstants, or"
                            + " move it out of the policy directory.");
            return;
        }
        PolicyShape.FILE.check(
                file.root(),
                (stranger, known) -> findings.add(
                        file,
                        stranger.key(),
                        "unknown-key",
                        "the key `" + stranger.name() + "` is not supported here",
                        "Use one of: " + known + "."));
    }

    private void version(PolicyFile file) {
        boolean versioned =
                file.resourcePolicy().isPresent() || file.principalPolicy().isPresent();
        var version = file.body().text("version");
        if (versioned && !version.equals(AccessRequest.CONTRACT)) {
            findings.add(
                    file,
                    file.body().find("version").orElse(file.body()),
                    "policy-version",
                    "the version is \"" + version + "\", and Gatehouse asks for \"" + AccessRequest.CONTRACT + "\"",
                    "Write version: " + AccessRequest.CONTRACT + ".");
        }
    }

    private void bypass(PolicyFile file) {
        boolean overrides = !file.scope().isEmpty()
                && !file.body()
                        .text("scopePermissions")
                        .equals("SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS");
        var how = file.principalPolicy().isPresent()
                ? "a principal policy"
                : overrides ? "a scope that overrides its parent" : "";
        if (!how.isEmpty()) {
            file.rules().stream()
                    .filter(Rule::allows)
                    .forEach(rule -> findings.add(
                            file,
                            rule.yaml(),
                            "bypass",
                            "an allow in " + how + " bypasses deny rules, hard ones too",
                            "Keep only denies here. Make the deny rule waivable and grant an exception, or, for a scope,"
                                    + " set SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS."));
        }
    }

    private void rule(Rule rule) {
        if (!rule.denies() && !rule.allows()) {
            findings.add(
                    rule.file(),
                    rule.yaml().find("effect").orElse(rule.yaml()),
                    "effect",
                    "the effect is \"" + rule.yaml().text("effect") + "\"",
                    "Write EFFECT_ALLOW or EFFECT_DENY.");
        }
        if (rule.kind().equals(PolicyBuild.KIND)) {
            findings.add(
                    rule.file(),
                    rule.file().body(),
                    "reserved",
                    "the build writes the policy of the kind `" + PolicyBuild.KIND + "`",
                    "Remove this one.");
        }
        for (var action : rule.actions()) {
            var at = rule.yaml()
                    .find("actions")
                    .or(() -> rule.yaml().find("action"))
                    .orElse(rule.yaml());
            if (GLOB.matcher(action).find()) {
                findings.add(
                        rule.file(),
                        at,
                        "action-glob",
                        "the action \"" + action
                                + "\" also means the actions that Gatehouse adds (`why:…`, `allow:…`, `revision`)",
                        "List the actions.");
            } else if (action.equals(PolicyBuild.REVISION)
                    || action.startsWith(KnownRules.WHY)
                    || action.startsWith(KnownRules.ALLOW)) {
                findings.add(
                        rule.file(),
                        at,
                        "reserved",
                        "the build adds the action \"" + action + "\"",
                        "Remove it, or give yours another name.");
            }
        }
        if (rule.file().principalPolicy().isPresent()
                && GLOB.matcher(rule.kind()).find()) {
            findings.add(
                    rule.file(),
                    rule.yaml(),
                    "action-glob",
                    "the resource \"" + rule.kind() + "\" means every kind, and a reason belongs to one",
                    "Write one rule a kind.");
        }
    }
}
