package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the built daemon holds of the system after very many calls of very many sessions, decided by plans. No two
/// calls are equal, so that whatever is kept of calls fills.
class LeakIT {
    private static final long CALLS = Long.getLong("leak.calls", 1_000_000);
    private static final int CALLS_A_SESSION = 200;
    private static final int TENTHS = 10;

    private static final String DIST = "gatehouse.dist";

    private final String distribution = System.getProperty(DIST, "target/dist");

    @TempDir
    Path directory;

    private final AtomicLong calls = new AtomicLong();

    private record Held(long calls, long residentKb, long anonymousKb, int handles, long threads) {}

    @Test
    @Tag("soak")
    void aMillionCallsLeaveNoMemoryNoHandleAndNoThreadBehind() throws Exception {
        var held = afterEachTenthOf(CALLS);
        var first = held.getFirst();
        var last = held.getLast();
        assertTrue(last.residentKb() <= first.residentKb() * 1.1, () -> "memory grows: " + held);
        assertTrue(last.handles() <= first.handles() * 1.1, () -> "handles grow: " + held);
        assertTrue(last.threads() <= first.threads() * 1.1, () -> "threads grow: " + held);
    }

    /// A distribution whose daemon `jcmd` may ask to collect its garbage.
    @BeforeEach
    void letJcmdIn() throws IOException {
        var dist = Path.of(distribution).toAbsolutePath();
        var open = directory.resolve("dist");
        Files.createDirectories(open.resolve("bin"));
        for (var name : List.of("lib", "hooks")) {
            Files.createSymbolicLink(open.resolve(name), dist.resolve(name));
        }
        var closed = Files.readString(dist.resolve("bin/gatehouse"));
        var launcher = closed.replace("-XX:+DisableAttachMechanism", "");
        assertNotEquals(closed, launcher);
        assertTrue(Files.writeString(open.resolve("bin/gatehouse"), launcher)
                .toFile()
                .setExecutable(true));
        System.setProperty(DIST, open.toString());
    }

    @AfterEach
    void restoreTheDistribution() {
        System.setProperty(DIST, distribution);
    }

    private List<Held> afterEachTenthOf(long all) throws Exception {
        var held = new ArrayList<Held>();
        try (var agents = new ManyCalls(directory);
                var daemon = DaemonProcess.start(
                        directory, "principal: {id: dev, roles: [developer]}\naudit: {maxSize: 20GB}\n")) {
            for (int tenth = 1; tenth <= TENTHS; tenth++) {
                long begun = System.nanoTime();
                askUntil(agents, daemon, all * tenth / TENTHS);
                var seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
                held.add(held(daemon));
                System.out.println(held.getLast() + ", " + seconds + " s");
            }
        }
        return held;
    }

    private void askUntil(ManyCalls agents, DaemonProcess daemon, long number)
            throws InterruptedException, ExecutionException {
        Callable<Void> asking = () -> {
            for (long n = calls.incrementAndGet(); n <= number; n = calls.incrementAndGet()) {
                ask(agents, daemon, n);
            }
            return null;
        };
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var client : clients.invokeAll(Collections.nCopies(ManyCalls.CLIENTS, asking))) {
                client.get();
            }
        }
        calls.set(number);
    }

    /// Every tenth is for what is denied.
    private void ask(ManyCalls agents, DaemonProcess daemon, long number) throws IOException, InterruptedException {
        boolean isDenied = number % 10 == 0;
        var answer = agents.hears(
                daemon,
                "leak-" + number / CALLS_A_SESSION,
                "call-" + number,
                (isDenied ? "cat ~/.ssh/id_" : "echo ") + number);
        assertEquals(isDenied, answer.contains("\"permissionDecision\":\"deny\""), answer);
    }

    /// After a full collection, or it would be told how full the heap happens to be.
    private Held held(DaemonProcess daemon) throws IOException, InterruptedException {
        collectGarbage(daemon.pid());
        var proc = Path.of("/proc", Long.toString(daemon.pid()));
        return new Held(
                calls.get(),
                number(proc.resolve("status"), "VmRSS:"),
                number(proc.resolve("status"), "RssAnon:"),
                entries(proc.resolve("fd")),
                number(proc.resolve("status"), "Threads:"));
    }

    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor());
    }

    private static int entries(Path directory) {
        try (var all = Files.list(directory)) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path file, String line) {
        try (var lines = Files.lines(file)) {
            return lines.filter(text -> text.startsWith(line))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
