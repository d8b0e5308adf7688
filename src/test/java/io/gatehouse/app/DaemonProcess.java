package io.gatehouse.app;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.local.LocalApiException;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The built daemon of `target/dist`, started as a person starts it, for one test.
public final class DaemonProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 500;

    private final Path dataDir;
    private final Path output;
    private final Process process;
    private final LocalClient client;
    private final URI hookUrl;

    private DaemonProcess(Path dataDir, Path output, Process process) {
        this.dataDir = dataDir;
        this.output = output;
        this.process = process;
        this.client = LocalClient.open(dataDir);
        this.hookUrl = URI.create(awaitServing().hookUrl() + "claude-code");
    }

    /// Starts a daemon and waits until it serves.
    ///
    /// @param directory gets its settings, its data directory and what it prints
    /// @param settings YAML besides `dataDir` and `hook.port`
    public static DaemonProcess start(Path directory, String settings) {
        return start(directory, settings, Map.of());
    }

    /// @param variables of its environment besides those of the test
    static DaemonProcess start(Path directory, String settings, Map<String, String> variables) {
        return start(directory, settings, variables, List.of("--headless"));
    }

    /// With tray and notices.
    static DaemonProcess onTheDesktop(Path directory, String settings) {
        return start(directory, settings, Map.of(), List.of());
    }

    /// On a port that stays the same from one start to the next.
    public static DaemonProcess onPort(Path directory, int port, String settings, Map<String, String> variables) {
        return start(directory, port, settings, variables, List.of("--headless"));
    }

    private static DaemonProcess start(
            Path directory, String settings, Map<String, String> variables, List<String> options) {
        return start(directory, 0, settings, variables, options);
    }

    private static DaemonProcess start(
            Path directory, int port, String settings, Map<String, String> variables, List<String> options) {
        try {
            var dataDir = directory.toAbsolutePath().resolve("data");
            Files.createDirectories(directory);
            var config = Files.writeString(
                    directory.resolve("gatehouse.yaml"),
                    "dataDir: \"%s\"\nhook: {port: %d}\n%s".formatted(dataDir, port, settings));
            var output = directory.resolve("output.txt");
            var command = new ArrayList<>(List.of(program().toString(), "daemon"));
            command.addAll(options);
            command.addAll(List.of("--config", config.toAbsolutePath().toString()));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().remove("GATEHOUSE_CONFIG");
            builder.environment().putAll(variables);
            var process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // a test that is cut short
            return new DaemonProcess(dataDir, output, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        var program = Path.of(System.getProperty("gatehouse.dist", "target/dist"), "bin", "gatehouse");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is not there; build it with: mvn package");
        }
        return program.toAbsolutePath();
    }

    /// Where Claude Code asks it.
    public URI hookUrl() {
        return hookUrl;
    }

    public int port() {
        return hookUrl.getPort();
    }

    public String hookToken() {
        try {
            return Files.readString(dataDir.resolve("hook.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path dataDir() {
        return dataDir;
    }

    public long pid() {
        return process.pid();
    }

    public LocalClient client() {
        return client;
    }

    /// Everything that it has recorded, the newest first.
    public List<AuditRecord> records() {
        var records = new ArrayList<AuditRecord>();
        var page = client.list(AuditLog.Filter.ALL, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            page.forEach(head -> records.add(client.find(head.id()).orElseThrow()));
            page = client.list(AuditLog.Filter.ALL, Optional.of(page.getLast().id()), PAGE);
        }
        return records;
    }

    /// The memory that it holds just now (RSS, Linux).
    public long residentKilobytes() {
        try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// What it printed so far.
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it at once (SIGKILL), as a crash would.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Ends it as a person would.
    public void stop() {
        client.stop();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        client.close();
    }

    private Status awaitServing() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                return client.status();
            } catch (LocalApiException _) { // not yet
                if (hasEnded()) {
                    throw new IllegalStateException("The daemon did not start. It printed:\n" + output());
                }
            }
        }
        close();
        throw new IllegalStateException("The daemon did not serve within " + PATIENCE + ". It printed:\n" + output());
    }

    private boolean hasEnded() {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the daemon", e);
        }
    }
}
