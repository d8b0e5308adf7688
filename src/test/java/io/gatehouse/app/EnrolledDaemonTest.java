package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Principal;
import io.gatehouse.sync.FakeConsole;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Keys;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Standing;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is enrolled at a console, from the agent's call to the grant and back.
class EnrolledDaemonTest {
    private static final Principal ANA = new Principal("ana", List.of("developer"), Map.of());
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path home;

    private FakeConsole console;

    @BeforeEach
    void enrolled() {
        console = new FakeConsole(CLOCK);
        console.issue("c0de", ANA);
        var nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var terminal = new Terminal(InputStream.nullInputStream(), nobody, nobody, Filer.PERSON);
        var machine = Laptop.at(home);
        assertEquals(
                Cli.OK,
                Cli.run(
                        new Programs(machine, terminal),
                        machine,
                        terminal,
                        "enrol",
                        console.url().toString(),
                        "c0de"));
    }

    @AfterEach
    void close() {
        console.close();
    }

    private Grant sudo(String argv) {
        return new Grant(
                "g-" + argv,
                ANA.id(),
                Optional.of(console.device()),
                Set.of("command.privilege"),
                new Scope.Command(List.of(argv), List.of("sudo")),
                new Grant.Reach("claude-code", home.resolve("shop").toString(), Optional.of("s1")),
                CLOCK.instant().minusSeconds(60),
                CLOCK.instant().plus(Duration.ofHours(1)),
                OptionalLong.empty(),
                "sam",
                "");
    }

    private void awaitReportOf(long version) throws InterruptedException {
        awaitReportOf(
                version,
                console.reports.isEmpty()
                        ? "enforce"
                        : console.reports.getLast().mode());
    }

    /// A report between that a document is taken and that its mode counts tells its version with the mode of before.
    private void awaitReportOf(long version, String mode) throws InterruptedException {
        DeviceReport last;
        do {
            console.awaitRequest(Routes.REPORT);
            last = console.reports.getLast();
        } while (last.documentVersion() != version || !last.mode().equals(mode));
    }

    @Test
    void aGrantCountsWhenItIsPushedAndNoLongerWhenItIsRevoked() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            assertTrue(laptop.client.sync().detail().isEmpty());
            assertEquals(1, console.upTo());
            assertTrue(console.rows.toString().contains("\"ana\""));

            console.grant(sudo("ls"));
            awaitReportOf(2);
            assertEquals("", laptop.hears("s1", "sudo ls"));
            assertTrue(laptop.hears("s1", "sudo cat x").contains("command.privilege"));

            console.grant();
            awaitReportOf(3);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            var state = laptop.client.sync();
            assertEquals(Status.Line.CONNECTED, state.line());
            assertEquals(3, state.documentVersion());
            assertEquals(0, state.waiting());
            assertEquals(4, console.upTo());
        }
    }

    @Test
    void whatIsHeldGoesOnCountingWhileTheConsoleIsAway() throws Exception {
        int port = console.port();
        var before = console;
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            console.grant(sudo("ls"));
            awaitReportOf(2);
            console.close();
            assertEquals("", laptop.hears("s1", "sudo ls"));
            var away = laptop.client.sync();
            assertEquals(1, away.waiting());
            assertFalse(away.detail().isEmpty());
            console = new FakeConsole(CLOCK, port);
            console.copyLaptopOf(before);
            console.grant();
            assertTrue(laptop.client.sync().detail().isEmpty());
            awaitReportOf(3);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
        }
    }

    @Test
    void withTheConsoleAwayFromTheStartADaemonDecidesAsEver() throws Exception {
        console.close();
        try (var laptop = new HookedDaemon(home)) {
            assertEquals("", laptop.hears("s1", "ls"));
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            assertEquals(2, laptop.client.sync().waiting());
            var wish = new ExceptionWish(
                    laptop.lastDenied(),
                    ScopeChoice.Kind.EXACT,
                    false,
                    Duration.ofHours(1),
                    OptionalLong.empty(),
                    "I need it.",
                    "",
                    Filer.PERSON);
            assertTrue(laptop.client.file(wish).connected(), "there is a console that it will be sent to");
        }
    }

    @Test
    void anotherKeyOfTheConsoleIsTrustedAlsoAfterARestart() throws Exception {
        var both = Map.of(Keys.ID, Keys.PUBLIC, "console-2", Keys.PUBLIC);
        try (var _ = new HookedDaemon(home)) {
            console.awaitStream();
            console.names(both);
            console.grant();
            awaitReportOf(2);
        }
        var kept = new EnrolmentFile(home.resolve(".local/share/gatehouse"), home.resolve(".local/share/gatehouse"))
                .find()
                .usable()
                .orElseThrow();
        assertEquals(both, kept.keys());
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            console.grant(sudo("ls"));
            awaitReportOf(3);
            assertEquals("", laptop.hears("s1", "sudo ls"));
        }
    }

    @Test
    void anEditedRowGrantsNothingAndAReplayedDocumentUndoesNoRevocation() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            var granting = new Document(
                    1,
                    2,
                    console.device(),
                    ANA,
                    CLOCK.instant(),
                    24,
                    Keys.TRUSTED,
                    Rollout.ENFORCED,
                    List.of(sudo("ls")));
            console.grant(sudo("ls"));
            awaitReportOf(2);
            console.grant();
            awaitReportOf(3);
            console.push("document", FakeConsole.sign(granting));
            var widened = new String(FakeConsole.sign(granting).bytes(), StandardCharsets.UTF_8);
            console.raw("event: document\ndata: " + widened.replace("\"signature\":\"", "\"signature\":\"A") + "\n\n");
            console.grant();
            awaitReportOf(4);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            assertTrue(laptop.client.status().problems().stream().anyMatch(problem -> problem.contains("refused")));
            console.grant(sudo("ls"));
            awaitReportOf(5);
            assertEquals("", laptop.hears("s1", "sudo ls"));
        }
        console.close(); // or it would send a new one
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + home.resolve(".local/share/gatehouse/gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE signed_document SET version = 9");
        }
        try (var laptop = new HookedDaemon(home)) {
            assertTrue(laptop.hears("s1", "sudo ls").contains("could not check"));
            assertTrue(laptop.client.status().deniesAll());
        }
    }

    @Test
    void otherRolesCountWhenTheyArePushed() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            assertEquals("", laptop.hears("s1", "echo x > " + home.resolve("shop/a.txt")));
            console.rule(List.of("read-only"), Rollout.ENFORCED);
            awaitReportOf(2);
            assertTrue(
                    laptop.hears("s1", "echo x > " + home.resolve("shop/a.txt")).contains("enied"));
            assertEquals(List.of("read-only"), laptop.client.status().roles());

            console.rule(List.of("nobody-knows"), Rollout.ENFORCED);
            awaitReportOf(3);
            assertTrue(laptop.hears("s1", "ls").contains("could not check"));
            assertTrue(laptop.client.status().deniesAll());

            console.rule(List.of("developer"), Rollout.ENFORCED);
            awaitReportOf(4);
            assertEquals("", laptop.hears("s1", "ls"));
        }
        try (var laptop = new HookedDaemon(home)) {
            assertEquals(List.of("developer"), laptop.client.status().roles());
        }
    }

    @Test
    void theModeCountsWhenItIsPushedForEachRule() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            console.rule(ANA.roles(), rollout(Mode.ENFORCE, "command.privilege", Mode.OBSERVE));
            awaitReportOf(2);
            assertEquals("", laptop.hears("s1", "sudo ls"));
            assertTrue(laptop.hears("s1", "cat ~/.ssh/id_rsa").contains("Denied by rule"));
            console.rule(ANA.roles(), rollout(Mode.OBSERVE, "command.privilege", Mode.ENFORCE));
            awaitReportOf(3, "observe");
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            assertEquals("", laptop.hears("s1", "cat ~/.ssh/id_rsa"));
            assertTrue(laptop.hears("s1", "rm -rf " + home.resolve(".local/share/gatehouse"))
                    .contains("self-protection"));
            assertEquals(Mode.OBSERVE, laptop.client.status().mode());
            assertEquals(
                    List.of("command.privilege"), laptop.client.status().terms().otherwise());
            assertEquals("observe", console.reports.getLast().mode());
        }
    }

    @Test
    void aBreakGlassOpensAllButSelfProtectionAndIsToldToEverybody() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            var now = CLOCK.instant();
            var open = new BreakGlass("b1", now, now.plus(Duration.ofHours(1)), "sam", "The build is down.");
            console.rule(ANA.roles(), Rollout.ENFORCED.with(Optional.of(open)));
            awaitReportOf(2, "break-glass");
            assertEquals("break-glass", console.reports.getLast().mode());
            assertEquals("", laptop.hears("s1", "sudo ls"));
            assertTrue(laptop.hears("s1", "rm -rf " + home.resolve(".local/share/gatehouse"))
                    .contains("self-protection"));
            var status = laptop.client.status();
            assertEquals(Mode.BREAK_GLASS, status.mode());
            assertEquals("sam", status.terms().opened().orElseThrow().by());
            assertTrue(status.problems().getFirst().startsWith("Break-glass until "), status.problems()::toString);
            console.rule(ANA.roles(), Rollout.ENFORCED);
            awaitReportOf(3, "enforce");
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
        }
    }

    private static Rollout rollout(Mode mode, String rule, Mode otherwise) {
        return new Rollout(mode, new TreeMap<>(Map.of(rule, otherwise)), Optional.empty());
    }

    @Test
    void aRequestIsSentGrantedUsedUpAndTold() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            laptop.hears("s1", "sudo ls");
            var filed = laptop.client.file(wish(laptop.lastDenied()));
            var id = filed.request().id();
            console.awaitRequest(Routes.REQUESTS);
            assertTrue(laptop.hears("s1", "sudo ls").contains("An exception was asked for"));

            console.grant(once("ls", id));
            awaitReportOf(2);
            var until = CLOCK.instant().plus(Duration.ofMinutes(30));
            console.push(
                    "standing",
                    new Standing(
                            id,
                            State.GRANTED,
                            Optional.of(new Word("sam", CLOCK.instant(), "Once.")),
                            Optional.of("g-" + id),
                            Optional.of(until),
                            Optional.empty()));
            awaitState(laptop, id, State.GRANTED);
            var granted = laptop.client.findRequest(id).orElseThrow();
            assertEquals(OptionalLong.of(1), granted.maxUses());
            assertEquals(
                    List.of(State.GRANTED),
                    laptop.daemon.news().untold().get().stream()
                            .map(news -> news.request().request().state())
                            .toList());

            assertEquals("", laptop.hears("s1", "sudo ls"));
            awaitState(laptop, id, State.USED_UP);
            assertTrue(laptop.hears("s1", "sudo ls").contains("ask for an exception"));
        }
    }

    @Test
    void aQuestionIsToldAndItsAnswerSent() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            laptop.hears("s1", "sudo ls");
            var id = laptop.client.file(wish(laptop.lastDenied())).request().id();
            console.awaitRequest(Routes.REQUESTS);
            console.push(
                    "standing",
                    new Standing(
                            id,
                            State.SEEN,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("Which machine?")));
            awaitState(laptop, id, State.SEEN);
            assertEquals(Optional.of("Mine."), laptop.client.answer(id, "Mine.").answer());
            console.awaitRequest(Routes.ANSWERS);
            assertEquals(List.of(new Answer(id, "Which machine?", "Mine.")), console.answers);
        }
    }

    private static void awaitState(HookedDaemon laptop, String id, State state) throws InterruptedException {
        var there = new CountDownLatch(1);
        try (var _ = laptop.client.listen(_ -> {
            if (laptop.client.findRequest(id).orElseThrow().request().state() == state) {
                there.countDown();
            }
        })) {
            assertTrue(
                    there.await(20, TimeUnit.SECONDS),
                    () -> laptop.client.requests().toString());
        }
    }

    private Grant once(String argv, String request) {
        var any = sudo(argv);
        return new Grant(
                "g-" + request,
                any.principal(),
                any.device(),
                any.rules(),
                any.scope(),
                any.reach(),
                any.from(),
                any.until(),
                OptionalLong.of(1),
                any.approver(),
                any.note());
    }

    private static ExceptionWish wish(String enforcement) {
        return new ExceptionWish(
                enforcement,
                ScopeChoice.Kind.COMMAND,
                false,
                Duration.ofHours(1),
                OptionalLong.of(1),
                "It must.",
                "",
                Filer.PERSON);
    }

    @Test
    void aRequestWaitsForAConsoleThatIsAway() throws Exception {
        console.close();
        try (var laptop = new HookedDaemon(home)) {
            laptop.hears("s1", "sudo ls");
            var filed = laptop.client.file(wish(laptop.lastDenied()));
            assertEquals(List.of(false, true), List.of(filed.sent(), filed.connected()));
        }
    }

    @Test
    void theReleaseIsRemembered() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            console.awaitStream();
            console.push("released", "");
            console.grant();
            awaitReportOf(2);
            assertTrue(laptop.client.sync().releasedAt().isPresent());
        }
    }
}
