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

class GlanceTest {
    private static final String ALL = "any";

    @Test
    void readsWhatIsPlain() {
        assertEquals("g", letters("^git$"));
        assertEquals("GSgs", letters("(?i)^(git|sudo)(\\.exe)?$"));
        assertEquals("-f", letters("^-?f"));
        assertEquals("abc", letters("^(a|b*)c"));
        assertEquals("ab", letters("^(?:a|b)+$|^b"));
        assertEquals("-/_ab", letters("^[-a-b_/]x"));
        assertEquals(".]", letters("^([]]|\\.)"));
        assertEquals("!", letters("^!"));
    }

    @Test
    void looksAnywhereForWhatMayStandAnywhere() {
        assertHolds("g", "git");
        assertHolds("/x", "(?i)/|\\\\?x", "X");
        assertHolds("7", "(^|[^0-9])7411([^0-9]|$)");
        assertHolds("f", "\\bfoo");
        assertHolds(":", "^[^:]+:x");
        assertHolds(".", "^.*\\.env");
        assertEquals("+rt", letters("^\\+?(.*:)?(refs|tag)$").replace(":", ""));
        assertTrue(Glance.of("^(.*:)?tag$").mayMatch("a:tag"));
        assertFalse(Glance.of("^(.*:)?tag$").mayMatch("feature/plan"));
    }

    private static void assertHolds(String letters, String regex, String... others) {
        var glance = Glance.of(regex);
        assertFalse(glance.mayMatch("\"\""), regex);
        letters.chars().forEach(letter -> assertTrue(glance.mayMatch("\"\"" + (char) letter + "\""), regex));
        List.of(others).forEach(other -> assertTrue(glance.mayMatch(other), regex));
    }

    @Test
    void takesAnyTextWhereItIsNotPlain() {
        var regexes = "^ ^$ ^a* a* ^(a|) ^a|. ^.a? ^.*[ab] ^[^a] ^\\s*(a|b) ^(?s)a (?m)^a (?s)^a ^\\x61 ^a{0,2}b ^(?i)a"
                + " ^[[:alpha:]] ^\u212A (?i)^[j-\u212A] ^\\Qa\\E \\b(a|b) .a{2}";
        for (var regex : regexes.split(" ", -1)) {
            assertEquals(ALL, letters(regex), regex);
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
            var glance = Glance.of(regex);
            var pattern = Pattern.compile(regex);
            for (var text : texts(regex, letters, random)) {
                boolean found = pattern.matcher(text).find();
                assertFalse(found && !glance.mayMatch(text), () -> regex + " matches " + text);
                matched += found ? 1 : 0;
                spared += glance.mayMatch(text) ? 0 : 1;
            }
        }
        assertTrue(matched > 1_000, "matched " + matched);
        assertTrue(spared > 10_000, "spared " + spared);
    }

    @Test
    void neverKeepsAMatchAwayFromAMadeUpPatternEither() {
        var random = new Random(7412);
        var pieces = "a b c : . | ( ) * + ? ^ $ [ab] [^c] (?i) \\. \\b \\s (a|b) (.*:)? .* A {2} (^|c)".split(" ", -1);
        int tried = 0;
        int spared = 0;
        while (tried < 20_000) {
            var regex = random.ints(1 + random.nextInt(7), 0, pieces.length)
                    .mapToObj(piece -> pieces[piece])
                    .collect(Collectors.joining());
            var pattern = Strings.pattern(regex);
            if (pattern.isEmpty()) {
                continue;
            }
            tried++;
            var glance = Glance.of(regex);
            for (int i = 0; i < 10; i++) {
                var text = random.ints(random.nextInt(5), 0, 8)
                        .mapToObj(letter -> "abcA:. \u212A".substring(letter, letter + 1))
                        .collect(Collectors.joining());
                boolean found = pattern.get().matcher(text).find();
                assertFalse(found && !glance.mayMatch(text), () -> regex + " matches " + text);
                spared += glance.mayMatch(text) ? 0 : 1;
            }
        }
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

    private static String letters(String regex) {
        var glance = Glance.of(regex);
        return glance.equals(Glance.ANY)
                ? ALL
                : IntStream.range(0, 128)
                        .mapToObj(Character::toString)
                        .filter(glance::mayMatch)
                        .collect(Collectors.joining());
    }
}
