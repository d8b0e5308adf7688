package io.gatehouse.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of Debian's package, started once for all tests of a JVM. It refuses to run as root, and then runs
/// as the user that the package made.
public final class Postgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable Postgres running;

    private final int port;

    private Postgres(int port) {
        this.port = port;
    }

    /// The URL of a new, empty database.
    public static String newDatabase() {
        var postgres = running();
        var name = "console_" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(postgres.url("postgres"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return postgres.url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=gatehouse";
    }

    private static synchronized Postgres running() {
        if (running == null) {
            var programs = findPrograms();
            var why = "PostgreSQL is not installed (Debian's package postgresql)";
            if (System.getenv("CI") != null) {
                assertTrue(programs.isPresent(), why);
            }
            assumeTrue(programs.isPresent(), why);
            running = start(programs.orElseThrow());
        }
        return running;
    }

    private static Optional<Path> findPrograms() {
        var versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (var found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Postgres start(Path programs) {
        try {
            var directory = Files.createTempDirectory("gatehouse-postgres");
            boolean isRoot = "root".equals(System.getProperty("user.name"));
            if (isRoot) {
                run(List.of("chown", "postgres", directory.toString()));
            }
            var as = isRoot ? List.of("runuser", "-u", "postgres", "--") : List.<String>of();
            var data = directory.resolve("data").toString();
            run(join(
                    as,
                    programs.resolve("initdb").toString(),
                    "-D",
                    data,
                    "-A",
                    "trust",
                    "-U",
                    "gatehouse",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync"));
            int port = freePort();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(as, programs, data, directory)));
            run(join(
                    as,
                    programs.resolve("pg_ctl").toString(),
                    "start",
                    "-w",
                    "-s",
                    "-D",
                    data,
                    "-l",
                    directory.resolve("log").toString(),
                    "-o",
                    "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + directory
                            + " -c fsync=" + System.getProperty("postgres.fsync", "off") + " -c max_connections=100"
                            + " -c shared_buffers=" + System.getProperty("postgres.buffers", "128MB")));
            return new Postgres(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(List<String> as, Path programs, String data, Path directory) {
        try {
            run(join(as, programs.resolve("pg_ctl").toString(), "stop", "-w", "-s", "-m", "immediate", "-D", data));
            run(List.of("rm", "-rf", directory.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> join(List<String> as, String... command) {
        var all = new ArrayList<>(as);
        all.addAll(List.of(command));
        return all;
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertEquals(0, process.waitFor(), String.join(" ", command));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
