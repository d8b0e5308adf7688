package io.gatehouse.cerbos;

import static io.gatehouse.cerbos.Replies.ALLOWED;
import static io.gatehouse.cerbos.Replies.result;
import static io.gatehouse.cerbos.Replies.results;
import static io.gatehouse.cerbos.Replies.revised;
import static io.gatehouse.cerbos.Replies.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.CerbosPdp.State;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a PDP, or whatever answers in its place, can do wrong, and what it comes to. None of it is an allow.
class BrokenPdpTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final String DATE = "Date: Mon, 23 Nov 2026 12:00:00 GMT";
    static final Duration ATTEMPT = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<AccessRequest> QUESTION = List.of(new AccessRequest(ADA, Action.USE, Map.of()));

    @ParameterizedTest
    @EnumSource
    void comesToOneAnswerInTimeAndNeverToAnAllow(PdpFault fault) {
        try (var server = new BadPdp(fault.script());
                var pdp = pdp(server.url("http"))) {
            long start = System.nanoTime();
            var answer = pdp.check(QUESTION, Map.of(), PATIENCE);
            var took = Duration.ofNanos(System.nanoTime() - start);

            assertInstanceOf(fault.answer(), answer);
            if (answer instanceof Answer.Decided decided) {
                assertEquals(List.of(new Decision(Effect.DENY, List.of())), decided.decisions());
            }
            assertEquals(fault.requests(), server.requests());
            assertTrue(took.compareTo(PATIENCE.multipliedBy(5)) < 0, took.toString());
        }
    }

    @Test
    void theSoundAnswerIsAnAllow() {
        try (var server = new BadPdp((wire, _) -> wire.json(ALLOWED));
                var pdp = pdp(server.url("http"))) {
            assertEquals(
                    new Answer.Decided(List.of(Decision.ALLOW), "", "c1"), pdp.check(QUESTION, Map.of(), PATIENCE));
            assertEquals(State.CONNECTED, pdp.health().state());
        }
    }

    @Test
    void whatIsToBeDoneMeanwhileIsDoneBeforeTheAnswerComes() {
        var done = new CompletableFuture<String>();
        try (var server = new BadPdp((wire, _) -> wire.json(done.join()));
                var pdp = pdp(server.url("http"))) {
            assertInstanceOf(
                    Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE, () -> done.complete(ALLOWED)));
        }
    }

    @Test
    void whatComesBeforeTheAnswerIsPassedOver() {
        try (var server = new BadPdp((wire, _) -> {
                    wire.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
                    wire.json(ALLOWED);
                });
                var pdp = pdp(server.url("http"))) {
            assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
            assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
        }
    }

    @Test
    void aPortThatNobodyHasIsUnavailable() {
        URI url;
        try (var server = new BadPdp((wire, _) -> wire.json(ALLOWED))) {
            url = server.url("http");
        }
        try (var pdp = pdp(url)) {
            assertEquals(new Answer.Unavailable("connection refused"), pdp.check(QUESTION, Map.of(), PATIENCE));
            assertEquals(State.UNREACHABLE, pdp.health().state());
        }
    }

    @Test
    void noPatienceIsUnavailableWithoutAsking() {
        try (var server = new BadPdp((wire, _) -> wire.json(ALLOWED));
                var pdp = pdp(server.url("http"))) {
            assertEquals(
                    new Answer.Unavailable("no time was left to ask"), pdp.check(QUESTION, Map.of(), Duration.ZERO));
            assertEquals(0, server.requests());
        }
    }

    @Test
    void aPooledConnectionThatDiedUnnoticedIsReplacedOnce() {
        try (var server = new BadPdp((wire, n) -> {
                    if (n == 1) {
                        wire.socket().close();
                    } else {
                        wire.json(ALLOWED);
                    }
                });
                var pdp = pdp(server.url("http"))) {
            assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
            assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
            assertEquals(3, server.requests());
        }
    }

    @Test
    void policiesThatChangeWhileAskedAreNoAnswer() {
        var requests = Collections.nCopies(60, QUESTION.getFirst());
        try (var server = new BadPdp((wire, n) -> {
                    var revision = revised("r" + n, "");
                    var tools = Collections.nCopies(n == 0 ? 49 : 11, tool("EFFECT_ALLOW"));
                    wire.json(results(revision + "," + String.join(",", tools)));
                });
                var pdp = pdp(server.url("http"))) {
            assertEquals(
                    new Answer.Changing("revision r0 answered and then r1"),
                    pdp.check(requests, Map.of(), PATIENCE.multipliedBy(10)));
        }
    }

    @Test
    void aDenyStandsWhenThePdpGoesAwayBeforeItsReasons() {
        try (var server = new BadPdp((wire, n) -> {
                    if (n == 0) {
                        wire.json(denied("", catalogueRules("true", "[\"use\"]")));
                    } else {
                        wire.socket().close();
                    }
                });
                var pdp = pdp(server.url("http"))) {
            assertInstanceOf(Answer.Broken.class, pdp.check(QUESTION, Map.of(), PATIENCE));
        }
    }

    @Test
    void onlyRulesOfTheCatalogueThatCanDenyTheActionAreRead() {
        var outputs = ", \"outputs\": [{\"src\": \"resource.tool.vv1#tool.role\", \"val\": {}},"
                + "{\"src\": \"resource.tool.vv1#unheard\", \"val\": {\"waivable\": true}},"
                + "{\"src\": \"resource.file.vv1#tool.role\", \"val\": {}}, {\"src\": 7}, 8]";
        for (var waivable : List.of("true", "\"true\"", "1", "null")) {
            assertEquals(
                    List.of(new Rule("tool.role", "tool", "w", "f", waivable.equals("true"), Severity.LOW)),
                    rules(denied(outputs, catalogueRules(waivable, "[\"use\"]"))));
        }
        assertEquals(List.of(), rules(denied(outputs, catalogueRules("true", "[\"call\"]"))));
        assertEquals(List.of(), rules(denied(outputs, catalogueRules("true", "[]"))));
    }

    private static List<Rule> rules(String body) {
        try (var server = new BadPdp((wire, _) -> wire.json(body));
                var pdp = pdp(server.url("http"))) {
            var answer = assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
            return answer.decisions().getFirst().rules();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                              | 168  | 72",
                "{\"read\": 24, \"other\": 8}      | 24   | 8",
                "{\"other\": 0.5}                | 168  | 0.5",
                "{\"read\": 0, \"other\": 0}       | 0    | 0",
                "{\"read\": 1e300, \"other\": 999} | 168  | 72"
            })
    void readsTheAgeLimitsThatPoliciesTell(String ages, double read, double other) {
        var answer = assertInstanceOf(Answer.Decided.class, answer(aged(ages)));
        assertEquals(
                new AgeLimits(Duration.ofMinutes(Math.round(read * 60)), Duration.ofMinutes(Math.round(other * 60))),
                answer.ageLimits());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "24",
                "{\"read\": \"24\"}",
                "{\"other\": null}",
                "{\"other\": -1}",
                "{\"other\": \"NaN\"}",
                "{\"read\": [1]}"
            })
    void anAgeLimitThatIsNoneIsNoAnswer(String ages) {
        assertInstanceOf(Answer.Broken.class, answer(aged(ages)));
    }

    private static String aged(String ages) {
        return results(revised("r1", ", \"ages\": " + ages), tool("EFFECT_ALLOW"));
    }

    private static Answer answer(String body) {
        try (var server = new BadPdp((wire, _) -> wire.json(body));
                var pdp = pdp(server.url("http"))) {
            return pdp.check(QUESTION, Map.of(), PATIENCE);
        }
    }

    @Test
    void theDateOfAnAnswerThatAnybodyCouldHaveSentIsIgnored() {
        var dates = new ArrayList<Instant>();
        try (var server = new BadPdp((wire, _) -> wire.status("200 OK\r\n" + DATE, ALLOWED));
                var pdp = new CerbosPdp(connection(server.url("http")), Clock.systemUTC(), dates::add)) {
            assertInstanceOf(Answer.Decided.class, pdp.check(QUESTION, Map.of(), PATIENCE));
        }
        assertEquals(List.of(), dates);
    }

    @Test
    void sixteenCallsUnderWayWaitForOneAttemptAndTheNextForNone() throws InterruptedException {
        int calls = 16;
        try (var server = new BadPdp((wire, _) -> wire.hang());
                var pdp = pdp(server.url("http"))) {
            var took = new ConcurrentLinkedQueue<Duration>();
            var threads = IntStream.range(0, calls)
                    .mapToObj(_ -> Thread.startVirtualThread(() -> took.add(unavailableAfter(pdp))))
                    .toList();
            for (var thread : threads) {
                thread.join();
            }
            assertEquals(calls, took.size());
            assertTrue(took.stream().allMatch(BrokenPdpTest::isOneAttempt), took.toString());
            var next = unavailableAfter(pdp);
            assertTrue(next.compareTo(ATTEMPT.dividedBy(3)) < 0, next.toString());
            assertEquals(calls, server.requests());
        }
    }

    @Test
    void aSecondAttemptEndsWithTheTimeOfTheFirst() {
        try (var server = new BadPdp((wire, n) -> {
                    if (n == 0) {
                        wire.hang(ATTEMPT.multipliedBy(2).dividedBy(3));
                        wire.socket().close();
                    } else {
                        wire.hang();
                    }
                });
                var pdp = pdp(server.url("http"))) {
            var took = unavailableAfter(pdp);
            assertTrue(isOneAttempt(took), took.toString());
            assertEquals(2, server.requests());
        }
    }

    private static Duration unavailableAfter(CerbosPdp pdp) {
        long start = System.nanoTime();
        assertInstanceOf(Answer.Unavailable.class, pdp.check(QUESTION, Map.of(), ATTEMPT.multipliedBy(10)));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static boolean isOneAttempt(Duration took) {
        return took.compareTo(ATTEMPT) >= 0
                && took.compareTo(ATTEMPT.multipliedBy(3).dividedBy(2)) < 0;
    }

    private static PdpConnection connection(URI url) {
        return new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), ATTEMPT);
    }

    private static CerbosPdp pdp(URI url) {
        return new CerbosPdp(
                new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), ATTEMPT), Clock.systemUTC(), _ -> {});
    }

    private static String catalogueRules(String waivable, String actions) {
        return revised(
                "r1",
                ", \"rules\": [{\"id\": \"tool.role\", \"kind\": \"tool\", \"actions\": " + actions
                        + ", \"why\": \"w\", \"fix\": \"f\", \"waivable\": " + waivable + ", \"severity\": \"low\"}]");
    }

    private static String denied(String outputs, String revision) {
        return results(revision, result("tool", "\"use\": \"EFFECT_DENY\"", outputs));
    }
}
