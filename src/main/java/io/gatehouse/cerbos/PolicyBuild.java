package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/// Turns an organisation's policies into what its PDPs load.
///
/// Design. The sources stay what their authors wrote; the build adds what a laptop needs to decide and explain
/// without the PDP. Each deny rule gets a mirror, an action `why:<rule>` that is allowed exactly when the rule's
/// condition holds, and each allow rule one, `allow:<action>`. Each resource policy gets the action `revision`,
/// allowed only for a request that names this revision, so that a plan from another one denies by itself. And a
/// policy
/// for the kind `gatehouse` puts out the revision, the [AgeConstants] and the [RuleCatalogue]. The same sources
/// give the same bytes.
public final class PolicyBuild {
    static final String KIND = "gatehouse";
    static final String REVISION = "revision";
    static final String POLICY_FILE = KIND + ".yaml";
    static final String SCHEMA_FILE = PolicySources.SCHEMAS + KIND + ".json";

    private PolicyBuild() {}

    /// @param revision 16 hexadecimal digits that name the sources' contents
    /// @param rules how many rules the catalogue has
    /// @param files what was written, relative to the output directory, sorted
    public record Built(String revision, int rules, List<Path> files) {
        public Built {
            files = List.copyOf(files);
        }
    }

    /// Builds a policy directory into another one, which appears whole or not at all.
    ///
    /// @param out must not exist, be empty, or be an earlier build, which is then replaced
    /// @throws PolicyException when the policies break an authoring rule, or something cannot be read or written
    public static Built build(Path sources, Path out) {
        refuseToMix(sources.toAbsolutePath().normalize(), out.toAbsolutePath().normalize());
        if (Manifest.isIn(sources)) {
            throw new PolicyException(
                    sources + " is itself a build. Name the directory that holds the policies as they were written.");
        }
        var read = PolicySources.read(sources);
        var findings = PolicyLint.lint(read);
        if (!findings.isEmpty()) {
            throw new PolicyException(findings);
        }
        var policies = PolicySet.read(read, finding -> {
            throw new IllegalStateException(finding.text()); // the lint has read the same bytes
        });
        var catalogue = catalogue(policies);
        var files = files(read, policies, catalogue);
        write(files, Manifest.of(read, files), out.toAbsolutePath().normalize());
        return new Built(
                read.revision(),
                catalogue.entries().size(),
                files.keySet().stream().map(Path::of).toList());
    }

    private static RuleCatalogue catalogue(PolicySet policies) {
        var catalogue = new RuleCatalogue();
        for (var rule : policies.rules()) {
            if (rule.denies()) {
                try {
                    var output = rule.output().map(Yaml::text).orElse("");
                    catalogue.add(RuleCatalogue.read(rule.kind(), output), rule.actions());
                } catch (Cel.Malformed e) {
                    throw new IllegalStateException(rule.name(), e); // the lint has read the same output
                }
            }
        }
        return catalogue;
    }

    private static SortedMap<String, byte[]> files(PolicySources sources, PolicySet policies, RuleCatalogue catalogue) {
        var files = new TreeMap<>(sources.files());
        for (var file : policies.files()) {
            if (!file.rules().isEmpty()) {
                var mirrored = new Mirror(sources.revision()).of(file);
                files.put(
                        file.path(),
                        file.path().endsWith(".json")
                                ? Json.pretty(mirrored.value()).getBytes(UTF_8)
                                : mirrored.dump().getBytes(UTF_8));
            }
        }
        files.put(
                POLICY_FILE,
                revisionPolicy(sources.revision(), AgeConstants.of(policies), catalogue)
                        .getBytes(UTF_8));
        files.put(SCHEMA_FILE, SCHEMA.getBytes(UTF_8));
        return files;
    }

    private static String revisionPolicy(String revision, Optional<AgeConstants> ages, RuleCatalogue catalogue) {
        var indent = " ".repeat(14);
        return """
                # Made by `gatehouse policy build`: the revision of these policies and the catalogue of their deny rules,
                # which is left out for whoever knows the revision already.
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: %s
                  version: %s
                  schemas:
                    resourceSchema:
                      ref: cerbos:///%s.json
                  rules:
                    - name: %s
                      actions: [%s]
                      effect: EFFECT_ALLOW
                      roles: ["*"]
                      output:
                        when:
                          ruleActivated: |-
                            {"revision": %s, "versions": [%s],%s "rules": R.attr.revision.contains(%s) ? [] : %s}
                """
                .formatted(
                        KIND,
                        AccessRequest.CONTRACT,
                        KIND,
                        REVISION,
                        REVISION,
                        Cel.quoted(revision),
                        Cel.quoted(AccessRequest.CONTRACT),
                        ages.map(limits -> " \"ages\": " + limits.cel() + ",").orElse(""),
                        Cel.quoted(revision),
                        catalogue.cel(indent));
    }

    /// Unlike other kinds this one takes attributes that it does not know: a newer laptop must be able to learn which
    /// versions these policies speak.
    private static final String SCHEMA =
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {"revision": {"type": "string"}},
              "required": ["revision"]
            }
            """;

    private static void refuseToMix(Path sources, Path out) {
        if (sources.startsWith(out) || out.startsWith(sources)) {
            throw new PolicyException("The output directory " + out + " and the policies in " + sources
                    + " contain each other. Name an output directory beside the policies.");
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new PolicyException("The output " + out + " is not a directory. Name another one.");
        }
        if (Files.isDirectory(out) && !Manifest.isIn(out) && !isEmpty(out)) {
            throw new PolicyException("The output directory " + out + " has files that `gatehouse policy build` did not"
                    + " make. Name another directory, or empty it yourself.");
        }
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new PolicyException("Cannot read the output directory " + directory + ": " + e, e);
        }
    }

    private static void write(SortedMap<String, byte[]> files, Manifest manifest, Path out) {
        try {
            var parent = out.getParent() == null ? out : out.getParent();
            Files.createDirectories(parent);
            var made = Files.createDirectory(parent.resolve(hiddenName(out)));
            try {
                for (var file : files.entrySet()) {
                    var path = made.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.write(path, file.getValue());
                }
                Files.write(made.resolve(Manifest.FILE), manifest.json());
                replace(out, made);
            } finally {
                Scratch.delete(made);
            }
        } catch (IOException e) {
            throw new PolicyException("Cannot write the output directory " + out + ": " + e, e);
        }
    }

    private static String hiddenName(Path out) {
        return "." + out.getFileName() + "-new-" + UUID.randomUUID();
    }

    /// File by file, because a PDP would go on watching a directory that was renamed away. Files that are gone go
    /// first, the policy that names the revision comes last.
    private static void replace(Path out, Path made) throws IOException {
        if (!Files.exists(out)) {
            Files.move(made, out);
            return;
        }
        for (var file : files(out)) {
            if (!Files.exists(made.resolve(file))) {
                Files.delete(out.resolve(file));
            }
        }
        var revision = Path.of(POLICY_FILE);
        var others = files(made).stream().filter(file -> !file.equals(revision)).toList();
        for (var file : others) {
            move(made, out, file);
        }
        move(made, out, revision);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile).map(directory::relativize).toList();
        }
    }

    private static void move(Path made, Path out, Path file) throws IOException {
        var target = out.resolve(file);
        Files.createDirectories(target.getParent());
        Files.move(made.resolve(file), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
