package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.Differential.Outcome;
import io.gatehouse.cerbos.Differential.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plans that are evaluated here decide as the PDP does. `-Ddifferential.inputs` and `-Ddifferential.seed` ask for more
/// or other requests; the profile `soak` asks for two million.
class PlanDifferentialTest {
    static final Path OURS = Path.of("policies");
    static final Path SECOND = Path.of("src/test/resources/policies-second");
    static final Path TESTS = Path.of("policies/tests");

    private static final long INPUTS = Long.getLong("differential.inputs", 100_000);
    private static final long SEED = Long.getLong("differential.seed", 20_261_123);

    /// How often each deny rule fires among [#INPUTS].
    private static final long FIRED = 500 * INPUTS / 100_000;

    @TempDir
    private Path work;

    @Test
    void ourPoliciesDecideOfflineAsThePdpDecides() {
        try (var served = Served.start(OURS, Crowd.OF_OURS, work)) {
            assertEquals(List.of(), obstacles(served));
            assertSame(served, served.differential(TESTS, SEED).run(INPUTS), FIRED, 0);
        }
    }

    @Test
    void anotherOrganisationsPoliciesDoToo() {
        try (var served = Served.start(SECOND, Crowd.OF_THE_SECOND, work)) {
            RealPdp.compile(served.policies(), "--strict-evaluation");
            assertEquals(List.of(), obstacles(served));
            long inputs = INPUTS * 3 / 10;
            assertSame(served, served.differential(TESTS, SEED).run(inputs), FIRED / 10, inputs / 100);
        }
    }

    /// @param cautious how many allowed requests may be denied here, for errors that CEL absorbs
    static void assertSame(Served served, Outcome outcome, long fired, long cautious) {
        System.out.println(outcome.summary());
        assertEquals(
                0,
                outcome.differing(),
                () -> outcome.differing() + " of " + outcome.inputs() + " requests are decided in two ways: "
                        + outcome.mismatches());
        assertTrue(outcome.cautious() <= cautious, outcome::toString);
        assertTrue(outcome.allowed() > outcome.inputs() / 10, () -> outcome.allowed() + " allowed");
        var seldom = new TreeMap<String, Long>();
        for (var entry : served.rules().entries()) {
            var rule = entry.rule().kind() + " " + entry.rule().id();
            long times = outcome.fired().getOrDefault(rule, 0L);
            if (times < fired && !rule.equals("command command.oslo")) { // of a scope that nobody asks for
                seldom.put(rule, times);
            }
        }
        assertEquals(new TreeMap<>(), seldom, () -> "fired less than " + fired + " times");
    }

    /// What the evaluator could not decide, whatever the request: operators it does not know, for one.
    private static List<String> obstacles(Served served) {
        return served.plans().stream()
                .flatMap(plans -> plans.plans().keySet().stream().flatMap(question -> plans.obstacle(question).stream()
                        .map(why -> plans.principal().id() + " " + question + ": " + why)))
                .toList();
    }

    @Nested
    class APlantedFaultIsFound {
        private static final String STARTUP = "V.startup && ";

        @Test
        void aDenyForOneRoleOnly() {
            var outcome = planted(files -> {
                var deny = "file.startup\n    actions: [write, delete]\n    effect: EFFECT_DENY\n    roles: [";
                replace(files, "file.yaml", deny + "\"*\"", deny + "contractor");
                var why = "[\"why:file.startup\"]\n    effect: \"EFFECT_ALLOW\"\n    roles: [";
                replace(files, "file.yaml", why + "\"*\"", why + "contractor");
            });
            assertTrue(outcome.differing() > 0, outcome::toString);
        }

        @Test
        void aDenyThatAsksWhetherAnAttributeExists() {
            var outcome = planted(files -> {
                replace(files, "_schemas/file.json", "\"extension\", ", "");
                replace(files, "file.yaml", STARTUP, "!has(R.attr.extension) && ");
            });
            assertTrue(outcome.planAllowed() > outcome.allowed(), outcome::toString);
        }

        @Test
        void aDenyThatLooksTheRequestUpInAMap() {
            var outcome = planted(files -> replace(
                    files,
                    "file.yaml",
                    STARTUP + "!(\"file.startup\" in R.attr.waived)",
                    "{\"\": 1, \"sh\": 3}[R.attr.extension] > 2"));
            assertTrue(outcome.differing() > 0, outcome::toString);
        }

        @Test
        void aPlanThatIsKeptUnderAnotherRevision() {
            try (var served = Served.start(OURS, Crowd.OF_OURS.subList(0, 2), work)) {
                var others = served.plans().stream()
                        .map(plans -> new Planned(plans, "0123456789abcdef"))
                        .toList();
                var outcome =
                        new Differential(served.pdp(), others, new Requests(served.policies(), TESTS), SEED).run(1_000);
                assertTrue(outcome.allowed() > 0, outcome::toString);
                assertEquals(0, outcome.planAllowed());
                assertTrue(outcome.differing() >= outcome.allowed(), outcome::toString);
            }
        }

        private Outcome planted(Consumer<Path> fault) {
            try (var served = Served.start(OURS, Crowd.OF_OURS.subList(0, 3), work, fault)) {
                return served.differential(TESTS, SEED).run(3_000);
            }
        }

        private static void replace(Path files, String file, String from, String to) {
            try {
                var text = Files.readString(files.resolve(file));
                assertTrue(text.contains(from), () -> file + " does not contain " + from);
                Files.writeString(files.resolve(file), text.replace(from, to));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
