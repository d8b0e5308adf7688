package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final CerbosProgram CERBOS = CerbosProgram.at(RealPdp.binary());
    private static final AccessRequest WRITE = new AccessRequest(
            new Principal("ada", List.of("developer"), Map.of()),
            Action.WRITE,
            Map.of("path", "/w/a", "name", "a", "insideWorkspace", true, "waived", List.of(), "revision", ""));

    @TempDir
    private Path dir;

    @Test
    void sourcesAreBuiltAndServed() {
        try (var candidate = Candidate.serve(SMALL, CERBOS)) {
            assertEquals(PolicySources.read(SMALL).revision(), candidate.revision());
            assertEquals(new Served(Decision.ALLOW, candidate.revision()), ask(candidate.url()));
        }
    }

    @Test
    void aBuildIsServedAsItIsAndWhatWasServedEndsWithIt() {
        var built = PolicyBuild.build(SMALL, dir.resolve("built"));
        URI url;
        try (var candidate = Candidate.serve(dir.resolve("built"), CERBOS)) {
            assertEquals(built.revision(), candidate.revision());
            url = candidate.url();
            assertEquals(new Served(Decision.ALLOW, built.revision()), ask(url));
        }
        try (var pdp = pdp(url)) {
            assertInstanceOf(Answer.Unavailable.class, pdp.check(List.of(WRITE), Map.of(), Duration.ofSeconds(5)));
        }
    }

    @Test
    void aBuildThatWasEditedIsNoCandidate() throws IOException {
        PolicyBuild.build(SMALL, dir.resolve("built"));
        Files.delete(dir.resolve("built/roles.yaml"));
        var refused = assertThrows(PolicyException.class, () -> Candidate.serve(dir.resolve("built"), CERBOS));
        assertTrue(refused.toString().contains("roles.yaml: it is missing"), refused.toString());
    }

    @Test
    void whatCerbosDoesNotStartOnIsToldWithItsWords() throws IOException {
        Files.writeString(
                dir.resolve("bad.yaml"),
                """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: file
                  version: v1
                  importDerivedRoles: [nowhere]
                  rules: [{actions: [read], effect: EFFECT_ALLOW, roles: ["*"]}]
                """);
        var refused = assertThrows(PolicyException.class, () -> LocalPdp.serve(CERBOS, dir));
        assertTrue(refused.toString().contains("does not start on these policies"), refused.toString());
        assertTrue(refused.toString().contains("nowhere"), refused.toString());
    }

    @Test
    void aRequestWithOtherAttributesIsOfAnotherContract() {
        try (var candidate = Candidate.servedAt(URI.create("http://127.0.0.1:1"), SMALL)) {
            assertTrue(candidate.speaks(WRITE));
            assertFalse(candidate.speaks(new AccessRequest(WRITE.principal(), Action.WRITE, Map.of("path", "/w/a"))));
            assertTrue(candidate.speaks(new AccessRequest(WRITE.principal(), Action.EXEC, Map.of())));
        }
    }

    private record Served(Decision decision, String revision) {}

    private static Served ask(URI url) {
        try (var pdp = pdp(url)) {
            var answer =
                    assertInstanceOf(Answer.Decided.class, pdp.check(List.of(WRITE), Map.of(), Duration.ofSeconds(10)));
            return new Served(answer.decisions().getFirst(), answer.revision());
        }
    }

    private static CerbosPdp pdp(URI url) {
        return new CerbosPdp(
                new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), Duration.ofSeconds(10)),
                Clock.systemUTC(),
                _ -> {});
    }
}
