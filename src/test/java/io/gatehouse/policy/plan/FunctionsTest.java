package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Lint refuses the functions that are none of these.
class FunctionsTest {
    /// What is in `conditions.txt` is decided as the real PDP does ([PlanAgainstPdpTest]).
    @Test
    void eachIsDecidedAsThePdpDoes() throws IOException {
        var conditions = Files.readString(Path.of("src/test/resources/plan/conditions.txt"));
        assertEquals(
                List.of(),
                Functions.names().stream()
                        .filter(name -> !Pattern.compile("(?<![A-Za-z_])" + Pattern.quote(name) + "\\(")
                                .matcher(conditions)
                                .find())
                        .toList());
    }

    @Test
    void whatCelWritesAsASignIsNone() {
        assertTrue(Functions.SIGNS.stream().allMatch(Operators::knows));
        assertTrue(Functions.SIGNS.stream().noneMatch(Functions::knows));
    }

    @Test
    void areNamedAsCelNamesThem() {
        assertEquals(
                List.of("existsOne", "math.greatest", "math.least"),
                Functions.names().stream()
                        .filter(name -> !Operators.knows(name))
                        .filter(name -> !Loops.NAMES.contains(name))
                        .toList());
        assertFalse(Functions.knows("math.@max"));
        assertFalse(Functions.knows("format"));
    }
}
