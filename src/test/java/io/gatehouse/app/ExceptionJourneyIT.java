package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.console.pages.Browser;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.json.Json;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.ui.window.WindowApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.control.TextArea;
import javafx.stage.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/// The whole way of an exception, with the real client, PDP, daemon, console and browser.
@Tag("agent")
class ExceptionJourneyIT {
    private static final Path ROOT = Path.of("target/exception-journey").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /// That a computer is enrolled is remembered there, for every daemon of the person.
    private static final Map<String, String> OWN_HOME =
            Map.of("HOME", ROOT.resolve("home").toString());

    private static final String PASSWORD = "some words of a person";

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /// The calls of the session, in their order. Those of one command are equal calls.
    private enum Turn {
        DENIED("echo ran >> once && sudo -n true"),
        GRANTED("echo ran >> once && sudo -n true"),
        USED_UP("echo ran >> once && sudo -n true"),
        DENIED_AWAY("echo ran >> often && sudo -n id"),
        GRANTED_LATER("echo ran >> often && sudo -n id"),
        STILL_GRANTED("echo ran >> often && sudo -n id"),
        REVOKED("echo ran >> often && sudo -n id"),
        DENIED_TODAY("echo ran >> briefly && sudo -n whoami"),
        GRANTED_BRIEFLY("echo ran >> briefly && sudo -n whoami"),
        EXPIRED("echo ran >> briefly && sudo -n whoami");

        private final String command;

        Turn(String command) {
            this.command = command;
        }

        /// The file that lets the model make the call.
        Path go() {
            return ROOT.resolve("go-" + this);
        }

        Map<String, Object> call() {
            var turn = new HashMap<String, Object>();
            turn.put("until", go().toString());
            turn.put(
                    "tools",
                    List.of(Map.of(
                            "id", name(), "name", "Bash", "input", Map.of("command", command, "description", "work"))));
            return turn;
        }
    }

    @Test
    void whatIsAskedForIsGrantedUsedUpRevokedAndOver() throws Exception {
        RealClaude.clear(ROOT);
        Files.createDirectories(ROOT);
        PolicyBuild.build(Path.of("policies"), ROOT.resolve("policies"));
        try (var pdp = RealPdp.start(ROOT.resolve("policies"), ROOT);
                var console = ConsoleProcess.start(ROOT.resolve("console"));
                var browser = new Browser();
                var first = browser.open(1280, 900, ColorScheme.LIGHT);
                var second = browser.open(1280, 900, ColorScheme.LIGHT)) {
            var rosa = first.newPage();
            var sam = second.newPage();
            comeIn(console, rosa, sam);
            var settings = "pdp: {url: \"%s\"}\n".formatted(pdp.url());
            enrol(console, issueCode(rosa), ROOT.resolve("daemon"), settings);
            try (var daemon = DaemonProcess.start(ROOT.resolve("daemon"), settings, OWN_HOME);
                    var _ = daemon.client().listen(events::add)) {
                var claude = new RealClaude(ROOT.resolve("session"));
                claude.protect(Level.USER, daemon);
                var running = claude.start(
                        daemon,
                        Map.of("turns", Stream.of(Turn.values()).map(Turn::call).toList()),
                        "--permission-mode=bypassPermissions");

                assertDenied(run(daemon, Turn.DENIED));
                var once = askInTheWindow(daemon, Turn.DENIED);
                approve(console, sam, once);
                awaitState(once, State.GRANTED);
                assertEquals(new Verdict.Allow(), run(daemon, Turn.GRANTED).verdict());
                awaitState(once, State.USED_UP);
                assertDenied(run(daemon, Turn.USED_UP));

                console.kill();
                assertDenied(run(daemon, Turn.DENIED_AWAY));
                var often = ask(daemon, Turn.DENIED_AWAY, Duration.ofHours(1));
                console.restart();
                approve(console, sam, often);
                awaitState(often, State.GRANTED);
                assertEquals(
                        new Verdict.Allow(), run(daemon, Turn.GRANTED_LATER).verdict());
                console.kill();
                assertEquals(
                        new Verdict.Allow(), run(daemon, Turn.STILL_GRANTED).verdict());
                console.restart();
                revoke(console, sam, often);
                awaitState(often, State.REVOKED);
                assertDenied(run(daemon, Turn.REVOKED));

                assertDenied(run(daemon, Turn.DENIED_TODAY));
                var briefly = ask(daemon, Turn.DENIED_TODAY, ExceptionRequest.SHORTEST);
                approve(console, sam, briefly);
                awaitState(briefly, State.GRANTED);
                assertEquals(
                        new Verdict.Allow(), run(daemon, Turn.GRANTED_BRIEFLY).verdict());
                awaitState(briefly, State.EXPIRED);
                assertDenied(run(daemon, Turn.EXPIRED));

                var session = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertEquals("ran\n", Files.readString(claude.work().resolve("once")), session::toString);
                assertEquals("ran\nran\n", Files.readString(claude.work().resolve("often")), session::toString);
                assertEquals("ran\n", Files.readString(claude.work().resolve("briefly")), session::toString);
                assertFalse(session.told(Turn.GRANTED.name()).orElse("").contains("command.privilege"));
            }
        }
    }

    /// Rosa gets in by the link that the first start printed, and invites Sam: who issues a code decides nothing of
    /// that laptop.
    private static void comeIn(ConsoleProcess console, Page rosa, Page sam) {
        rosa.navigate(console.firstLink());
        rosa.getByLabel("Name").fill("rosa");
        rosa.getByLabel("Password").fill(PASSWORD);
        press(rosa, "Create account");
        rosa.navigate(console.url() + "/people/invite");
        rosa.getByLabel("Name").fill("sam");
        rosa.getByLabel("Reviewer: decides").check();
        press(rosa, "Make the link");
        sam.navigate(rosa.locator("#invitation-link").innerText().strip());
        sam.getByLabel("Password").fill(PASSWORD);
        press(sam, "Create account");
    }

    private static String issueCode(Page rosa) {
        rosa.navigate(origin(rosa) + "/devices/enrol");
        rosa.getByLabel("Person").fill("dev");
        press(rosa, "Issue a code");
        var line = rosa.locator("#enrol-line").innerText().strip();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static String origin(Page page) {
        return page.url().replaceFirst("(http://[^/]+).*", "$1");
    }

    /// As the person does, before the daemon starts.
    private static void enrol(ConsoleProcess console, String code, Path directory, String settings)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var config = Files.writeString(
                directory.resolve("enrol.yaml"), "dataDir: \"%s\"\n%s".formatted(directory.resolve("data"), settings));
        var output = directory.resolve("enrol.txt");
        var enrolling = new ProcessBuilder(
                        ConsoleProcess.program(),
                        "--config",
                        config.toString(),
                        "enrol",
                        console.url().toString(),
                        code)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        enrolling.environment().putAll(OWN_HOME);
        var process = enrolling.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "enrolling takes too long");
        assertEquals(0, process.exitValue(), Files.readString(output));
    }

    /// From the details of the denied call: once, for an hour, exactly this call, as the form proposes.
    private String askInTheWindow(DaemonProcess daemon, Turn turn) throws Exception {
        WindowApp.open(
                daemon.client(),
                Json::pretty,
                agent -> agent,
                ROOT.resolve("window.place"),
                Landing.on(of(daemon, turn).id()));
        var robot = new FxRobot();
        click(robot, "Request exception");
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> robot.lookup(".text-area")
                .tryQuery()
                .isPresent());
        TextArea why = robot.lookup(".text-area").queryAs(TextArea.class);
        robot.interact(() -> why.setText("Agreed with the team."));
        click(robot, "Send request");
        var asked = new ArrayList<String>();
        await(event -> event instanceof Event.Requested(var kept)
                && asked.add(kept.request().id()));
        Platform.setImplicitExit(false); // or the toolkit ends with its last window, and the robot waits for it
        robot.interact(() -> robot.listWindows().forEach(Window::hide));
        return asked.getFirst();
    }

    private static void click(FxRobot robot, String button) throws TimeoutException {
        WaitForAsyncUtils.waitFor(
                20, TimeUnit.SECONDS, () -> robot.lookup(button).tryQuery().isPresent());
        robot.interact(() -> robot.lookup(button).queryButton().fire());
    }

    private static String ask(DaemonProcess daemon, Turn turn, Duration wished) {
        return daemon.client()
                .file(new ExceptionWish(
                        of(daemon, turn).id(),
                        ScopeChoice.Kind.EXACT,
                        false,
                        wished,
                        OptionalLong.empty(),
                        "Agreed with the team.",
                        "",
                        Filer.PERSON))
                .request()
                .id();
    }

    private static void approve(ConsoleProcess console, Page sam, String request) {
        open(console, sam, "/requests/" + request);
        sam.getByLabel("Your sentence").fill("So be it.");
        press(sam, "Approve");
        sees(sam, "Approved.");
    }

    private static void revoke(ConsoleProcess console, Page sam, String request) {
        open(console, sam, "/requests/" + request);
        sam.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("The grant").setExact(true))
                .click();
        sam.getByLabel("Your sentence").fill("Done by now.");
        press(sam, "Revoke now");
        sees(sam, "Revoked.");
    }

    /// A request may still be on its way.
    private static void open(ConsoleProcess console, Page sam, String path) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sam.navigate(console.url() + path).status() == 404) {
            assertTrue(System.nanoTime() < end, path + " did not arrive");
        }
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    private static void sees(Page page, String text) {
        PlaywrightAssertions.assertThat(page.locator("body")).containsText(text);
    }

    /// Lets the model make the call, and returns when it was decided.
    private Enforcement run(DaemonProcess daemon, Turn turn) throws IOException, InterruptedException {
        Files.writeString(turn.go(), "");
        await(event -> event instanceof Event.Recorded(var record)
                && record.origin().callId().equals(turn.name()));
        return of(daemon, turn);
    }

    private static void assertDenied(Enforcement enforcement) {
        var deny = assertInstanceOf(Verdict.Deny.class, enforcement.verdict());
        assertEquals("command.privilege", deny.rules().getFirst().id());
    }

    private void awaitState(String request, State state) throws InterruptedException {
        await(event -> event instanceof Event.Requested(var kept)
                && kept.request().id().equals(request)
                && kept.request().state() == state);
    }

    private void await(Predicate<Event> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(event != null, "nothing of the kind happened within " + PATIENCE);
            if (wanted.test(event)) {
                return;
            }
        }
    }

    private static Enforcement of(DaemonProcess daemon, Turn turn) {
        return daemon.records().stream()
                .map(AuditRecord::enforcement)
                .filter(enforcement -> enforcement.origin().callId().equals(turn.name()))
                .findFirst()
                .orElseThrow();
    }
}
