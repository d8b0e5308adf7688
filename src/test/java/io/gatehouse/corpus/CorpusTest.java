package io.gatehouse.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.corpus.Judge.Judged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/// What the starter policies make of every known trick and of everyday work, for a developer. Prints the numbers.
final class CorpusTest {
    /// In a thousand.
    private static final int LEAST_CAUGHT = 997;

    private static final int MOST_DENIED = 1;

    private record Outcome(Case call, Judged judged) {
        boolean meets(String rule) {
            return judged.rules().contains(rule.equals("opaque") ? "command.opaque" : rule);
        }

        boolean asExpected() {
            return call.expected().stream().anyMatch(this::meets);
        }

        /// Denied for no better reason than that it is not understood.
        boolean onlyDoubted() {
            return !asExpected() && judged.rules().equals(List.of("command.opaque"));
        }

        boolean denied() {
            return judged.denied();
        }

        boolean is(String parse) {
            return judged.parse().equals(parse);
        }

        String told() {
            var about = call.missed().isEmpty() ? "" : " (accepted: " + call.missed() + ")";
            return call + ": " + (denied() ? "denied by " + judged.rules() : "allowed") + ", " + judged.parse()
                    + (call.expected().isEmpty() ? "" : ", expected " + call.expected()) + about;
        }
    }

    @Test
    void nearlyEveryTrickIsDenied() throws IOException {
        var outcomes = outcomes(Corpus.tricks());
        print(
                "tricks",
                outcomes,
                Map.of(
                        "caught", Outcome::denied,
                        "by its rule", Outcome::asExpected,
                        "as opaque only", Outcome::onlyDoubted));
        outcomes.stream()
                .filter(outcome -> outcome.denied() && !outcome.asExpected() && !outcome.onlyDoubted())
                .forEach(outcome -> System.out.println("by another rule: " + outcome.told()));
        var missed = outcomes.stream().filter(outcome -> !outcome.denied()).toList();
        tell("missed", missed);
        assertTrue(outcomes.size() >= 1900, "tricks: " + outcomes.size());
        assertTrue(
                missed.size() * 1000 <= outcomes.size() * (1000 - LEAST_CAUGHT),
                () -> missed.size() + " of " + outcomes.size() + " tricks are missed; their names are above");
    }

    @Test
    void nearlyNoEverydayCallIsDenied() throws IOException {
        var outcomes = outcomes(Corpus.everyday());
        print(
                "everyday",
                outcomes,
                Map.of(
                        "allowed",
                        outcome -> !outcome.denied(),
                        "full",
                        outcome -> outcome.is("full"),
                        "partial",
                        outcome -> outcome.is("partial"),
                        "opaque",
                        outcome -> outcome.is("opaque")));
        var denied = outcomes.stream().filter(Outcome::denied).toList();
        tell("denied", denied);
        assertTrue(outcomes.size() >= 1300, "everyday calls: " + outcomes.size());
        assertTrue(
                denied.size() * 1000 <= outcomes.size() * MOST_DENIED,
                () -> denied.size() + " of " + outcomes.size() + " everyday calls are denied; they are named above");
    }

    @Test
    void everyTrickExpectsARuleThatThereIs() {
        var known = Judge.rules();
        var wrong = Corpus.tricks().stream()
                .filter(trick -> !known.containsAll(trick.expected()))
                .map(Case::toString)
                .toList();
        assertEquals(List.of(), wrong);
    }

    private static List<Outcome> outcomes(List<Case> cases) throws IOException {
        try (var judge = new Judge()) {
            return cases.stream()
                    .map(call -> new Outcome(call, judge.judge(call)))
                    .toList();
        }
    }

    private static void tell(String what, List<Outcome> outcomes) {
        outcomes.forEach(outcome -> System.out.println(what + ": " + outcome.told()));
    }

    private interface Property {
        boolean holds(Outcome outcome);
    }

    private static void print(String what, List<Outcome> outcomes, Map<String, Property> columns) {
        var byTopic = new TreeMap<String, List<Outcome>>();
        for (var outcome : outcomes) {
            byTopic.computeIfAbsent(outcome.call().topic(), _ -> new ArrayList<>())
                    .add(outcome);
        }
        byTopic.forEach((topic, some) -> row(topic, some, columns));
        row("all " + what, outcomes, columns);
    }

    private static void row(String name, List<Outcome> outcomes, Map<String, Property> columns) {
        ToIntFunction<Property> count =
                property -> (int) outcomes.stream().filter(property::holds).count();
        var cells = new StringBuilder("%-28s %4d".formatted(name, outcomes.size()));
        new TreeMap<>(columns)
                .forEach((column, property) ->
                        cells.append(" | ").append(column).append(" %4d".formatted(count.applyAsInt(property))));
        System.out.println(cells);
    }
}
