package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealPdpTest {
    private static final Path POLICIES = Path.of("src/test/resources/policies-small");
    private static final String UNKNOWN_KIND =
            """
            {"principal": {"id": "ada", "roles": ["developer"]},
             "resources": [{"actions": ["use"], "resource": {"kind": "none", "id": "none", "policyVersion": "v1"}}]}
            """;

    @TempDir
    private Path dir;

    @Test
    void servesAgainOnTheSamePortAfterACrash() {
        try (var pdp = RealPdp.start(POLICIES, dir)) {
            assertEquals(200, pdp.post("/api/check/resources", UNKNOWN_KIND).statusCode());
            long before = pdp.pid();

            pdp.kill();
            assertThrows(UncheckedIOException.class, () -> pdp.post("/api/check/resources", UNKNOWN_KIND));

            pdp.restart();
            assertNotEquals(before, pdp.pid());
            assertEquals(200, pdp.post("/api/check/resources", UNKNOWN_KIND).statusCode());
        }
    }

    @Test
    void aPolicyThatDoesNotCompileIsAnErrorThatShowsWhatCerbosPrinted() throws IOException {
        Files.writeString(
                dir.resolve("bad.yaml"),
                """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  resource: file
                  version: v1
                  importDerivedRoles: [nowhere]
                  rules:
                    - actions: [read]
                      effect: EFFECT_ALLOW
                      roles: ["*"]
                """);
        var thrown = assertThrows(IllegalStateException.class, () -> RealPdp.compile(dir));
        assertTrue(thrown.toString().contains("nowhere"), thrown.toString());
        var refused = assertThrows(IllegalStateException.class, () -> RealPdp.start(dir, dir));
        assertTrue(refused.toString().contains("did not start"), refused.toString());
    }

    @Test
    void compilesAPolicyDirectory() {
        assertTrue(RealPdp.compile(POLICIES, "--strict-evaluation").contains("0 tests executed"));
    }
}
