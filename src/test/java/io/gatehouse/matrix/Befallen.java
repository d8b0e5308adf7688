package io.gatehouse.matrix;

import io.gatehouse.app.DaemonProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// A fault that lasts until it is closed.
interface Befallen extends AutoCloseable {
    @Override
    void close();

    static Befallen by(Fault fault, DaemonProcess daemon) {
        return switch (fault) {
            case ALLOW, DENY, SLOW_PDP, KILLED -> () -> {};
            case DOWN -> {
                daemon.stop();
                yield () -> {};
            }
            case HANGING -> {
                run("kill", "-STOP", Long.toString(daemon.pid()));
                yield () -> run("kill", "-CONT", Long.toString(daemon.pid()));
            }
            case GARBAGE -> stranger(daemon, "<html>\u0000 nonsense {\"hookSpecificOutput\": {\"permiss");
            case PORT_TAKEN -> stranger(daemon, "{}");
            case DATABASE_LOCKED -> locked(daemon);
            // What a full disk refuses is refused here for each file that would grow, and without an administrator.
            case DISK_FULL -> {
                run("prlimit", "--pid", Long.toString(daemon.pid()), "--fsize=4096:unlimited");
                yield () -> {};
            }
        };
    }

    private static Befallen stranger(DaemonProcess daemon, String says) {
        daemon.kill();
        return new Stranger(daemon.port(), says)::close;
    }

    private static Befallen locked(DaemonProcess daemon) {
        try {
            var other = DriverManager.getConnection(
                    "jdbc:sqlite:" + daemon.dataDir().resolve("gatehouse.db"));
            try (var statement = other.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 20000");
                statement.execute("BEGIN EXCLUSIVE");
            }
            return () -> {
                try {
                    other.close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(List.of(command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
