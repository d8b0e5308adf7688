package io.gatehouse.cerbos;

import io.gatehouse.policy.AccessRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Policies that may be published: built where they are sources, checked where they are a build, and served by a PDP
/// for the time of one command.
public final class Candidate implements AutoCloseable {
    private final Scratch scratch;
    private final String revision;
    private final Map<String, Set<String>> attributes;
    private final Optional<LocalPdp> pdp;
    private final URI url;

    private Candidate(
            Scratch scratch, String revision, Map<String, Set<String>> attributes, Optional<LocalPdp> pdp, URI url) {
        this.scratch = scratch;
        this.revision = revision;
        this.attributes = attributes;
        this.pdp = pdp;
        this.url = url;
    }

    /// @param directory policies as they were written, or a build of them
    /// @throws PolicyException when they break an authoring rule, are stale, or Cerbos does not serve them
    public static Candidate serve(Path directory, CerbosProgram program) {
        return open(directory, built -> Optional.of(LocalPdp.serve(program, built)));
    }

    /// A PDP serves them already.
    public static Candidate servedAt(URI url, Path directory) {
        var opened = open(directory, _ -> Optional.empty());
        return new Candidate(opened.scratch, opened.revision, opened.attributes, Optional.empty(), url);
    }

    private interface Serving {
        Optional<LocalPdp> serve(Path built);
    }

    private static Candidate open(Path directory, Serving serving) {
        var scratch = Scratch.make();
        boolean opened = false;
        try {
            var built = directory;
            if (Manifest.isIn(directory)) {
                var findings = BuiltLint.lint(directory);
                if (!findings.isEmpty()) {
                    throw new PolicyException(findings);
                }
            } else {
                built = scratch.directory().resolve("built");
                PolicyBuild.build(directory, built);
            }
            var revision = Manifest.read(built).revision();
            var pdp = serving.serve(built);
            opened = true;
            return new Candidate(
                    scratch,
                    revision,
                    attributes(built),
                    pdp,
                    pdp.map(LocalPdp::url).orElse(URI.create("")));
        } catch (Manifest.Unreadable e) {
            throw new IllegalStateException(e); // it was just written, or has passed the lint
        } finally {
            if (!opened) {
                scratch.close();
            }
        }
    }

    private static Map<String, Set<String>> attributes(Path built) {
        var policies = PolicySet.read(PolicySources.read(built), _ -> {});
        var attributes = new HashMap<String, Set<String>>();
        for (var file : policies.files()) {
            policies.schemaOf(file)
                    .flatMap(schema -> schema.find("properties"))
                    .ifPresent(properties -> attributes.put(
                            file.body().text("resource"),
                            properties.entries().stream().map(Yaml.Entry::name).collect(Collectors.toSet())));
        }
        return Map.copyOf(attributes);
    }

    public String revision() {
        return revision;
    }

    public URI url() {
        return url;
    }

    /// Whether the request has the attributes that these policies know for its kind; of a kind that they do not judge
    /// it has.
    public boolean speaks(AccessRequest request) {
        var known = attributes.get(request.action().kind());
        return known == null || known.equals(request.attributes().keySet());
    }

    @Override
    public void close() {
        pdp.ifPresent(LocalPdp::close);
        scratch.close();
    }
}
