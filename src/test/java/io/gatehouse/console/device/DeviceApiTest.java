package io.gatehouse.console.device;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.People.ADA;
import static io.gatehouse.console.People.KIM;
import static io.gatehouse.console.People.SAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Approval;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Databases;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.People;
import io.gatehouse.console.TestClock;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Envelope;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Withdrawal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class DeviceApiTest {
    private static final String PRINCIPAL = "ana@example.com";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private final Calls calls = new Calls("laptop-1", PRINCIPAL);
    private ConsoleSettings settings;
    private Console console;
    private TestLaptop laptop;

    DeviceApiTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void serving() {
        settings = Databases.settings(kind, directory);
        console = Console.start(settings, clock, _ -> List.of());
        laptop = enrolled("laptop-1");
    }

    @AfterEach
    void stopped() {
        console.close();
    }

    private TestLaptop laptop(String id) {
        return new TestLaptop(console.port(), id, clock);
    }

    private TestLaptop enrolled(String id) {
        var one = laptop(id);
        one.enrol(code());
        return one;
    }

    private String code() {
        return People.code(console.parts().devices(), PRINCIPAL);
    }

    private static Document document(Envelope envelope) {
        return Json.read(Base64.getDecoder().decode(envelope.document()), Document.class);
    }

    private void approve(String id) {
        var line = console.parts().requests().find(id).orElseThrow().line();
        var approval = Approval.asAsked(line.request(), "For the release.");
        assertInstanceOf(Outcome.Done.class, console.parts().requests().approve(id, line.version(), approval, SAM));
    }

    @Test
    void aLaptopThatEnrolsLearnsWhoseItIsAndWhichKeysSign() {
        var answer = laptop("laptop-2").enrol(code());
        assertEquals(new Principal(PRINCIPAL, List.of("developer"), Map.of()), answer.principal());
        assertEquals(console.parts().key().announced(), answer.keys());
        assertEquals(1, document(answer.document()).version());
        assertEquals("laptop-2", document(answer.document()).device());
    }

    @Test
    void aCodeIsGoodForOneEnrolmentWithinADay() {
        var code = code();
        laptop("laptop-2").enrol(code);
        assertEquals(403, laptop("laptop-3").enrolment(code).statusCode());
        assertEquals(
                403,
                laptop("laptop-3").enrolment("aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aa").statusCode());
        var late = code();
        clock.move(Duration.ofDays(1));
        assertEquals(403, laptop("laptop-3").enrolment(late).statusCode());
    }

    @Test
    void ofManyThatShowACodeAtOnceOneEnrols() throws Exception {
        var code = code();
        var ready = new CountDownLatch(6);
        var statuses = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                var racer = laptop("racer-" + i);
                statuses.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return racer.enrolment(code).statusCode();
                }));
            }
            var found = new ArrayList<Integer>();
            for (var status : statuses) {
                found.add(status.get());
            }
            assertEquals(1, found.stream().filter(status -> status == 200).count());
            assertEquals(5, found.stream().filter(status -> status == 403).count());
        }
    }

    @Test
    void tooManyTriesToEnrolAreRefused() {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 62; i++) {
            statuses.add(laptop("laptop-2").enrolment("0000").statusCode());
        }
        assertTrue(statuses.contains(429), statuses.toString());
    }

    @Test
    void aLaptopOfSomebodyElseIsNotTakenOver() {
        var code = People.code(console.parts().devices(), "ben@example.com");
        assertEquals(403, laptop("laptop-1").enrolment(code).statusCode());
        console.parts().devices().release("laptop-1", "Ana left.", ADA);
        var other = People.code(console.parts().devices(), "ben@example.com");
        assertEquals(200, laptop("laptop-1").enrolment(other).statusCode());
        assertEquals(401, laptop.post(Routes.WITHDRAWALS, new Withdrawal("r1")).statusCode(), "the old key");
    }

    @Test
    void whoIsNotKnownHearsTheSameForEveryReason() {
        var body = Json.bytes(new Withdrawal("r1"));
        var path = Routes.WITHDRAWALS;
        var stranger = laptop("laptop-9");
        var impostor = laptop("laptop-1");
        var late =
                new TestLaptop(console.port(), "laptop-1", () -> clock.instant().minus(Duration.ofMinutes(6)));
        var answers = List.of(
                TestLaptop.send(laptop.unsigned(path, body)),
                stranger.post(path, body),
                impostor.post(path, body),
                late.post(path, body),
                TestLaptop.send(laptop.signed("POST", path, Json.bytes(new Withdrawal("r2")))
                        .method("POST", BodyPublishers.ofByteArray(body))
                        .build()));
        for (var answer : answers) {
            assertEquals(401, answer.statusCode());
            assertEquals(answers.getFirst().body(), answer.body());
            assertTrue(answer.headers().firstValue("Date").isPresent());
        }
        var date = ZonedDateTime.parse(
                answers.getFirst().headers().firstValue("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertTrue(date.getYear() >= 2026, date.toString());
    }

    @Test
    void aSignatureIsGoodForItsOwnPathAndMethodAlone() {
        var body = Json.bytes(new Withdrawal("r1"));
        var authorization = laptop.authorization("POST", Routes.REPORT, body);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + Routes.WITHDRAWALS))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        assertEquals(401, TestLaptop.send(request).statusCode());
    }

    @Test
    void aRequestIsFiledForWhomTheLaptopIsEnrolled() {
        var filing = calls.filing("r1", PUSH);
        var standing = laptop.post(Routes.REQUESTS, filing, Standing.class);
        assertEquals(standing, laptop.post(Routes.REQUESTS, filing, Standing.class));
        assertEquals(State.WAITING, standing.state());
        var line = console.parts().requests().find("r1").orElseThrow().line();
        assertEquals(PRINCIPAL, line.principal());
        assertEquals("laptop-1", line.device());
    }

    @Test
    void anotherLaptopNeitherSeesNorWithdrawsNorAnswersIt() {
        laptop.post(Routes.REQUESTS, calls.filing("r1", PUSH), Standing.class);
        var other = enrolled("laptop-2");
        assertEquals(404, other.post(Routes.WITHDRAWALS, new Withdrawal("r1")).statusCode());
        assertEquals(404, other.post(Routes.ANSWERS, new Answer("r1", "x", "y")).statusCode());
        assertEquals(400, other.post(Routes.REQUESTS, calls.filing("r1", PUSH)).statusCode());
        try (var stream = other.listen()) {
            stream.next("document");
            laptop.post(Routes.WITHDRAWALS, new Withdrawal("r1"), Standing.class);
            var mine = new Calls("laptop-2", PRINCIPAL).filing("r2", PUSH);
            other.post(Routes.REQUESTS, mine, Standing.class);
            assertEquals("r2", stream.next("standing").as(Standing.class).request());
        }
    }

    @Test
    void aGrantReachesALaptopThatListens() {
        laptop.post(Routes.REQUESTS, calls.filing("r1", PUSH), Standing.class);
        try (var stream = laptop.listen()) {
            var first = document(stream.next("document").as(Envelope.class));
            assertEquals(List.of(), first.grants());
            assertEquals(
                    State.WAITING, stream.next("standing").as(Standing.class).state());
            approve("r1");
            var second = document(stream.next("document").as(Envelope.class));
            assertEquals(first.version() + 1, second.version());
            var standing = stream.next("standing").as(Standing.class);
            assertEquals(State.GRANTED, standing.state());
            assertEquals(Optional.of(second.grants().getFirst().id()), standing.grant());
            console.parts().grants().revoke(second.grants().getFirst().id(), "Over.", KIM);
            assertEquals(
                    List.of(),
                    document(stream.next("document").as(Envelope.class)).grants());
            assertEquals(
                    State.REVOKED, stream.next("standing").as(Standing.class).state());
        }
    }

    @Test
    void aDecisionInAnotherInstanceReachesTheLaptop() {
        laptop.post(Routes.REQUESTS, calls.filing("r1", PUSH), Standing.class);
        try (var other = Console.start(settings, clock, _ -> List.of());
                var stream = new TestLaptop(other.port(), "laptop-1", clock, laptop.key()).listen()) {
            stream.next("standing");
            approve("r1");
            assertEquals(
                    State.GRANTED, stream.next("standing").as(Standing.class).state());
        }
    }

    @Test
    void aNewDocumentComesLongBeforeTheLeaseEnds() {
        clock.move(Duration.ofHours(7));
        var again = new TestLaptop(console.port(), "laptop-1", clock, laptop.key());
        try (var stream = again.listen()) {
            var document = document(stream.next("document").as(Envelope.class));
            assertEquals(2, document.version());
            assertEquals(NOON.plus(Duration.ofHours(7)), document.issuedAt());
        }
    }

    @Test
    void aReleasedLaptopIsToldAndServedNoMore() {
        try (var stream = laptop.listen()) {
            stream.next("document");
            console.parts().devices().release("laptop-1", "Sold.", ADA);
            stream.next("released");
        }
        assertEquals(403, laptop.post(Routes.REPORT, report()).statusCode());
        try (var stream = laptop.listen()) {
            stream.next("released");
        }
    }

    @Test
    void aReleaseTakesBackWhatWasGrantedAndEndsWhatWaits() {
        laptop.post(Routes.REQUESTS, calls.filing("r1", PUSH), Standing.class);
        laptop.post(Routes.REQUESTS, calls.filing("r2", PUSH), Standing.class);
        approve("r1");
        try (var stream = laptop.listen()) {
            assertEquals(
                    1,
                    document(stream.next("document").as(Envelope.class))
                            .grants()
                            .size());
            console.parts().devices().release("laptop-1", "Sold.", ADA);
            assertEquals(
                    List.of(),
                    document(stream.next("document").as(Envelope.class)).grants());
            stream.next("released");
        }
        assertEquals(List.of(), console.parts().grants().active());
        assertEquals(
                State.REVOKED,
                console.parts()
                        .requests()
                        .find("r1")
                        .orElseThrow()
                        .line()
                        .request()
                        .state());
        assertEquals(
                State.EXPIRED,
                console.parts()
                        .requests()
                        .find("r2")
                        .orElseThrow()
                        .line()
                        .request()
                        .state());
        assertEquals(0, console.parts().requests().countOpen());
        laptop.enrol(code());
        try (var stream = laptop.listen()) {
            assertEquals(
                    List.of(),
                    document(stream.next("document").as(Envelope.class)).grants());
        }
    }

    @Test
    void aStreamEndsWhenTheLaptopIsEnrolledAgain() {
        try (var stream = laptop.listen()) {
            stream.next("document");
            enrolled("laptop-1");
            stream.ends();
        }
    }

    @Test
    void aLaptopThatListensOnceMoreIsServed() {
        var streams = new ArrayList<TestLaptop.Stream>();
        for (int i = 0; i < 6; i++) {
            var stream = laptop.listen();
            stream.next("document");
            streams.add(stream);
        }
        streams.getFirst().ends();
        streams.forEach(TestLaptop.Stream::close);
    }

    @Test
    void streamsEndWhenTheConsoleStops() {
        TestLaptop.Stream stream;
        try (var other = Console.start(settings, clock, _ -> List.of())) {
            stream = new TestLaptop(other.port(), "laptop-1", clock, laptop.key()).listen();
            stream.next("document");
        }
        stream.ends();
        stream.close();
    }

    @Test
    void aSilentStreamCarriesComments() throws Exception {
        var timing = new EventStreams.Timing(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMinutes(5));
        var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(new DeviceApi(console.parts().laptops(), false, clock, timing));
        server.start();
        try (var stream = new TestLaptop(server.getURI().getPort(), "laptop-1", clock, laptop.key()).listen()) {
            stream.next("document");
            stream.next("comment");
            stream.next("comment");
        } finally {
            server.stop();
        }
    }

    private static DeviceReport report() {
        return new DeviceReport(
                "0.2.0",
                "ana-laptop",
                "Linux 6",
                "enforce",
                "central",
                "r1",
                List.of(new DeviceReport.AgentState("claude-code", true)),
                7,
                1);
    }

    @Test
    void aReportIsShown() {
        assertEquals(204, laptop.post(Routes.REPORT, report()).statusCode());
        var device = console.parts().devices().find("laptop-1").orElseThrow();
        assertEquals(Optional.of(report()), device.report());
        assertEquals("0.2.0", device.version());
    }

    @Test
    void evidenceIsReceivedOnce() {
        for (int i = 0; i < 5; i++) {
            calls.record(calls.push("e" + i, NOON, PUSH));
        }
        assertEquals(
                5,
                laptop.post(Routes.AUDIT, calls.batch(), Evidence.Receipt.class).upTo());
        assertEquals(
                5,
                laptop.post(Routes.AUDIT, calls.batch(), Evidence.Receipt.class).upTo());
        assertEquals(5, console.parts().devices().find("laptop-1").orElseThrow().upTo());
    }

    @Test
    void aBodyThatMakesNoSenseIsTheSendersFault() {
        for (var path : List.of(Routes.REQUESTS, Routes.WITHDRAWALS, Routes.ANSWERS, Routes.AUDIT, Routes.REPORT)) {
            for (var body :
                    List.of("", "null", "[]", "{", "{}", "\"x\"", "[".repeat(200), "{\"request\":\"\\ud800\"}")) {
                var answer = laptop.post(path, body.getBytes(UTF_8));
                assertEquals(400, answer.statusCode(), path + " " + body);
                assertTrue(answer.body().startsWith("{\"error\":\""), answer.body());
            }
        }
    }

    @Test
    void whatNoAddressTakesIsToldSo() {
        assertEquals(404, laptop.post("/api/v1/other", "{}").statusCode());
        assertEquals(
                405,
                TestLaptop.send(laptop.signed("GET", Routes.AUDIT, new byte[0]).build())
                        .statusCode());
        HttpResponse<String> large = laptop.post(Routes.REPORT, new byte[(64 << 10) + 1]);
        assertEquals(413, large.statusCode());
        assertEquals(
                200,
                TestLaptop.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + "/healthz"))
                                .build())
                        .statusCode());
    }

    @Test
    void aLaptopThatAsksTooOftenIsToldToWait() {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 305; i++) {
            statuses.add(laptop.post(Routes.WITHDRAWALS, new Withdrawal("none")).statusCode());
        }
        assertEquals(404, statuses.getFirst());
        assertEquals(429, statuses.getLast());
        clock.move(Duration.ofSeconds(1));
        assertEquals(
                404, laptop.post(Routes.WITHDRAWALS, new Withdrawal("none")).statusCode());
    }

    @Test
    void anEnrolmentWithoutAKeyIsRefused() {
        var request = new Enrolment.Request(code(), "laptop-2", "bm8ga2V5", "h", "o", "v");
        assertEquals(
                400,
                TestLaptop.send(laptop.unsigned(Routes.ENROL, Json.bytes(request)))
                        .statusCode());
    }
}
