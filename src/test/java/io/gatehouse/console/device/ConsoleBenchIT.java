package io.gatehouse.console.device;

import static io.gatehouse.console.Calls.PUSH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.Approval;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.Databases;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.People;
import io.gatehouse.json.Json;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Routes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Prints what a console takes in, how quickly it finds it, and how soon a grant is on a laptop. Laptops, console and
/// database share the machine.
@Tag("bench")
class ConsoleBenchIT {
    private static final int ROWS = Integer.getInteger("bench.rows", 40_000);
    private static final int LISTENING = Integer.getInteger("bench.laptops", 2_000);
    private static final int GRANTS = Integer.getInteger("bench.grants", 100);
    private static final int SENDERS = 4;
    private static final int HTTP_ROWS = Integer.getInteger("bench.http.rows", 40_000);
    private static final int HTTP_LAPTOPS = 80;
    private static final int HTTP_SENDERS = 8;

    private final Clock clock = Clock.systemUTC();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void takesEvidenceInAndFindsIt(Kind kind) throws Exception {
        try (var console = Console.start(Databases.settings(kind, directory), clock, _ -> List.of());
                var threads = Executors.newFixedThreadPool(SENDERS)) {
            var logs = new ArrayList<List<Evidence.Row>>();
            for (int i = 0; i < SENDERS; i++) {
                People.enrol(console.parts(), "p" + i, "laptop-" + i);
                logs.add(log("laptop-" + i, "p" + i, ROWS / SENDERS));
            }
            var begun = System.nanoTime();
            var running = new ArrayList<Future<Long>>();
            for (int i = 0; i < SENDERS; i++) {
                var device = "laptop-" + i;
                var rows = logs.get(i);
                running.add(threads.submit(() -> send(console, device, rows)));
            }
            for (var one : running) {
                assertEquals(ROWS / SENDERS, one.get());
            }
            var seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%-10s ingest: %d rows in %.1f s, %.0f rows/s%n", kind, ROWS, seconds, ROWS / seconds);
            search(console, kind);
        }
    }

    /// Batches of many rows are those of laptops that were away; of few, those of laptops at work.
    @ParameterizedTest
    @CsvSource({"SQLITE, 500", "SQLITE, 20", "POSTGRESQL, 500", "POSTGRESQL, 20"})
    void takesEvidenceInOverHttp(Kind kind, int batch) throws Exception {
        try (var console = Console.start(Databases.settings(kind, directory), clock, _ -> List.of());
                var threads = Executors.newFixedThreadPool(HTTP_SENDERS)) {
            var waiting = new ArrayDeque<Callable<Integer>>();
            for (int i = 0; i < HTTP_LAPTOPS; i++) {
                var laptop = new TestLaptop(console.port(), "laptop-" + i, clock);
                var code = People.code(console.parts().devices(), "p" + i);
                var _ = console.parts()
                        .laptops()
                        .enrolments()
                        .enrol(People.enrolment(code, "laptop-" + i, laptop.key()))
                        .orElseThrow();
                var bodies = bodies(log("laptop-" + i, "p" + i, HTTP_ROWS / HTTP_LAPTOPS), batch);
                waiting.add(() -> hand(laptop, bodies));
            }
            var begun = System.nanoTime();
            long rows = 0;
            for (var one : threads.invokeAll(waiting)) {
                rows += one.get();
            }
            var seconds = (System.nanoTime() - begun) / 1e9;
            assertEquals((long) HTTP_ROWS / HTTP_LAPTOPS * HTTP_LAPTOPS, rows);
            System.out.printf(
                    "%-10s ingest over HTTP, %d laptops, batches of %d: %d rows in %.1f s, %.0f rows/s%n",
                    kind, HTTP_LAPTOPS, batch, rows, seconds, rows / seconds);
        }
    }

    private static List<byte[]> bodies(List<Evidence.Row> rows, int batch) {
        var bodies = new ArrayList<byte[]>();
        for (int from = 0; from < rows.size(); from += batch) {
            var part = rows.subList(from, Math.min(rows.size(), from + batch));
            bodies.add(Json.bytes(new Evidence.Batch(part, List.of())));
        }
        return bodies;
    }

    /// @return how many rows the console has of it
    private static int hand(TestLaptop laptop, List<byte[]> bodies) {
        long upTo = 0;
        for (var body : bodies) {
            var answer = laptop.post(Routes.AUDIT, body);
            assertEquals(200, answer.statusCode(), answer.body());
            upTo = Json.read(answer.body(), Evidence.Receipt.class).upTo();
        }
        return (int) upTo;
    }

    private List<Evidence.Row> log(String device, String principal, int rows) {
        var calls = new Calls(device, principal);
        var now = clock.instant();
        for (int i = 0; i < rows; i++) {
            var at = now.minus(Duration.ofMinutes(i % 40_000));
            var line = "git commit -m change-" + i + " src/main/java/Module" + i % 997 + ".java";
            calls.record(
                    i % 20 == 0
                            ? calls.call("e" + i, at, "git push --force origin " + i, List.of(), PUSH)
                            : calls.call("e" + i, at, line, List.of()));
        }
        return calls.rows();
    }

    private static long send(Console console, String device, List<Evidence.Row> rows) {
        long upTo = 0;
        while (upTo < rows.size()) {
            int to = (int) Math.min(rows.size(), upTo + Evidence.MOST_ROWS);
            var batch = new Evidence.Batch(rows.subList((int) upTo, to), List.of());
            upTo = console.parts().laptops().intake().receive(device, batch).upTo();
        }
        return upTo;
    }

    private void search(Console console, Kind kind) {
        var recent = Query.recent(clock.instant());
        var queries = List.of(
                recent,
                query(recent, "push forc", "", "", ""),
                query(recent, "", "p1", "deny", ""),
                query(recent, "", "", "", "shop/.git/e77"),
                query(recent, "module99", "p2", "", ""));
        for (var query : queries) {
            var times = new long[41];
            int found = 0;
            for (int i = 0; i < times.length; i++) {
                var begun = System.nanoTime();
                found = console.parts().activity().search(query).rows().size();
                times[i] = System.nanoTime() - begun;
            }
            print(kind + " search, first page of " + found, times);
        }
    }

    private static Query query(Query recent, String text, String principal, String verdict, String path) {
        return new Query(
                text,
                principal,
                "",
                "",
                "",
                verdict,
                path,
                "",
                "",
                "",
                recent.from(),
                recent.to(),
                OptionalLong.empty(),
                50);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aGrantReachesOneOfManyLaptops(Kind kind) {
        try (var console = Console.start(Databases.settings(kind, directory), clock, _ -> List.of())) {
            var streams = new ArrayList<TestLaptop.Stream>();
            for (int i = 0; i < LISTENING; i++) {
                var laptop = new TestLaptop(console.port(), "laptop-" + i, clock);
                var code = People.code(console.parts().devices(), "p" + i);
                var _ = console.parts()
                        .laptops()
                        .enrolments()
                        .enrol(People.enrolment(code, "laptop-" + i, laptop.key()))
                        .orElseThrow();
                streams.add(laptop.listen());
            }
            streams.forEach(stream -> stream.next("document"));
            var random = new Random(1);
            var times = new long[GRANTS];
            for (int i = 0; i < GRANTS; i++) {
                int which = random.nextInt(LISTENING);
                times[i] = grant(console, "laptop-" + which, "p" + which, "r" + i, streams.get(which));
            }
            print(kind + " grant on one of " + LISTENING + " connected laptops", times);
            streams.forEach(TestLaptop.Stream::close);
        }
    }

    private static long grant(Console console, String device, String principal, String id, TestLaptop.Stream stream) {
        var filing = new Calls(device, principal).filing(id, PUSH);
        var asked = console.parts().laptops().filings().file(device, principal, filing);
        var line =
                console.parts().requests().find(asked.request()).orElseThrow().line();
        var begun = System.nanoTime();
        assertInstanceOf(
                Outcome.Done.class,
                console.parts()
                        .requests()
                        .approve(id, line.version(), Approval.asAsked(line.request(), "Fine."), People.SAM));
        stream.next("document");
        return System.nanoTime() - begun;
    }
}
