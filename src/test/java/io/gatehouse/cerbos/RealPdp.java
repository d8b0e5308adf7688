package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real Cerbos PDP on loopback, for one test: configured as Gatehouse tells organisations to configure theirs.
///
/// It reads its policies when it starts and does not watch them: change the directory, then [#restart()].
public final class RealPdp implements AutoCloseable {
    private static final Path INSTALLED =
            Path.of("src/test/npm/cerbos/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Path config;
    private final Path log;
    private final URI url;
    private Process process;

    private RealPdp(Path config, Path log, URI url) {
        this.config = config;
        this.log = log;
        this.url = url;
        this.process = launch();
    }

    /// Starts a PDP and waits until it serves.
    ///
    /// @param workDir gets its configuration and log
    public static RealPdp start(Path policies, Path workDir) {
        return start(policies, workDir, "");
    }

    /// @param moreConfig further top-level keys of Cerbos' configuration (`audit`, `auxData` …), as YAML
    public static RealPdp start(Path policies, Path workDir, String moreConfig) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new RealPdp(policies, workDir, freePorts(), moreConfig);
            } catch (PortTaken e) { // by someone else, between being found free and being bound
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("no free port in " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }

    private RealPdp(Path policies, Path workDir, List<Integer> ports, String moreConfig) {
        this(
                written(
                        workDir.resolve("cerbos-" + ports.getFirst() + ".yaml"),
                        """
                        server:
                          httpListenAddr: "127.0.0.1:%d"
                          grpcListenAddr: "127.0.0.1:%d"
                        engine:
                          strictEvaluation: true
                        schema:
                          enforcement: reject
                        telemetry:
                          disabled: true
                        storage:
                          driver: disk
                          disk:
                            directory: "%s"
                            watchForChanges: false
                        %s"""
                                .formatted(ports.get(0), ports.get(1), policies.toAbsolutePath(), moreConfig)),
                workDir.resolve("cerbos-" + ports.getFirst() + ".log"),
                URI.create("http://127.0.0.1:" + ports.getFirst()));
    }

    public URI url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /// Ends the process at once (SIGKILL), as a crash would.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Starts it again on the same port, with the policies as they are on disk now.
    public void restart() {
        kill();
        process = launch();
    }

    /// Posts JSON to a path of its API, such as `/api/check/resources`.
    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    @Override
    public void close() {
        kill();
        http.close();
    }

    /// The PDP's program: what the build installed from its lock file, or else `cerbos` on the path.
    public static Path binary() {
        if (Files.isExecutable(INSTALLED)) {
            return INSTALLED.toAbsolutePath();
        }
        for (var directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            var candidate = Path.of(directory, "cerbos");
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("There is no Cerbos PDP to test against: neither " + INSTALLED.toAbsolutePath()
                + " nor `cerbos` on the PATH. Run: sh src/test/npm/install.sh cerbos");
    }

    /// Compiles a policy directory and runs its tests, with `cerbos compile`.
    ///
    /// @param options such as `--strict-evaluation`
    /// @return what it printed
    /// @throws IllegalStateException with what it printed, when it found something wrong
    public static String compile(Path policies, String... options) {
        var command = new ArrayList<>(List.of(binary().toString(), "compile", "--no-color"));
        command.addAll(List.of(options));
        command.add(policies.toAbsolutePath().toString());
        try {
            var compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
            compiler.getOutputStream().close();
            var printed = new String(compiler.getInputStream().readAllBytes(), UTF_8);
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("cerbos compile " + policies + " found:\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Process launch() {
        try {
            Files.deleteIfExists(log);
            var started = new ProcessBuilder(
                            binary().toString(), "server", "--log-level=warn", "--config=" + config.toAbsolutePath())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly)); // a test that is cut short
            awaitServing(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitServing(Process started) throws IOException {
        var health = HttpRequest.newBuilder(url.resolve("/_cerbos/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (isServing(health)) {
                return;
            }
            if (hasEnded(started)) {
                var printed = Files.readString(log);
                if (printed.contains("address already in use")) {
                    throw new PortTaken(printed);
                }
                throw new IllegalStateException("Cerbos did not start. It printed:\n" + printed);
            }
        }
        started.destroyForcibly();
        throw new IllegalStateException(
                "Cerbos did not serve within " + PATIENCE + ". It printed:\n" + Files.readString(log));
    }

    private boolean isServing(HttpRequest health) {
        try {
            return http.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) { // not listening yet
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static boolean hasEnded(Process started) {
        try {
            return started.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            started.destroyForcibly();
            throw interrupted(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static List<Integer> freePorts() {
        var loopback = InetAddress.getLoopbackAddress();
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for Cerbos", e);
    }

    private static final class PortTaken extends IllegalStateException {
        private static final long serialVersionUID = 1;

        PortTaken(String printed) {
            super(printed);
        }
    }
}
