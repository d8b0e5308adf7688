package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PlanFetch.Limits;
import io.gatehouse.cerbos.PlanFetch.Result;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFetchTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Limits GENEROUS = new Limits(PATIENCE, PATIENCE.multipliedBy(3));
    private static final Rule RULE = new Rule("file.secret", "file", "why", "fix", false, Severity.HIGH);
    private static final KnownRules RULES =
            new KnownRules("r1", List.of(new KnownRules.Entry(RULE, List.of("read", "write"))));
    private static final int QUESTIONS = 2 * Action.values().length + 1;

    private static PdpConnection connection(java.net.URI url) {
        return new PdpConnection(url, Optional.empty(), Map.of(), Map.of("device", "d1"), PATIENCE);
    }

    @Nested
    class WithTheRealPdp {
        @TempDir
        private Path dir;

        @Test
        void fetchesAPlanForEveryActionAndRuleOfTheStarterPolicies() {
            var built = PolicyBuild.build(Path.of("policies"), dir.resolve("built"));
            try (var real = RealPdp.start(dir.resolve("built"), dir);
                    var pdp = new CerbosPdp(connection(real.url()), Clock.systemUTC(), _ -> {})) {
                var confirmed = new ArrayList<KnownRules>();
                pdp.onConfirmed(confirmed::add);
                assertInstanceOf(Answer.Decided.class, pdp.probe(ADA, PATIENCE));
                var rules = confirmed.getFirst();
                assertEquals(built.rules(), rules.entries().size());

                var fetched =
                        assertInstanceOf(Result.Fetched.class, pdp.planFetch().fetch(ADA, rules));
                assertEquals(built.revision(), fetched.plans().revision());
                assertEquals(Map.of(), fetched.lacking());
                assertEquals(
                        PlanFetch.questions(rules).size(),
                        fetched.plans().plans().size());
                assertEquals(
                        2 * Action.values().length + built.rules(),
                        PlanFetch.questions(rules).size());

                var back = PlanCodec.read(PlanCodec.write(fetched.plans()), ADA);
                assertEquals(fetched.plans().plans(), back.plans());
            }
        }

        @Test
        void aKindThatThePdpCannotPlanIsLeftOutAndNamed() {
            var sources = dir.resolve("sources");
            copy(Path.of("policies"), sources);
            var built = dir.resolve("built");
            PolicyBuild.build(sources, built);
            var rules = rules(built);
            edit(built.resolve("mcp.yaml"), "R.attr.revision == ", "cel.bind(r, R.attr.revision, r) == ");
            try (var real = RealPdp.start(built, dir);
                    var pdp = new CerbosPdp(connection(real.url()), Clock.systemUTC(), _ -> {})) {
                var fetched =
                        assertInstanceOf(Result.Fetched.class, pdp.planFetch().fetch(ADA, rules));
                assertEquals(
                        List.of(
                                Question.probe(Action.CALL),
                                Question.of(Action.CALL),
                                Question.why("mcp", "mcp.unlisted-server")),
                        List.copyOf(fetched.lacking().keySet()));
                assertTrue(fetched.plans().plans().containsKey(Question.of(Action.READ)));
            }
        }

        @Test
        void policiesOfAnotherRevisionThanWasConfirmedAreNotTaken() {
            PolicyBuild.build(Path.of("policies"), dir.resolve("built"));
            try (var real = RealPdp.start(dir.resolve("built"), dir);
                    var pdp = new CerbosPdp(connection(real.url()), Clock.systemUTC(), _ -> {})) {
                var failed =
                        assertInstanceOf(Result.Failed.class, pdp.planFetch().fetch(ADA, RULES));
                assertTrue(failed.why().contains("different revisions"), failed.why());
            }
        }

        private KnownRules rules(Path built) {
            try (var real = RealPdp.start(built, dir);
                    var pdp = new CerbosPdp(connection(real.url()), Clock.systemUTC(), _ -> {})) {
                var confirmed = new ArrayList<KnownRules>();
                pdp.onConfirmed(confirmed::add);
                assertInstanceOf(Answer.Decided.class, pdp.probe(ADA, PATIENCE));
                return confirmed.getFirst();
            }
        }
    }

    private static void edit(Path file, String from, String to) {
        try {
            var text = Files.readString(file);
            assertTrue(text.contains(from), text);
            Files.writeString(file, text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String conditional(String revision, String kind) {
        return "{\"resourceKind\": \"" + kind + "\", \"filter\": {\"kind\": \"KIND_CONDITIONAL\", \"condition\":"
                + " {\"expression\": {\"operator\": \"eq\", \"operands\": [{\"variable\":"
                + " \"request.resource.attr.revision\"}, {\"value\": \"" + revision + "\"}]}}}}";
    }

    private static String kind(BadPdp.Wire wire) {
        var at = wire.body().indexOf("\"kind\":\"") + "\"kind\":\"".length();
        return wire.body().substring(at, wire.body().indexOf('"', at));
    }

    private static Result fetch(Limits limits, BadPdp.Script script) {
        try (var server = new BadPdp(script);
                var http = new PdpHttp(connection(server.url("http")))) {
            return new PlanFetch(http, Map.of("device", "d1"), limits).fetch(ADA, RULES);
        }
    }

    private static String failure(Limits limits, BadPdp.Script script) {
        return assertInstanceOf(Result.Failed.class, fetch(limits, script)).why();
    }

    @Test
    void asksAsThePrincipalForEachActionTogetherWithTheRevisionAndWithoutAttributes() {
        var bodies = java.util.Collections.synchronizedList(new ArrayList<String>());
        var fetched = assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> {
            bodies.add(wire.body());
            wire.json(conditional("r1", kind(wire)));
        }));
        assertEquals(QUESTIONS, fetched.plans().plans().size());
        assertEquals(QUESTIONS, bodies.size());
        assertTrue(
                bodies.contains("{\"actions\":[\"why:file.secret\",\"revision\"],\"principal\":{\"id\":\"ada\","
                        + "\"policyVersion\":\"v1\",\"roles\":[\"developer\"],\"attr\":{}},"
                        + "\"resource\":{\"kind\":\"file\",\"policyVersion\":\"v1\"},"
                        + "\"requestContext\":{\"annotations\":{\"device\":\"d1\"}}}"),
                bodies.toString());
    }

    @Test
    void aReplicaOfAnotherRevisionIsAskedAgain() {
        var fetched = assertInstanceOf(
                Result.Fetched.class,
                fetch(GENEROUS, (wire, n) -> wire.json(conditional(n % 4 == 0 ? "r2" : "r1", kind(wire)))));
        assertEquals(Map.of(), fetched.lacking());
        assertEquals(QUESTIONS, fetched.plans().plans().size());
    }

    @Test
    void aSetIsNeverOfTwoRevisions() {
        var why = failure(
                GENEROUS, (wire, _) -> wire.json(conditional(kind(wire).equals("net") ? "r2" : "r1", kind(wire))));
        assertTrue(
                why.startsWith("its replicas have policies of different revisions (asked for the plan of net:"), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "500 Internal Server Error"})
    void aPlanThatIsRefusedIsLeftOut(String status) {
        var fetched = assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> {
            if (kind(wire).equals("net")) {
                wire.status(status, "{}");
            } else {
                wire.json(conditional("r1", kind(wire)));
            }
        }));
        var refused = "HTTP " + status.substring(0, 3);
        assertEquals(
                Map.of(Question.of(Action.CONNECT), refused, Question.probe(Action.CONNECT), refused),
                fetched.lacking());
        assertEquals(QUESTIONS - 2, fetched.plans().plans().size());
    }

    @Test
    void aPlanOfAnotherShapeIsLeftOut() {
        var fetched = assertInstanceOf(
                Result.Fetched.class,
                fetch(
                        GENEROUS,
                        (wire, _) -> wire.json(kind(wire).equals("mcp") ? "{}" : conditional("r1", kind(wire)))));
        var why = "the answer has no filter";
        assertEquals(Map.of(Question.of(Action.CALL), why, Question.probe(Action.CALL), why), fetched.lacking());
    }

    @Test
    void whatIsAlwaysDeniedNeedsNoMark() {
        var fetched =
                assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> wire.json(denied(kind(wire)))));
        assertEquals(Expression.FALSE, fetched.plans().plans().get(Question.of(Action.READ)));
    }

    @Test
    void whatIsAlwaysDeniedIsAskedAgainWhileTwoRevisionsAnswer() {
        var asked = new ConcurrentHashMap<String, Integer>();
        var fetched = assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> {
            int times = asked.merge(kind(wire), 1, Integer::sum);
            if (kind(wire).equals("net")) {
                wire.json(times <= 4 ? denied("net") : conditional("r1", "net"));
            } else {
                wire.json(conditional(times == 1 && kind(wire).equals("tool") ? "r2" : "r1", kind(wire)));
            }
        }));
        assertEquals(QUESTIONS, fetched.plans().plans().size());
        assertEquals(
                Set.of(Expression.TRUE),
                fetched.plans().plans().values().stream()
                        .map(plan -> plan.equals(Expression.FALSE) ? plan : Expression.TRUE)
                        .collect(Collectors.toSet()));
    }

    @Test
    void whatStaysDeniedIsAskedSomeTimesOnly() {
        var asked = new ConcurrentHashMap<String, Integer>();
        var fetched = assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> {
            int times = asked.merge(kind(wire), 1, Integer::sum);
            var other = times == 1 && kind(wire).equals("tool");
            wire.json(kind(wire).equals("net") ? denied("net") : conditional(other ? "r2" : "r1", kind(wire)));
        }));
        assertEquals(Expression.FALSE, fetched.plans().plans().get(Question.of(Action.CONNECT)));
        assertEquals(10, asked.get("net"));
    }

    @Test
    void whatIsAlwaysDeniedIsAskedOnceWhereOneRevisionAnswers() {
        var asked = new ConcurrentHashMap<String, Integer>();
        assertInstanceOf(Result.Fetched.class, fetch(GENEROUS, (wire, _) -> {
            asked.merge(kind(wire), 1, Integer::sum);
            wire.json(kind(wire).equals("net") ? denied("net") : conditional("r1", kind(wire)));
        }));
        assertEquals(2, asked.get("net"));
    }

    private static String denied(String kind) {
        return "{\"resourceKind\": \"" + kind + "\", \"filter\": {\"kind\": \"KIND_ALWAYS_DENIED\"}}";
    }

    @Test
    void whatIsAlwaysAllowedWithoutAMarkIsNotTaken() {
        assertTrue(failure(
                        GENEROUS,
                        (wire, _) -> wire.json("{\"resourceKind\": \"" + kind(wire)
                                + "\", \"filter\": {\"kind\": \"KIND_ALWAYS_ALLOWED\"}}"))
                .contains("different revisions"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "302 Found",
                "401 Unauthorized",
                "403 Forbidden",
                "404 Not Found",
                "429 Too Many",
                "502 Bad",
                "503 No"
            })
    void aStatusThatIsNotAboutOnePlanEndsTheFetch(String status) {
        var why = failure(GENEROUS, (wire, _) -> wire.status(status, "{}"));
        assertTrue(why.startsWith("HTTP " + status.substring(0, 3) + " (asked for the plan of "), why);
    }

    @Test
    void theFirstFailureOfTheConnectionEndsTheFetch() {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        var why = failure(GENEROUS, (wire, _) -> {
            asked.incrementAndGet();
            wire.json("<html>log in to the hotel</html>");
        });
        assertTrue(why.startsWith("its answer is not JSON (asked for"), why);
        assertTrue(asked.get() <= 2, asked.toString());
    }

    @Test
    void anAnswerAboutAnotherKindEndsTheFetch() {
        assertTrue(failure(GENEROUS, (wire, _) -> wire.json(conditional("r1", "tool")))
                .startsWith("it answered another"));
    }

    @Test
    void aPdpThatNeverAnswersEndsTheFetchAfterTheTimeOfOnePlan() {
        var limits = new Limits(Duration.ofMillis(200), Duration.ofMinutes(1));
        assertTrue(failure(limits, (wire, _) -> wire.hang()).startsWith("no answer within "));
    }

    @Test
    void allPlansTogetherHaveALimitToo() {
        var limits = new Limits(Duration.ofMinutes(1), Duration.ofMillis(200));
        var why = failure(limits, (wire, _) -> wire.hang());
        assertTrue(why.startsWith("no answer within ") || why.startsWith("no time was left to ask"), why);
        assertTrue(failure(new Limits(PATIENCE, Duration.ZERO), (wire, _) -> wire.json("{}"))
                .startsWith("no time was left to ask"));
    }

    @Test
    void noPlanAtAllIsAFailure() {
        assertEquals("it gives no plan at all; HTTP 400", failure(GENEROUS, (wire, _) -> wire.status("400 Bad", "{}")));
    }

    @Test
    void policiesThatTellNoRevisionHaveNoPlans() {
        try (var http = new PdpHttp(connection(java.net.URI.create("http://127.0.0.1:1")))) {
            var fetch = new PlanFetch(http, Map.of());
            assertThrows(IllegalArgumentException.class, () -> fetch.fetch(ADA, KnownRules.UNKNOWN));
        }
    }
}
