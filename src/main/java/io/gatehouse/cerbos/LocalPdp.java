package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A PDP on loopback that serves a build for the time of one command, configured as organisations are told to
/// configure theirs. It ends when this is closed, and when this process ends.
public final class LocalPdp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;

    private final Scratch scratch;
    private final Process process;
    private final Thread reaper;
    private final URI url;

    private LocalPdp(Scratch scratch, Process process, URI url) {
        this.scratch = scratch;
        this.process = process;
        this.url = url;
        this.reaper = new Thread(process::destroyForcibly, "reap-cerbos");
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /// Serves when this returns.
    ///
    /// @param built what [PolicyBuild] made
    /// @throws PolicyException with what Cerbos printed, when it does not serve
    public static LocalPdp serve(CerbosProgram program, Path built) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(program, built);
            } catch (PortTaken e) { // by someone else, between being found free and being bound
                if (attempt == ATTEMPTS) {
                    throw new PolicyException("Found no free port for Cerbos in " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }

    private static final class PortTaken extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static LocalPdp start(CerbosProgram program, Path built) throws PortTaken {
        var scratch = Scratch.make();
        boolean serves = false;
        try {
            var ports = freePorts();
            var url = URI.create("http://127.0.0.1:" + ports.getFirst());
            var config = scratch.directory().resolve("cerbos.yaml");
            var log = scratch.directory().resolve("cerbos.log");
            Files.writeString(config, Json.pretty(configuration(ports, built))); // JSON is YAML
            var process = new ProcessBuilder(
                            program.file().toString(), "server", "--log-level=warn", "--config=" + config)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var pdp = new LocalPdp(scratch, process, url);
            try {
                pdp.awaitServing(log);
                serves = true;
                return pdp;
            } finally {
                if (!serves) {
                    pdp.end();
                }
            }
        } catch (IOException e) {
            throw new PolicyException("Cannot start " + program.file() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolicyException("Interrupted while " + program.file() + " was starting", e);
        } finally {
            if (!serves) {
                scratch.close();
            }
        }
    }

    private static Map<String, Object> configuration(List<Integer> ports, Path built) {
        return Map.of(
                "server",
                        Map.of(
                                "httpListenAddr", "127.0.0.1:" + ports.get(0),
                                "grpcListenAddr", "127.0.0.1:" + ports.get(1)),
                "engine", Map.of("strictEvaluation", true),
                "schema", Map.of("enforcement", "reject"),
                "telemetry", Map.of("disabled", true),
                "storage",
                        Map.of(
                                "driver",
                                "disk",
                                "disk",
                                Map.of("directory", built.toAbsolutePath().toString(), "watchForChanges", false)));
    }

    private static List<Integer> freePorts() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        }
    }

    private void awaitServing(Path log) throws IOException, InterruptedException, PortTaken {
        var health = HttpRequest.newBuilder(url.resolve("/_cerbos/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                if (serves(http, health)) {
                    return;
                }
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    var printed = Files.readString(log);
                    if (printed.contains("address already in use")) {
                        throw new PortTaken();
                    }
                    throw new PolicyException("Cerbos does not start on these policies. It printed:\n" + printed);
                }
            }
        }
        throw new PolicyException(
                "Cerbos did not serve within " + PATIENCE.toSeconds() + " s. It printed:\n" + Files.readString(log));
    }

    private static boolean serves(HttpClient http, HttpRequest health) throws InterruptedException {
        try {
            return http.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) { // not listening yet
            return false;
        }
    }

    public URI url() {
        return url;
    }

    private void end() {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    @Override
    public void close() {
        end();
        scratch.close();
    }
}
