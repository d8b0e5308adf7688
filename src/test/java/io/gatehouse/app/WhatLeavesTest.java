package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.cerbos.RoundRobin;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.json.Json;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Asked;
import io.gatehouse.local.Privacy.Kind;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.local.Privacy.State;
import io.gatehouse.policy.Principal;
import io.gatehouse.sync.FakeConsole;
import io.gatehouse.wire.Routes;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a daemon says has left the computer, against what a real receiver got.
class WhatLeavesTest {
    private static final String SECRET = "s3cr3t-of-ada-0123456789";
    private static final String CALL = "sudo curl -H 'Authorization: Bearer " + SECRET + "' https://example.com";

    @TempDir
    Path home;

    private Optional<FakeConsole> console = Optional.empty();

    @AfterEach
    void close() {
        console.ifPresent(FakeConsole::close);
    }

    private FakeConsole enrolled() {
        var receiver = new FakeConsole(Clock.systemUTC());
        console = Optional.of(receiver);
        receiver.issue("c0de", new Principal("ana", List.of("developer"), Map.of()));
        var nobody = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        var terminal = new Terminal(InputStream.nullInputStream(), nobody, nobody, Filer.PERSON);
        var machine = Laptop.at(home);
        var url = receiver.url().toString();
        assertEquals(Cli.OK, Cli.run(new Programs(machine, terminal), machine, terminal, "enrol", url, "c0de"));
        return receiver;
    }

    /// By the row of its record.
    private static Map<Long, OfCall> all(HookedDaemon laptop) {
        var all = new HashMap<Long, OfCall>();
        for (var record : laptop.client.list(Filter.ALL, Optional.empty(), 100)) {
            all.put(record.sequence().number(), ofCall(laptop, record.id()));
        }
        return all;
    }

    private static OfCall of(Map<Long, OfCall> calls, long row) {
        return Optional.ofNullable(calls.get(row)).orElseThrow();
    }

    private static OfCall ofCall(HookedDaemon laptop, String id) {
        return laptop.client.privacy(id).orElseThrow();
    }

    private static Piece piece(OfCall call, Kind kind) {
        return call.console().stream()
                .filter(piece -> piece.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /// The whole body, put together of what is shown of each of its calls.
    private static byte[] shown(byte[] batch, Map<Long, OfCall> calls) {
        var tree = Json.tree(batch);
        return ("{\"rows\":["
                        + tree.path("rows")
                                .valueStream()
                                .map(row -> piece(of(calls, row.path("number").asLong()), Kind.RECORD)
                                        .exact()
                                        .text())
                                .collect(Collectors.joining(","))
                        + "],\"outcomes\":["
                        + tree.path("outcomes")
                                .valueStream()
                                .map(outcome -> piece(
                                                of(calls, outcome.path("seq").asLong()), Kind.OUTCOME)
                                        .exact()
                                        .text())
                                .collect(Collectors.joining(","))
                        + "]}")
                .getBytes(UTF_8);
    }

    @Test
    void theConsoleGotTheVeryBytesThatAreShown() throws Exception {
        var receiver = enrolled();
        try (var laptop = new HookedDaemon(home)) {
            receiver.awaitStream();
            laptop.hears("s1", "ls -l \u00e4\u20ac");
            laptop.hears("s2", CALL);
            laptop.hears("s3", "cat README.md");
            laptop.client.sync();
            laptop.ran("s1", "ls -l \u00e4\u20ac");
            assertEquals(State.WAITS, piece(of(all(laptop), 1), Kind.OUTCOME).state());
            laptop.client.sync();
            var calls = all(laptop);
            assertEquals(3, receiver.upTo());
            for (var batch : receiver.bodies(Routes.AUDIT)) {
                assertArrayEquals(shown(batch, calls), batch);
            }
            assertEquals(1, receiver.outcomes.size());
            assertEquals(State.LEFT, piece(of(calls, 1), Kind.OUTCOME).state());
            assertEquals(State.LEFT, piece(of(calls, 2), Kind.RECORD).state());
        }
    }

    @Test
    void whatIsMaskedIsMarkedAndNowhereElse() throws Exception {
        var receiver = enrolled();
        try (var laptop = new HookedDaemon(home)) {
            receiver.awaitStream();
            laptop.hears("s2", CALL);
            var row = piece(ofCall(laptop, laptop.lastDenied()), Kind.RECORD);
            assertFalse(row.exact().text().contains(SECRET), row.exact().text());
            assertFalse(row.exact().masked().isEmpty());
            row.exact()
                    .masked()
                    .forEach(span -> assertEquals("***", row.exact().text().substring(span.from(), span.to())));
            assertTrue(
                    row.readable().text().contains("\"shown\" : \"sudo curl"),
                    row.readable().text());
            assertFalse(row.readable().text().contains(SECRET));
            laptop.client.sync();
            assertFalse(new String(receiver.bodies(Routes.AUDIT).getFirst(), UTF_8).contains(SECRET));
        }
    }

    @Test
    void whatRanUndecidedLeavesAsItIsShownAndMasked() throws Exception {
        var receiver = enrolled();
        try (var laptop = new HookedDaemon(home, "", (_, task) -> task.run())) {
            receiver.awaitStream();
            assertEquals("", laptop.hears("s1", "ls"));
            laptop.ran("s1", "ls");
            receiver.fail(FakeConsole.Fault.STATUS_500);
            laptop.telemetry("s2", "t8", CALL);
            laptop.telemetry("s2", "t9", "echo \u00e4\u20ac");
            laptop.client.sync();
            var waiting = coverage(laptop);
            assertEquals(
                    List.of(State.WAITS, State.WAITS),
                    waiting.calls().stream().map(Piece::state).toList());
            receiver.recover();
            laptop.client.sync();
            var told = coverage(laptop);
            var body = receiver.bodies(Routes.COVERAGE).getLast();
            assertArrayEquals(told.report().orElseThrow().getBytes(UTF_8), body);
            var parts = told.calls().stream().map(piece -> piece.exact().text()).toList();
            assertEquals(
                    parts.reversed(),
                    Json.tree(body).path("calls").valueStream().map(Json::text).toList());
            assertEquals(
                    List.of(State.LEFT, State.LEFT),
                    told.calls().stream().map(Piece::state).toList());
            assertFalse(new String(body, UTF_8).contains(SECRET));
            assertFalse(told.calls().getLast().exact().masked().isEmpty());
            assertEquals(
                    receiver.bodies(Routes.COVERAGE).stream()
                            .mapToLong(one -> one.length)
                            .sum(),
                    told.amount().bytes());
        }
    }

    private static Privacy.ToldOfCoverage coverage(HookedDaemon laptop) {
        return laptop.client.privacy().console().orElseThrow().coverage();
    }

    @Test
    void aRequestIsShownAsItLeftAlsoWhenItHasBeenDecided() throws Exception {
        var receiver = enrolled();
        try (var laptop = new HookedDaemon(home)) {
            receiver.awaitStream();
            laptop.hears("s2", CALL);
            var id = laptop.lastDenied();
            var filed = laptop.client.file(new ExceptionWish(
                    id,
                    ScopeChoice.Kind.EXACT,
                    false,
                    Duration.ofHours(1),
                    OptionalLong.empty(),
                    "I need it.",
                    "",
                    Filer.PERSON));
            laptop.client.sync();
            receiver.push(
                    "standing",
                    FakeConsole.standing(filed.request().id(), io.gatehouse.grant.ExceptionRequest.State.SEEN));
            laptop.client.sync();
            var request = piece(ofCall(laptop, id), Kind.REQUEST);
            assertArrayEquals(
                    request.exact().text().getBytes(UTF_8),
                    receiver.bodies(Routes.REQUESTS).getFirst());
            assertEquals(State.LEFT, request.state());
        }
    }

    @Test
    void howMuchHasLeftIsCountedToTheByteAndOutlivesARestart() throws Exception {
        var receiver = enrolled();
        try (var laptop = new HookedDaemon(home)) {
            receiver.awaitStream();
            laptop.hears("s1", "ls");
            laptop.client.sync();
            var report = receiver.bodies(Routes.REPORT).getLast();
            assertArrayEquals(
                    laptop.client
                            .privacy()
                            .console()
                            .orElseThrow()
                            .report()
                            .orElseThrow()
                            .getBytes(UTF_8),
                    report);
        }
        long bytes = receiver.bodies(Routes.AUDIT).stream()
                .mapToLong(body -> body.length)
                .sum();
        receiver.fail(FakeConsole.Fault.STATUS_500);
        try (var laptop = new HookedDaemon(home)) {
            receiver.awaitStream();
            var told = laptop.client.privacy().console().orElseThrow();
            assertEquals(receiver.url().toString(), told.url());
            assertEquals(1, told.records());
            assertEquals(0, told.waiting());
            assertEquals(bytes, told.evidence().bytes());
            assertEquals(receiver.bodies(Routes.AUDIT).size(), told.evidence().times());
            assertTrue(told.evidence().last().isPresent());
        }
    }

    @Test
    void withoutAConsoleAndWithoutAPdpNothingLeaves() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            laptop.hears("s2", CALL);
            assertEquals(
                    new Privacy(Optional.empty(), Optional.empty(), Optional.empty(), List.of()),
                    laptop.client.privacy());
            var id = laptop.lastDenied();
            assertEquals(new OfCall(id, Asked.NOT_ASKED, List.of(), false, List.of()), ofCall(laptop, id));
            assertEquals(Optional.empty(), laptop.client.privacy("nobody"));
        }
    }

    @Test
    void thePdpGotTheVeryBytesThatAreShown() throws Exception {
        PolicyBuild.build(Path.of("policies"), home.resolve("built"));
        try (var pdp = RealPdp.start(home.resolve("built"), home);
                var front = new RoundRobin(pdp.url());
                var laptop = new HookedDaemon(home, "pdp: {url: \"" + front.url() + "\"}\n")) {
            laptop.hears("s1", "ls"); // brings the rules
            var first = laptop.client.list(Filter.ALL, Optional.empty(), 1).getFirst();
            assertFalse(ofCall(laptop, first.id()).sameRules(), "they were not known yet");
            laptop.hears("s2", CALL);
            var shown = ofCall(laptop, laptop.lastDenied());
            var got = front.bodies(CerbosPdp.PATH).stream()
                    .filter(body -> new String(body, UTF_8).contains("\"s2\""))
                    .toList();
            assertEquals(Asked.ANSWERED, shown.asked());
            assertTrue(shown.sameRules());
            assertEquals(1, got.size());
            assertEquals(1, shown.questions().size());
            var question = shown.questions().getFirst();
            assertArrayEquals(got.getFirst(), question.exact().text().getBytes(UTF_8));
            assertEquals(State.LEFT, question.state());
            assertFalse(question.exact().text().contains(SECRET));
            assertFalse(question.exact().masked().isEmpty());

            var told = laptop.client.privacy().pdp().orElseThrow();
            assertTrue(told.onThisComputer());
            assertEquals(front.bodies(CerbosPdp.PATH).size(), told.questions().times());
            assertEquals(
                    front.bodies(CerbosPdp.PATH).stream()
                            .mapToLong(body -> body.length)
                            .sum(),
                    told.questions().bytes());
        }
    }

    @Test
    void ofAPdpThatDoesNotAnswerItIsNotSaidThatTheQuestionLeft() throws Exception {
        PolicyBuild.build(Path.of("policies"), home.resolve("built"));
        try (var pdp = RealPdp.start(home.resolve("built"), home);
                var laptop = new HookedDaemon(home, "pdp: {url: \"" + pdp.url() + "\"}\n")) {
            laptop.hears("s1", CALL);
            pdp.kill();
            laptop.hears("s2", CALL);
            var shown = ofCall(laptop, laptop.lastDenied());
            assertEquals(Asked.UNANSWERED, shown.asked());
            assertEquals(State.UNSURE, shown.questions().getFirst().state());
        }
    }
}
