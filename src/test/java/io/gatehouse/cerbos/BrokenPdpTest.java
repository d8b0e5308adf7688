package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.BadPdp.Script;
import io.gatehouse.cerbos.CerbosPdp.State;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a PDP, or whatever answers in its place, can do wrong, and what it comes to. None of it is an allow.
class BrokenPdpTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Duration ATTEMPT = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<AccessRequest> QUESTION = List.of(new AccessRequest(ADA, Action.USE, Map.of()));

    private static final String REVISION = result("gatehouse", "\"revision\": \"EFFECT_ALLOW\"", "");
    private static final String ALLOWED = results(REVISION, result("tool", "\"use\": \"EFFECT_ALLOW\"", ""));

    enum Wrong {
        RESET(Answer.Unavailable.class, 2, (wire, _) -> wire.reset()),
        CLOSES(Answer.Unavailable.class, 2, (wire, _) -> wire.socket().close()),
        SILENT(Answer.Unavailable.class, 1, (wire, _) -> wire.hang()),
        RESET_INSIDE_THE_HEAD(Answer.Unavailable.class, 2, (wire, _) -> {
            wire.raw("HTTP/1.1 200");
            wire.socket().close();
        }),
        RESET_INSIDE_THE_BODY(Answer.Unavailable.class, 1, (wire, _) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{\"results\":");
            wire.socket().close();
        }),
        STOPS_INSIDE_THE_BODY(Answer.Unavailable.class, 1, (wire, _) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + ALLOWED);
            wire.hang();
        }),
        TRICKLES(Answer.Unavailable.class, 1, (wire, _) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n{");
            while (!wire.closed().await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                wire.raw(" ");
            }
        }),
        NOT_HTTP(Answer.Unavailable.class, 2, (wire, _) -> {
            wire.raw("SSH-2.0-OpenSSH_9.9\r\n\r\n");
            wire.socket().close();
        }),
        BAD_LENGTH(
                Answer.Unavailable.class, 1, (wire, _) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}")),
        FIVE_MEGABYTES(Answer.Unavailable.class, 1, (wire, _) -> wire.json(ALLOWED + " ".repeat(5 << 20))),
        REDIRECT(
                Answer.Refused.class,
                1,
                (wire, _) -> wire.status("302 Found\r\nLocation: http://localhost:1/", ALLOWED)),
        BAD_REQUEST(Answer.Refused.class, 1, (wire, _) -> wire.status("400 Bad Request", "{}")),
        UNAUTHORIZED(Answer.Refused.class, 1, (wire, _) -> wire.status("401 Unauthorized", "{}")),
        FORBIDDEN(Answer.Refused.class, 1, (wire, _) -> wire.status("403 Forbidden", ALLOWED)),
        NOT_FOUND(Answer.Refused.class, 1, (wire, _) -> wire.status("404 Not Found", "{}")),
        TOO_MANY(Answer.Unavailable.class, 1, (wire, _) -> wire.status("429 Too Many Requests", "{}")),
        SERVER_ERROR(Answer.Unavailable.class, 1, (wire, _) -> wire.status("500 Error", ALLOWED)),
        GATEWAY(Answer.Unavailable.class, 1, (wire, _) -> wire.status("503 Unavailable", "<html>")),
        EMPTY(Answer.Unavailable.class, 1, (wire, _) -> wire.json("")),
        NO_CONTENT(Answer.Unavailable.class, 1, (wire, _) -> wire.raw("HTTP/1.1 204 No Content\r\n\r\n")),
        NOT_JSON(Answer.Unavailable.class, "<html>log in to the hotel</html>"),
        HALF_OF_IT(Answer.Unavailable.class, ALLOWED.substring(0, ALLOWED.length() / 2)),
        MORE_THAN_JSON(Answer.Unavailable.class, ALLOWED + "x"),
        DOUBLED_KEYS(Answer.Unavailable.class, ALLOWED.replace("\"actions\":", "\"actions\": {}, \"actions\":")),
        NESTED(Answer.Unavailable.class, "[".repeat(300) + "]".repeat(300)),
        NO_OBJECT(Answer.Broken.class, "true"),
        EMPTY_OBJECT(Answer.Broken.class, "{}"),
        RESULTS_OF_ANOTHER_TYPE(Answer.Broken.class, "{\"results\": {\"a\": 1, \"b\": 2}}"),
        NO_RESULTS(Answer.Broken.class, results()),
        ONE_RESULT_MISSING(Answer.Broken.class, results(REVISION)),
        ONE_RESULT_TOO_MANY(Answer.Broken.class, results(REVISION, tool("EFFECT_ALLOW"), tool("EFFECT_ALLOW"))),
        NULL_RESULT(Answer.Broken.class, results(REVISION, "null")),
        REORDERED_KINDS(Answer.Broken.class, results(tool("EFFECT_ALLOW"), REVISION)),
        ANOTHER_KIND(Answer.Broken.class, results(REVISION, result("file", "\"use\": \"EFFECT_ALLOW\"", ""))),
        NO_RESOURCE(Answer.Broken.class, results(REVISION, "{\"actions\": {\"use\": \"EFFECT_ALLOW\"}}")),
        NO_ACTIONS(Answer.Broken.class, results(REVISION, "{\"resource\": {\"kind\": \"tool\"}}")),
        ANOTHER_ACTION(Answer.Broken.class, results(REVISION, result("tool", "\"spawn\": \"EFFECT_ALLOW\"", ""))),
        EFFECT_OF_ANOTHER_TYPE(Answer.Broken.class, results(REVISION, result("tool", "\"use\": true", ""))),
        EFFECT_IN_A_LIST(Answer.Broken.class, results(REVISION, result("tool", "\"use\": [\"EFFECT_ALLOW\"]", ""))),
        NULL_EFFECT(Answer.Broken.class, results(REVISION, result("tool", "\"use\": null", ""))),
        ERRORS_OF_ANOTHER_TYPE(
                Answer.Broken.class,
                results(REVISION, result("tool", "\"use\": \"EFFECT_ALLOW\"", ", \"validationErrors\": \"bad\""))),
        CATALOGUE_WITH_A_BAD_SEVERITY(Answer.Broken.class, catalogue("\"severity\": \"huge\"")),
        CATALOGUE_WITHOUT_A_SEVERITY(Answer.Broken.class, catalogue("\"x\": 1")),
        CATALOGUE_WITHOUT_ACTIONS(
                Answer.Broken.class, catalogue("\"severity\": \"low\"").replace("\"actions\": [\"use\"],", "")),
        CATALOGUE_OF_ANOTHER_TYPE(
                Answer.Broken.class, catalogue("\"severity\": \"low\"").replace("[\"use\"]", "\"use\"")),
        UNSPECIFIED(Answer.Decided.class, results(REVISION, tool("EFFECT_UNSPECIFIED"))),
        NO_MATCH(Answer.Decided.class, results(REVISION, tool("EFFECT_NO_MATCH"))),
        LOWER_CASE(Answer.Decided.class, results(REVISION, tool("allow"))),
        SCHEMA_ERROR(
                Answer.Decided.class,
                results(
                        REVISION,
                        result("tool", "\"use\": \"EFFECT_ALLOW\"", ", \"validationErrors\": [{\"path\": \"/x\"}]")));

        private final Class<? extends Answer> answer;
        private final int requests;

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        private final Script script;

        Wrong(Class<? extends Answer> answer, int requests, Careless script) {
            this.answer = answer;
            this.requests = requests;
            this.script = (wire, n) -> {
                try {
                    script.answer(wire, n);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
        }

        Wrong(Class<? extends Answer> answer, String body) {
            this(answer, 1, (wire, _) -> wire.json(body));
        }
    }

    private interface Careless {
        void answer(BadPdp.Wire wire, int n) throws java.io.IOException, InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void comesToOneAnswerInTimeAndNeverToAnAllow(Wrong wrong) {
        try (var server = new BadPdp(wrong.script);
                var pdp = pdp(server.url("http"))) {
            long start = System.nanoTime();
            var answer = pdp.check(QUESTION, Map.of(), PATIENCE);
            var took = Duration.ofNanos(System.nanoTime() - start);

            assertInstanceOf(wrong.answer, answer);
            if (answer instanceof Answer.Decided decided) {
                assertEquals(List.of(new Decision(Effect.DENY, List.of())), decided.decisions());
            }
            assertEquals(wrong.requests, server.requests());
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
                    new Answer.Broken("its policies changed while it was being asked"),
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

    private static CerbosPdp pdp(URI url) {
        return new CerbosPdp(new PdpConnection(url, Optional.empty(), Map.of(), Map.of(), ATTEMPT), Clock.systemUTC());
    }

    private static String results(String... results) {
        return "{\"results\": [" + String.join(",", results) + "], \"cerbosCallId\": \"c1\"}";
    }

    private static String result(String kind, String actions, String more) {
        return "{\"resource\": {\"kind\": \"" + kind + "\"}, \"actions\": {" + actions + "}" + more + "}";
    }

    private static String tool(String effect) {
        return result("tool", "\"use\": \"" + effect + "\"", "");
    }

    private static String revised(String revision, String more) {
        return result(
                "gatehouse",
                "\"revision\": \"EFFECT_ALLOW\"",
                ", \"outputs\": [{\"src\": \"resource.gatehouse.vv1#revision\", \"val\": {\"revision\": \"" + revision
                        + "\"" + more + "}}]");
    }

    private static String catalogue(String severity) {
        return results(
                revised(
                        "r1",
                        ", \"rules\": [{\"id\": \"tool.role\", \"kind\": \"tool\", \"actions\": [\"use\"], \"why\": \"w\","
                                + " \"fix\": \"f\", \"waivable\": true, " + severity + "}]"),
                tool("EFFECT_ALLOW"));
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
