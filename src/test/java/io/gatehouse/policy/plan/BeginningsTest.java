package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BeginningsTest {
    private static final String ALL = "any";

    @Test
    void readsWhatIsPlain() {
        assertEquals("g", beginnings("^git$"));
        assertEquals("GSgs", beginnings("(?i)^(git|sudo)(\\.exe)?$"));
        assertEquals("-f", beginnings("^-?f"));
        assertEquals("abc", beginnings("^(a|b*)c"));
        assertEquals("ab", beginnings("^(?:a|b)+$|^b"));
        assertEquals("-/_ab", beginnings("^[-a-b_/]x"));
        assertEquals(".]", beginnings("^([]]|\\.)"));
        assertEquals("!", beginnings("^!"));
    }

    @Test
    void takesAnyTextWhereItIsNotPlain() {
        var regexes = "git ^ ^$ ^a* ^(a|) a|^b ^a|b ^\\s*a ^.a ^[^a] ^(?s)a (?m)^a (?s)^a ^\\x61 ^a{0,2}b ^(?i)a"
                + " ^[[:alpha:]] ^\u212A (?i)^[j-\u212A] ^\\Qa\\E ^(^|a)b ^\\ba";
        for (var regex : regexes.split(" ", -1)) {
            assertEquals(ALL, beginnings(regex), regex);
        }
    }

    @Test
    void neverKeepsAMatchAway() {
        var random = new Random(7411);
        var patterns = patterns();
        var letters = String.join("", patterns) + "\u212A\u017F\uD83D\uDE00\n \"'";
        int spared = 0;
        int matched = 0;
        for (var regex : patterns) {
            var beginnings = Beginnings.of(regex);
            var pattern = Pattern.compile(regex);
            for (var text : texts(regex, letters, random)) {
                boolean found = pattern.matcher(text).find();
                assertFalse(found && !beginnings.mayBegin(text), () -> regex + " matches " + text);
                matched += found ? 1 : 0;
                spared += beginnings.mayBegin(text) ? 0 : 1;
            }
        }
        assertTrue(matched > 1_000, "matched " + matched);
        assertTrue(spared > 10_000, "spared " + spared);
    }

    /// Cuttings of the pattern itself often match it.
    private static Set<String> texts(String regex, String letters, Random random) {
        var plain = regex.replaceAll("[\\\\^$()?*+]", "");
        return IntStream.range(0, 200)
                .mapToObj(i -> {
                    var source = i % 4 == 0 ? letters : i % 4 == 1 ? regex : plain;
                    int from = random.nextInt(source.length() + 1);
                    int to = from + random.nextInt(Math.min(20, source.length() - from) + 1);
                    var text = source.substring(from, to);
                    return i % 3 == 0 ? text.toUpperCase(Locale.ROOT) : text;
                })
                .collect(Collectors.toSet());
    }

    /// All of the starter policies.
    private static Set<String> patterns() {
        var patterns = new TreeSet<String>();
        EmbeddedPlans.find(new Principal("dev", List.of("developer", "contractor", "read-only"), Map.of()))
                .orElseThrow()
                .plans()
                .values()
                .forEach(plan -> collect(plan, patterns));
        return patterns;
    }

    private static void collect(Expression expression, Set<String> patterns) {
        if (expression instanceof Operation(var operator, var operands)) {
            if (operator.equals("matches") && operands.getLast() instanceof Value(String regex)) {
                patterns.add(regex);
            }
            operands.forEach(operand -> collect(operand, patterns));
        }
    }

    private static String beginnings(String regex) {
        var beginnings = Beginnings.of(regex);
        return beginnings.equals(Beginnings.ANY)
                ? ALL
                : IntStream.range(0, 128)
                        .mapToObj(Character::toString)
                        .filter(beginnings::mayBegin)
                        .collect(Collectors.joining());
    }
}
