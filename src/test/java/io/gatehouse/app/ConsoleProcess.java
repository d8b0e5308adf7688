package io.gatehouse.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The built console of `target/dist`, started as an administrator starts it, for one test. It can be killed and
/// started again on the same data.
final class ConsoleProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LINK = Pattern.compile("http://\\S+/\\S*invitation\\S*/\\S+");

    private final Path directory;
    private final int port = freePort();
    private Process process;

    private ConsoleProcess(Path directory) {
        this.directory = directory;
        this.process = run();
    }

    /// @param directory gets its database, its key and what it prints
    static ConsoleProcess start(Path directory) {
        var console = new ConsoleProcess(directory);
        console.awaitOutput(Pattern.compile("127\\.0\\.0\\.1:" + console.port));
        return console;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process run() {
        try {
            Files.createDirectories(directory);
            var started = new ProcessBuilder(
                            program(),
                            "console",
                            "--data-dir",
                            directory.toAbsolutePath().toString(),
                            "--port",
                            Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly)); // a test that is cut short
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String program() {
        return Path.of(System.getProperty("gatehouse.dist", "target/dist"), "bin", "gatehouse")
                .toAbsolutePath()
                .toString();
    }

    private Path output() {
        return directory.resolve("output.txt");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The first administrator's link, which the first start prints.
    String firstLink() {
        return awaitOutput(LINK);
    }

    private String awaitOutput(Pattern wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                var printed = Files.readString(output());
                var found = wanted.matcher(printed);
                if (found.find()) {
                    return found.group();
                }
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("The console ended. It printed:\n" + printed);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("The console printed nothing like " + wanted + " within " + PATIENCE);
    }

    /// Ends it at once (SIGKILL), as a crash would.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void restart() {
        process = run();
        awaitOutput(Pattern.compile("127\\.0\\.0\\.1:" + port));
    }

    @Override
    public void close() {
        kill();
    }
}
