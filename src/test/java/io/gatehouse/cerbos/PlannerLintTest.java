package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerLintTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");

    @Test
    void refusesTheListOfDerivedRoles() {
        assertEquals(List.of("file.yaml:29 effective-roles"), places("\"visitor\" in runtime.effectiveDerivedRoles"));
    }

    @Test
    void refusesAKnownMapAtAKeyThatOnlyTheRequestHas() {
        for (var lost : List.of(
                "C.risk[R.attr.name] > 2",
                "P.attr.risk[R.attr.name] > 2",
                "request.principal.attr.risk[R.attr.name] > 2",
                "V.isKey || V.risk[R.attr.name + \".x\"] > 2",
                "{\"sh\": 3}[R.attr.name] > 2",
                "R.attr.name in C.other && C.risk[R.attr.name] > 2")) {
            assertEquals(List.of("file.yaml:29 plan-index"), places(lost), lost);
        }
    }

    @Test
    void takesAMapWhoseKeyIsTested() {
        assertEquals(List.of(), places("R.attr.name in C.risk && C.risk[R.attr.name] > 2"));
    }

    @Test
    void takesPositionsAndKeysThatAreKnown() {
        for (var fine : List.of(
                "V.parts[size(V.parts) - 1] == \"x\"",
                "C.list[int(R.attr.name)] == \"x\"",
                "R.attr.path.split(\"/\")[0] == R.attr.name",
                "C.risk[\"sh\"] > 2",
                "P.roles.exists(r, C.risk[r] > 2)",
                "R.attr.name in [R.attr.path]")) {
            assertEquals(List.of(), places(fine), fine);
        }
    }

    private static List<String> places(String expression) {
        var files = new TreeMap<>(PolicySources.read(SMALL).files());
        var text = new PolicySources(files).text("file.yaml");
        files.put(
                "file.yaml",
                text.replace("expr: V.isKey", "expr: '" + expression + "'").getBytes(UTF_8));
        return PolicyLint.lint(new PolicySources(files)).stream()
                .map(finding -> finding.file() + ":" + finding.line() + " " + finding.rule())
                .toList();
    }
}
