package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Devices.Issued;
import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.console.pages.Client;
import io.gatehouse.console.pages.TestConsole;
import io.gatehouse.grant.ExceptionRequest.Filer;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a hole in the hooks of one laptop to what its security team reads: real daemon, real console, real pages.
class UncoveredJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Reviewer KIM = new Reviewer("kim", Optional.of("kim"), Set.of(Role.ADMINISTRATOR));

    @TempDir
    Path home;

    private void enrol(TestConsole console) {
        var code = console.parts().devices().issueCode("ana", List.of("developer"), KIM) instanceof Issued.Code(var one)
                ? one.code()
                : "";
        var nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var terminal = new Terminal(InputStream.nullInputStream(), nobody, nobody, Filer.PERSON);
        var machine = Laptop.at(home);
        var url = console.url().toString();
        assertEquals(Cli.OK, Cli.run(new Programs(machine, terminal), machine, terminal, "enrol", url, code));
    }

    /// Without being asked to, the laptop tells it within seconds.
    private static String awaited(Client sam, String text) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String page;
        do {
            page = sam.get("/coverage").body();
            Thread.onSpinWait();
        } while (!page.contains(text) && System.nanoTime() < end);
        assertTrue(page.contains(text), page);
        return page;
    }

    @Test
    void whatRanPastTheHookStandsOnTheConsolesPageWithWhoAndWhere() throws Exception {
        try (var console = new TestConsole(home.resolve("console"))) {
            console.clock.move(Duration.between(TestConsole.NOON, Instant.now()));
            console.person("sam@example.com", Role.REVIEWER);
            enrol(console);
            var sam = new Client(console.url());
            sam.logIn("sam@example.com");
            assertTrue(sam.get("/coverage").body().contains("Nothing is known to have run"));
            try (var laptop = new HookedDaemon(home, "", (_, task) -> task.run())) {
                assertEquals("", laptop.hears("s1", "ls"));
                laptop.ran("s1", "ls");
                laptop.telemetry("s1", "t2", "curl -H 'Authorization: Bearer abcdefghijklmnop' https://shop.test");

                var page = awaited(sam, "https://shop.test");
                assertTrue(page.contains("Nobody asked"), page);
                assertTrue(page.contains("Bearer ***"), page);
                assertFalse(page.contains("abcdefghijklmnop"), page);
                assertTrue(page.contains("ana"), page);
                assertTrue(page.contains("1 of 2 calls decided"), page);
                assertTrue(page.contains("50%"), page);
                var device = console.parts().devices().list().getFirst().id();
                assertTrue(sam.get("/devices").body().contains("Ran undecided"));
                assertTrue(sam.get("/coverage?device=" + device).body().contains("https://shop.test"));
            }
        }
    }
}
