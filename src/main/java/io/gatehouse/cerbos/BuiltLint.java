package io.gatehouse.cerbos;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/// Finds what in a build is not what was built, or is not built from what the sources are now: its revision would
/// then name other policies than a PDP would load.
final class BuiltLint {
    private static final String RULE = "stale";
    private static final String AGAIN = "Build it again: gatehouse policy build SOURCES OUT.";

    private final Manifest manifest;
    private final PolicyLint.Findings findings = new PolicyLint.Findings();

    private BuiltLint(Manifest manifest) {
        this.manifest = manifest;
    }

    static List<Finding> lint(Path built) {
        try {
            var lint = new BuiltLint(Manifest.read(built));
            lint.build(PolicySources.read(built));
            return lint.findings.sorted();
        } catch (Manifest.Unreadable _) {
            return List.of(new Finding(
                    Manifest.FILE, 1, RULE, "it is not what this version of `gatehouse policy build` writes", AGAIN));
        }
    }

    static List<Finding> lint(Path built, Path sources) {
        try {
            var lint = new BuiltLint(Manifest.read(built));
            lint.build(PolicySources.read(built));
            lint.sources(PolicySources.read(sources), sources);
            return lint.findings.sorted();
        } catch (Manifest.Unreadable _) {
            return lint(built);
        }
    }

    private void build(PolicySources built) {
        if (manifest.build() != PolicySources.BUILD) {
            found(Manifest.FILE, "another version of Gatehouse built this");
            return;
        }
        var named = PolicySources.revision(manifest.sources());
        if (!named.equals(manifest.revision())) {
            found(
                    Manifest.FILE,
                    "the revision is " + manifest.revision() + ", and the sources that it lists have " + named);
        }
        compare(
                manifest.files(),
                built.digests(),
                "it was changed after the build",
                "it is missing",
                "the build did not make it, and a PDP would load it");
        if (built.files().containsKey(PolicyBuild.POLICY_FILE)
                && !built.text(PolicyBuild.POLICY_FILE)
                        .contains("{\"revision\": " + Cel.quoted(manifest.revision()) + ",")) {
            found(PolicyBuild.POLICY_FILE, "it does not put out the revision " + manifest.revision());
        }
    }

    private void sources(PolicySources now, Path directory) {
        compare(
                manifest.sources(),
                now.digests(),
                "the source in " + directory + " has changed since the build",
                "the source is no longer in " + directory,
                "the source in " + directory + " is new since the build");
    }

    private void compare(
            SortedMap<String, String> then,
            SortedMap<String, String> now,
            String changed,
            String missing,
            String added) {
        var all = new TreeSet<>(then.keySet());
        all.addAll(now.keySet());
        for (var path : all) {
            if (!now.containsKey(path)) {
                found(path, missing);
            } else if (!then.containsKey(path)) {
                found(path, added);
            } else if (!then.get(path).equals(now.get(path))) {
                found(path, changed);
            }
        }
    }

    private void found(String file, String message) {
        findings.add(new Finding(file, 0, RULE, message, AGAIN));
    }
}
