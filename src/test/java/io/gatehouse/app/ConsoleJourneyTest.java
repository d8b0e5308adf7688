package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Activity;
import io.gatehouse.console.Approval;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Devices;
import io.gatehouse.console.Devices.Issued;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.console.RolloutDesk.Result;
import io.gatehouse.console.RolloutDesk.Where;
import io.gatehouse.console.Trial.Tried;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.Status;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way, with the real daemon, the real console and their databases; only pages and screens are missing.
class ConsoleJourneyTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PUSH = Duration.ofSeconds(20);
    private static final Reviewer SAM = new Reviewer("sam", Optional.of("sam"), Set.of(Role.REVIEWER));

    /// Who lets laptops in decides nothing about them.
    private static final Reviewer KIM = new Reviewer("kim", Optional.of("kim"), Set.of(Role.ADMINISTRATOR));

    @TempDir
    Path home;

    private Console console;

    @BeforeEach
    void aConsoleAndAnEnrolledLaptop() {
        console = start(0);
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
                        "http://127.0.0.1:" + console.port(),
                        code("ana")));
    }

    @AfterEach
    void close() {
        console.close();
    }

    private Console start(int port) {
        return Console.start(ConsoleSettings.of(home.resolve("console"), port), CLOCK, _ -> List.of());
    }

    private String code(String principal) {
        var issued = console.parts().devices().issueCode(principal, List.of("developer"), KIM);
        return assertInstanceOf(Issued.Code.class, issued).code().code();
    }

    /// Returns when it is so; what is pushed takes a moment.
    private static void await(BooleanSupplier isSo) {
        long end = System.nanoTime() + PUSH.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come within " + PUSH);
            }
            Thread.onSpinWait();
        }
    }

    private static Status.ConsoleState state(HookedDaemon laptop) {
        return laptop.client.status().console().orElseThrow();
    }

    private static void awaitLine(HookedDaemon laptop) {
        await(() -> state(laptop).line() == Status.Line.CONNECTED);
    }

    private static String ask(HookedDaemon laptop) {
        return laptop.client
                .file(new ExceptionWish(
                        laptop.lastDenied(),
                        ScopeChoice.Kind.EXACT,
                        false,
                        Duration.ofHours(1),
                        OptionalLong.empty(),
                        "I have to see what root sees.",
                        "",
                        Filer.PERSON))
                .request()
                .id();
    }

    private void approve(String request) {
        var story = console.parts().requests().open(request, SAM).orElseThrow();
        var approval = Approval.asAsked(story.line().request(), "Fine for an hour.");
        assertInstanceOf(
                Outcome.Done.class,
                console.parts().requests().approve(request, story.line().version(), approval, SAM));
    }

    private static State stateOf(HookedDaemon laptop, String request) {
        return laptop.client.findRequest(request).orElseThrow().request().state();
    }

    @Test
    void aDeniedCallIsAskedForGrantedAllowedRevokedAndDeniedAgain() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            awaitLine(laptop);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            var request = ask(laptop);
            assertEquals("", laptop.client.sync().detail());
            approve(request);
            await(() -> stateOf(laptop, request) == State.GRANTED);
            await(() -> state(laptop).documentVersion() > 1);
            assertEquals("", laptop.hears("s1", "sudo ls"));
            assertTrue(laptop.hears("s1", "sudo ls -l").contains("command.privilege"));

            var grant = console.parts().grants().active().getFirst().grant().id();
            long before = state(laptop).documentVersion();
            assertInstanceOf(Outcome.Done.class, console.parts().grants().revoke(grant, "It was a mistake.", SAM));
            await(() -> state(laptop).documentVersion() > before);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            await(() -> stateOf(laptop, request) == State.REVOKED);

            assertEquals(0, laptop.client.sync().waiting());
            var rows = console.parts()
                    .activity()
                    .search(Activity.Query.recent(Instant.now()))
                    .rows();
            assertEquals(4, rows.size());
            assertEquals(
                    List.of(),
                    console.parts()
                            .devices()
                            .breaks(console.parts().devices().list().getFirst().id()));
        }
    }

    @Test
    void whatIsAskedWhileTheConsoleIsDownArrivesWhenItIsBackAndIsDecidedThroughAnotherInstance() throws Exception {
        int port = console.port();
        console.close();
        try (var laptop = new HookedDaemon(home)) {
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
            var request = ask(laptop);
            assertEquals(1, laptop.client.sync().waiting());
            console = start(port);
            assertEquals("", laptop.client.sync().detail());
            awaitLine(laptop);
            try (var other = start(0)) {
                var story = other.parts().requests().open(request, SAM).orElseThrow();
                var approval = Approval.asAsked(story.line().request(), "Fine for an hour.");
                assertInstanceOf(
                        Outcome.Done.class,
                        other.parts().requests().approve(request, story.line().version(), approval, SAM));
                await(() -> stateOf(laptop, request) == State.GRANTED);
                await(() -> state(laptop).documentVersion() > 1);
                assertEquals("", laptop.hears("s1", "sudo ls"));
            }
            assertEquals(
                    1, console.parts().requests().list(Filter.of(Show.DECIDED)).size());
        }
    }

    private void rollOut(long version, Mode mode, Map<String, Mode> rules) {
        assertEquals(
                new Result.Done(),
                console.parts()
                        .rollout()
                        .change("everyone", version, mode, new TreeMap<>(rules), "We look at it first.", KIM));
    }

    @Test
    void aRuleIsTriedCountedAndEnforcedAndABreakGlassOpensItAgain() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            awaitLine(laptop);
            rollOut(1, Mode.ENFORCE, Map.of("command.privilege", Mode.OBSERVE));
            await(() -> !laptop.client.status().terms().otherwise().isEmpty());
            assertEquals("", laptop.hears("s1", "sudo ls"));
            laptop.client.sync();
            var group = console.parts().rollout().find("everyone").orElseThrow();
            assertEquals(
                    List.of(new Tried("command.privilege", 1, 0, 1, 1)),
                    console.parts().trial().of(group.name(), group.rollout()));

            rollOut(2, Mode.ENFORCE, Map.of());
            await(() -> laptop.client.status().terms().otherwise().isEmpty());
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));

            var device = console.parts().devices().list().getFirst().id();
            assertEquals(
                    new Result.Done(),
                    console.parts()
                            .rollout()
                            .open(new Where.Laptop(device), Duration.ofHours(1), "The build is down.", KIM));
            await(() -> laptop.client.status().mode() == Mode.BREAK_GLASS);
            assertEquals("", laptop.hears("s1", "sudo ls"));
            var open = console.parts().rollout().open().getFirst().opened().id();
            assertEquals(new Result.Done(), console.parts().rollout().end(open, KIM));
            await(() -> laptop.client.status().mode() == Mode.ENFORCE);
            assertTrue(laptop.hears("s1", "sudo ls").contains("command.privilege"));
        }
    }

    @Test
    void otherRolesThatTheConsoleGivesCountWithoutARestart() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            awaitLine(laptop);
            var write = "echo x > " + home.resolve("shop/a.txt");
            assertEquals("", laptop.hears("s1", write));
            var device = console.parts().devices().list().getFirst();
            var terms = new Devices.Terms(device.termsVersion(), List.of("read-only"), Map.of(), "everyone");
            assertEquals(
                    new Result.Done(),
                    console.parts().devices().change(device.id(), terms, "Ana only reads now.", KIM));
            await(() -> laptop.client.status().roles().equals(List.of("read-only")));
            assertTrue(laptop.hears("s1", write).contains("enied"));
        }
    }

    @Test
    void aReleasedLaptopMayEnrolElsewhereAndIsServedNoMore() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            awaitLine(laptop);
            var device = console.parts().devices().list().getFirst().id();
            assertInstanceOf(Outcome.Done.class, console.parts().devices().release(device, "Ana left the team.", KIM));
            await(() -> state(laptop).releasedAt().isPresent());
        }
    }
}
