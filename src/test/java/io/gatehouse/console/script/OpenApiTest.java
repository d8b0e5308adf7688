package io.gatehouse.console.script;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.People.SAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.console.Approval;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.People;
import io.gatehouse.console.Role;
import io.gatehouse.console.TestClock;
import io.gatehouse.console.access.ScriptTokens;
import io.gatehouse.console.device.TestLaptop;
import io.gatehouse.console.script.OpenApi.Operation;
import io.gatehouse.json.Json;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Withdrawal;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The description of the HTTP API against a running console: everything that it names is there and as it says, nothing
/// else is there, and no input makes it otherwise.
class OpenApiTest {
    private static final int ROUNDS = Integer.getInteger("openapi.rounds", 600);

    private static final OpenApi API = new OpenApi();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TestClock CLOCK = new TestClock(NOON);

    private static Console console;
    private static TestLaptop ana;
    private static TestLaptop stranger;
    private static String auditor;
    private static String administrator;

    /// What an answer was.
    private record Heard(int status, String type, String body) {}

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = Console.start(ConsoleSettings.of(directory, 0), CLOCK, _ -> List.of());
        ana = laptop("ana-1", "ana@example.com");
        stranger = new TestLaptop(console.port(), "ana-1", CLOCK);
        var calls = new Calls("ana-1", "ana@example.com");
        ana.post(Routes.REQUESTS, calls.filing("granted", PUSH));
        calls.record(calls.push("allowed", NOON));
        ana.post(Routes.AUDIT, calls.batch());
        ana.post(Routes.REPORT, report());
        var desk = console.parts().requests();
        var line = desk.find("granted").orElseThrow().line();
        desk.approve("granted", line.version(), Approval.asAsked(line.request(), "For the release."), SAM);
        var tokens = new ScriptTokens(console.parts().database(), CLOCK);
        auditor = tokens.issue("all", Role.AUDITOR, Duration.ofDays(30), "ada");
        administrator = tokens.issue("laptops", Role.ADMINISTRATOR, Duration.ofDays(30), "ada");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void pass() {
        CLOCK.move(Duration.ofMinutes(1)); // so that nobody asks too often
    }

    private static TestLaptop laptop(String id, String principal) {
        var laptop = new TestLaptop(console.port(), id, CLOCK);
        laptop.enrol(People.code(console.parts().devices(), principal));
        return laptop;
    }

    private static DeviceReport report() {
        return new DeviceReport("1", "host", "os", "enforce", "central", "r1", List.of(), 0, 1);
    }

    private static Heard send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofInputStream());
            var type = response.headers().firstValue("Content-Type").orElse("");
            try (var body = response.body()) {
                var isStream = type.startsWith("text/event-stream");
                return new Heard(response.statusCode(), type, isStream ? "" : new String(body.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder plain(String method, String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
                .header("Content-Type", "application/json")
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    private static HttpRequest.Builder known(Operation operation, String query, byte[] body) {
        var path = operation.path() + query;
        if (operation.needs("laptop")) {
            return ana.signed(operation.method(), path, body);
        }
        var request = plain(operation.method(), path, body);
        return operation.needs("token") ? request.header("Authorization", "Bearer " + auditor) : request;
    }

    private static void needsNoProblem(Operation operation, Heard heard, String about) {
        assertEquals(
                List.of(),
                API.problems(operation, heard.status(), heard.type(), heard.body()),
                operation + " " + about);
    }

    @Test
    void theServerHasTheAddressesOfTheFileAndNoOther() {
        var served = Stream.of(Routes.class, ScriptApi.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .map(OpenApiTest::address)
                .filter(address -> address.startsWith("/api/"))
                .toList();
        var expected = new TreeSet<>(served);
        expected.add("/healthz");

        assertEquals(expected, new TreeSet<>(API.file().path("paths").propertyNames()));
        assertEquals(404, send(plain("GET", "/api/v1/other", new byte[0])).status());
        assertEquals(
                404, send(plain("GET", "/api/v1/scripts/other", new byte[0])).status());
    }

    private static String address(Field field) {
        try {
            field.setAccessible(true);
            return java.lang.reflect.Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof String text
                    ? text
                    : "";
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFileIsServedAsItIs() throws IOException {
        var heard = send(plain("GET", "/api/openapi.yaml", new byte[0]));

        try (var stream = OpenApiTest.class.getResourceAsStream("/console/openapi.yaml")) {
            assertEquals(new String(stream.readAllBytes(), UTF_8), heard.body());
        }
        assertEquals("3.1.0", API.file().path("openapi").asString());
    }

    /// What a laptop or script would send.
    private static Map<String, Object> sensible() {
        var calls = new Calls("ana-1", "ana@example.com");
        return Map.of(
                Routes.ENROL,
                People.enrolment(People.code(console.parts().devices(), "ben@example.com"), "ben-1", People.newKey()),
                Routes.REQUESTS,
                calls.filing("granted", PUSH),
                Routes.WITHDRAWALS,
                new Withdrawal("granted"),
                Routes.ANSWERS,
                new Answer("granted", "Which?", "That one."),
                Routes.AUDIT,
                new Evidence.Batch(List.of(), List.of()),
                Routes.REPORT,
                report(),
                Routes.COVERAGE,
                new CoverageReport(
                        List.of(new Covered("claude-code", NOON, 9, 1)),
                        List.of(new Uncovered("claude-code", "s1", "t1", "Bash", "ls", false, NOON))));
    }

    @Test
    void everyOperationAnswersAsTheFileSaysAndTakesWhatItSays() {
        var sensible = sensible();
        for (var operation : API.operations()) {
            var input = sensible.get(operation.path());
            assertEquals(operation.body().isPresent(), input != null, operation.toString());
            var body = input == null ? new byte[0] : Json.bytes(input);
            operation
                    .body()
                    .ifPresent(schema -> assertEquals(
                            List.of(), API.problems(schema, new String(body, UTF_8)), operation.toString()));

            var heard = send(known(operation, "", body));

            assertEquals(2, heard.status() / 100, operation + " " + heard.body());
            needsNoProblem(operation, heard, "");
        }
    }

    @Test
    void whatScriptsAreToldIsThereAndComesAsLinesToo() {
        for (var operation : API.operations()) {
            if (!operation.needs("token")) {
                continue;
            }
            var page = send(known(operation, "", new byte[0]));
            var isRequests = operation.path().equals(ScriptApi.REQUESTS);
            var all = isRequests ? "?state=ALL" : "";
            var lines = send(known(operation, all, new byte[0]).header("Accept", "application/x-ndjson"));

            needsNoProblem(operation, lines, "as lines");
            assertEquals("application/x-ndjson", lines.type());
            assertFalse(lines.body().isBlank() && !operation.path().equals(ScriptApi.GRANTS), operation.toString());
            assertTrue(Json.tree(page.body().getBytes(UTF_8)).path("items").isArray());
        }
    }

    @Test
    void anotherMethodIsRefusedInWords() {
        for (var path : API.file().path("paths").propertyNames()) {
            if (path.equals("/healthz")) {
                continue;
            }
            var operation = API.operations().stream()
                    .filter(one -> one.path().equals(path))
                    .findFirst()
                    .orElseThrow();
            for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                if (!operation.method().equals(method)) {
                    var heard = send(plain(method, path, new byte[0]));
                    assertEquals(405, heard.status(), method + " " + path);
                    needsNoProblem(operation, heard, method);
                }
            }
        }
    }

    @Test
    void whoIsNotKnownReadsNothing() {
        var expired = new ScriptTokens(console.parts().database(), CLOCK)
                .issue("short", Role.AUDITOR, Duration.ofSeconds(1), "ada");
        var revoked = new ScriptTokens(console.parts().database(), CLOCK)
                .issue("gone", Role.AUDITOR, Duration.ofDays(1), "ada");
        var tokens = new ScriptTokens(console.parts().database(), CLOCK);
        tokens.list().stream()
                .filter(token -> token.name().equals("gone"))
                .forEach(token -> assertTrue(tokens.revoke(token.id()).isPresent()));
        CLOCK.move(Duration.ofSeconds(1));
        for (var operation : API.operations()) {
            if (operation.needs("token")) {
                for (var authorization : List.of(
                        "Bearer",
                        "Bearer x",
                        "Basic " + auditor,
                        "Bearer " + auditor + "x",
                        "Bearer " + expired,
                        "Bearer " + revoked,
                        "Bearer ght_" + "A".repeat(43))) {
                    var heard =
                            send(plain("GET", operation.path(), new byte[0]).header("Authorization", authorization));
                    assertEquals(401, heard.status(), operation + " " + authorization);
                    needsNoProblem(operation, heard, authorization);
                }
                assertEquals(
                        401, send(plain("GET", operation.path(), new byte[0])).status());
            }
            if (operation.needs("laptop")) {
                var body = operation.body().isPresent() ? "{}".getBytes(UTF_8) : new byte[0];
                assertEquals(
                        401,
                        send(plain(operation.method(), operation.path(), body)).status());
                assertEquals(
                        401,
                        send(stranger.signed(operation.method(), operation.path(), body))
                                .status());
                var withToken =
                        plain(operation.method(), operation.path(), body).header("Authorization", "Bearer " + auditor);
                assertEquals(401, send(withToken).status());
            }
        }
    }

    @Test
    void aTokenForTheLaptopsReadsTheLaptopsAlone() {
        for (var path : List.of(ScriptApi.ACTIVITY, ScriptApi.REQUESTS, ScriptApi.GRANTS)) {
            var heard = send(plain("GET", path, new byte[0]).header("Authorization", "Bearer " + administrator));
            assertEquals(403, heard.status(), path);
            assertFalse(heard.body().contains("git push"));
        }
        var laptops =
                send(plain("GET", ScriptApi.DEVICES, new byte[0]).header("Authorization", "Bearer " + administrator));
        assertEquals(200, laptops.status());
    }

    @Test
    void eachReadingIsInTheLog() {
        var _ = send(plain("GET", ScriptApi.ACTIVITY + "?text=git+push&limit=5", new byte[0])
                .header("Authorization", "Bearer " + auditor));
        var last = console.parts().log().list(java.util.OptionalLong.empty(), 1).getFirst();

        assertEquals("script all", last.who());
        assertEquals("script.activity", last.what());
        assertEquals("Read calls: limit 5, text git push.", last.sentence());
    }

    @Test
    void pagesFollowEachOtherToTheEnd() {
        var first = Json.tree(get(ScriptApi.ACTIVITY + "?limit=1").getBytes(UTF_8));
        var second = Json.tree(
                get(ScriptApi.ACTIVITY + "?limit=1&before=" + first.path("next").asString())
                        .getBytes(UTF_8));

        assertEquals(1, first.path("items").size());
        assertEquals(1, second.path("items").size());
        assertFalse(first.path("items").equals(second.path("items")));
    }

    private static String get(String path) {
        var heard = send(plain("GET", path, new byte[0]).header("Authorization", "Bearer " + auditor));
        assertEquals(200, heard.status(), heard.body());
        return heard.body();
    }

    /// Seeded; `-Dopenapi.rounds=20000` for more.
    @Test
    void noInputIsAnsweredOtherwiseThanTheFileSays() {
        var mallory = laptop("mal-1", "mal@example.com");
        var inputs = new Inputs(API, new Random(20261126));
        var operations = API.operations();
        for (int round = 0; round < ROUNDS; round++) {
            CLOCK.move(Duration.ofSeconds(2));
            var operation = operations.get(inputs.random().nextInt(operations.size()));
            var query = inputs.query(operation);
            var body = operation.body().map(inputs::body).orElse(new byte[0]);
            var path = operation.path() + query;
            var request = operation.needs("laptop")
                    ? mallory.signed(operation.method(), path, body)
                    : plain(operation.method(), path, body);
            if (operation.needs("token")) {
                request.header("Authorization", "Bearer " + administrator);
            }

            var heard = send(request);

            var about = query + " " + new String(body, UTF_8);
            needsNoProblem(operation, heard, about);
            assertFalse(heard.body().contains("git push"), about);
            assertFalse(heard.body().contains("For the release."), about);
            if (operation.needs("token") && inputs.random().nextBoolean()) {
                needsNoProblem(operation, send(known(operation, query, body)), about);
            }
        }
        assertEquals(List.of(), console.parts().devices().breaks("ana-1"));
    }
}
