package io.gatehouse.cerbos;

import static io.gatehouse.cerbos.Replies.ALLOWED;
import static io.gatehouse.cerbos.Replies.REVISION;
import static io.gatehouse.cerbos.Replies.catalogue;
import static io.gatehouse.cerbos.Replies.result;
import static io.gatehouse.cerbos.Replies.results;
import static io.gatehouse.cerbos.Replies.tool;

import io.gatehouse.cerbos.BadPdp.Script;
import io.gatehouse.policy.Pdp.Answer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// What a PDP, or whatever answers in its place, can do wrong.
enum PdpFault {
    RESET("resets the connection", Answer.Unavailable.class, 2, (wire, _) -> wire.reset()),
    CLOSES("accepts and closes", Answer.Unavailable.class, 2, (wire, _) -> wire.socket()
            .close()),
    SILENT("accepts and never answers", Answer.Unavailable.class, 1, (wire, _) -> wire.hang()),
    SLOW("answers after the attempt's time", Answer.Unavailable.class, 1, (wire, _) -> {
        if (!wire.closed().await(BrokenPdpTest.ATTEMPT.toMillis() + 300, TimeUnit.MILLISECONDS)) {
            wire.json(ALLOWED);
        }
    }),
    TRICKLES("sends a byte now and then", Answer.Unavailable.class, 1, (wire, _) -> {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n{");
        while (!wire.closed().await(20, TimeUnit.MILLISECONDS)) {
            wire.raw(" ");
        }
    }),
    ENDS_IN_THE_HEAD("breaks off in the head", Answer.Unavailable.class, 1, (wire, _) -> {
        wire.raw("HTTP/1.1 200");
        wire.socket().close();
    }),
    ENDS_IN_THE_BODY("breaks off in the body", Answer.Unavailable.class, 1, (wire, _) -> {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{\"results\":");
        wire.socket().close();
    }),
    STOPS_IN_THE_BODY("stops in the body, behind a whole answer", Answer.Unavailable.class, 1, (wire, _) -> {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + ALLOWED);
        wire.hang();
    }),
    NOT_HTTP("speaks no HTTP", Answer.Unavailable.class, 2, (wire, _) -> {
        wire.raw("SSH-2.0-OpenSSH_9.9\r\n\r\n");
        wire.socket().close();
    }),
    ANOTHER_PROTOCOL(
            "goes over to another protocol",
            Answer.Unavailable.class,
            2,
            (wire, _) -> wire.raw("HTTP/1.1 101 Switching Protocols\r\n\r\n" + ALLOWED)),
    NEVER_BEGINS("says without end that it will answer", Answer.Unavailable.class, 2, (wire, _) -> {
        while (true) {
            wire.raw("HTTP/1.1 100 Continue\r\n\r\n");
        }
    }),
    BAD_LENGTH(
            "sends a length that is no number",
            Answer.Unavailable.class,
            2,
            (wire, _) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}")),
    FIVE_MEGABYTES(
            "sends over 4 MB", Answer.Unavailable.class, 1, (wire, _) -> wire.json(ALLOWED + " ".repeat(5 << 20))),
    TOO_MANY("HTTP 429", "429 Too Many Requests", Answer.Unavailable.class),
    SERVER_ERROR("HTTP 500, with an allow", "500 Error", Answer.Unavailable.class),
    GATEWAY("HTTP 503", "503 Unavailable", Answer.Unavailable.class),
    NO_CONTENT("HTTP 204", Answer.Unavailable.class, 1, (wire, _) -> wire.raw("HTTP/1.1 204 No Content\r\n\r\n")),
    EMPTY("an empty body", Answer.Unavailable.class, ""),
    CAPTIVE_PORTAL("HTML of a captive portal", Answer.Unavailable.class, "<html>log in to the hotel</html>"),
    HALF_OF_IT("half of the JSON", Answer.Unavailable.class, ALLOWED.substring(0, ALLOWED.length() / 2)),
    MORE_THAN_JSON("something behind the JSON", Answer.Unavailable.class, ALLOWED + "x"),
    DOUBLED_KEYS(
            "a key twice", Answer.Unavailable.class, ALLOWED.replace("\"actions\":", "\"actions\": {}, \"actions\":")),
    NESTED("JSON 300 levels deep", Answer.Unavailable.class, "[".repeat(300) + "]".repeat(300)),

    REDIRECT("HTTP 302", "302 Found\r\nLocation: http://localhost:1/", Answer.Refused.class),
    BAD_REQUEST("HTTP 400", "400 Bad Request", Answer.Refused.class),
    UNAUTHORIZED("HTTP 401", "401 Unauthorized", Answer.Refused.class),
    FORBIDDEN("HTTP 403, with an allow", "403 Forbidden", Answer.Refused.class),
    NOT_FOUND("HTTP 404", "404 Not Found", Answer.Refused.class),

    NO_OBJECT("JSON that is no object", Answer.Broken.class, "true"),
    EMPTY_OBJECT("an empty object", Answer.Broken.class, "{}"),
    RESULTS_OF_ANOTHER_TYPE("results that are no list", Answer.Broken.class, "{\"results\": {\"a\": 1, \"b\": 2}}"),
    NO_RESULTS("an empty list of results", Answer.Broken.class, results()),
    ONE_RESULT_MISSING("a result too few", Answer.Broken.class, results(REVISION)),
    ONE_RESULT_TOO_MANY(
            "a result too many", Answer.Broken.class, results(REVISION, tool("EFFECT_ALLOW"), tool("EFFECT_ALLOW"))),
    NULL_RESULT("a result that is null", Answer.Broken.class, results(REVISION, "null")),
    REORDERED("results in another order", Answer.Broken.class, results(tool("EFFECT_ALLOW"), REVISION)),
    ANOTHER_KIND(
            "the result of another kind",
            Answer.Broken.class,
            results(REVISION, result("file", "\"use\": \"EFFECT_ALLOW\"", ""))),
    NO_RESOURCE(
            "a result without its resource",
            Answer.Broken.class,
            results(REVISION, "{\"actions\": {\"use\": \"EFFECT_ALLOW\"}}")),
    NO_ACTIONS(
            "a result without actions", Answer.Broken.class, results(REVISION, "{\"resource\": {\"kind\": \"tool\"}}")),
    ANOTHER_ACTION(
            "the effect of another action",
            Answer.Broken.class,
            results(REVISION, result("tool", "\"spawn\": \"EFFECT_ALLOW\"", ""))),
    EFFECT_OF_ANOTHER_TYPE(
            "an effect that is no text", Answer.Broken.class, results(REVISION, result("tool", "\"use\": true", ""))),
    EFFECT_IN_A_LIST(
            "an effect in a list",
            Answer.Broken.class,
            results(REVISION, result("tool", "\"use\": [\"EFFECT_ALLOW\"]", ""))),
    NULL_EFFECT("an effect that is null", Answer.Broken.class, results(REVISION, result("tool", "\"use\": null", ""))),
    ERRORS_OF_ANOTHER_TYPE(
            "validation errors that are no list",
            Answer.Broken.class,
            results(REVISION, result("tool", "\"use\": \"EFFECT_ALLOW\"", ", \"validationErrors\": \"bad\""))),
    CATALOGUE_WITH_A_BAD_SEVERITY(
            "a rule of unknown severity", Answer.Broken.class, catalogue("\"severity\": \"huge\"")),
    CATALOGUE_WITHOUT_A_SEVERITY("a rule without severity", Answer.Broken.class, catalogue("\"x\": 1")),
    CATALOGUE_WITHOUT_ACTIONS(
            "a rule without actions",
            Answer.Broken.class,
            catalogue("\"severity\": \"low\"").replace("\"actions\": [\"use\"],", "")),
    CATALOGUE_OF_ANOTHER_TYPE(
            "a rule whose actions are no list",
            Answer.Broken.class,
            catalogue("\"severity\": \"low\"").replace("[\"use\"]", "\"use\"")),

    UNSPECIFIED("the effect unspecified", Answer.Decided.class, results(REVISION, tool("EFFECT_UNSPECIFIED"))),
    NO_MATCH("the effect no match", Answer.Decided.class, results(REVISION, tool("EFFECT_NO_MATCH"))),
    LOWER_CASE("an effect of another spelling", Answer.Decided.class, results(REVISION, tool("allow"))),
    SCHEMA_ERROR(
            "an allow with a validation error",
            Answer.Decided.class,
            results(
                    REVISION,
                    result("tool", "\"use\": \"EFFECT_ALLOW\"", ", \"validationErrors\": [{\"path\": \"/x\"}]")));

    private final String words;
    private final Class<? extends Answer> answer;
    private final int requests;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Script script;

    PdpFault(String words, Class<? extends Answer> answer, int requests, Careless script) {
        this.words = words;
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

    PdpFault(String words, Class<? extends Answer> answer, String body) {
        this(words, answer, 1, (wire, _) -> wire.json(body));
    }

    PdpFault(String words, String status, Class<? extends Answer> answer) {
        this(words, answer, 1, (wire, _) -> wire.status(status, ALLOWED));
    }

    private interface Careless {
        void answer(BadPdp.Wire wire, int n) throws IOException, InterruptedException;
    }

    /// What it does, for the table.
    String words() {
        return words;
    }

    /// What the client takes it for.
    Class<? extends Answer> answer() {
        return answer;
    }

    /// How often one call asks it.
    int requests() {
        return requests;
    }

    Script script() {
        return script;
    }
}
