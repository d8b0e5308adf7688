package io.gatehouse.app;

import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/// The directory of everything the daemon keeps; only the person may enter it.
public record DataDir(Path root) {
    private static final String DAEMON_LOCK = "daemon.lock";
    private static final String HOOK_TOKEN = "hook.token";
    private static final String HOOK_PORT = "hook.port";

    /// Creates the directory where there is none.
    ///
    /// @throws UncheckedIOException when it cannot be created
    public static DataDir open(Path root) {
        try {
            PrivateFile.createDirectories(root);
            return new DataDir(root);
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory " + root + " cannot be created", e);
        }
    }

    /// Makes this process the one daemon of the directory, until closed or until it ends, however it ends.
    ///
    /// @return absent when another process is that already
    /// @throws UncheckedIOException when the directory cannot be written
    public Optional<Held> tryLock() {
        try {
            var channel =
                    FileChannel.open(root.resolve(DAEMON_LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = locked(channel);
            if (lock.isEmpty()) {
                channel.close();
            }
            return lock.map(_ -> new Held(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The data directory " + root + " cannot be written (" + ManagedSettings.reason(e)
                            + "). See: gatehouse doctor",
                    e);
        }
    }

    /// A lock that its process holds as long as this is reachable and open.
    public record Held(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The lock cannot be given back", e);
            }
        }
    }

    /// Absent while somebody else has the lock.
    static Optional<FileLock> locked(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) { // held by this very process
            return Optional.empty();
        }
    }

    /// The token that agents must show: the configured one, else the kept one, else a new one that is kept.
    ///
    /// @throws UncheckedIOException when it can be neither read nor written
    public String hookToken(Config.Hook hook) {
        return hook.token().orElseGet(this::keptToken);
    }

    /// The token as it is, without making one; empty before the first start, and where it cannot be read.
    Optional<String> findHookToken(Config.Hook hook) {
        try {
            return hook.token().isPresent()
                    ? hook.token()
                    : findLine(HOOK_TOKEN).filter(Values::isToken);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private String keptToken() {
        synchronized (DataDir.class) { // a file lock is held by the process, not by the thread
            return keptTokenLocked();
        }
    }

    private String keptTokenLocked() {
        // Daemon and command line may both be the first to ask.
        try (var channel = FileChannel.open(
                        root.resolve(HOOK_TOKEN + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var kept = findLine(HOOK_TOKEN).filter(Values::isToken);
            var token = kept.orElseGet(DataDir::newToken);
            if (kept.isEmpty()) {
                PrivateFile.write(root.resolve(HOOK_TOKEN), token.getBytes(StandardCharsets.UTF_8));
            }
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException("The hook token in " + root + " cannot be read or written", e);
        }
    }

    private static String newToken() {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /// Keeps the port that the hook server got, for whoever writes the agents' settings.
    public void keepHookPort(int port) {
        try {
            PrivateFile.write(root.resolve(HOOK_PORT), Integer.toString(port).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The hook port cannot be written to " + root, e);
        }
    }

    /// Keeps both for the agents' programs, which find them here.
    ///
    /// @throws UncheckedIOException when they cannot be written
    void keepEndpoint(Endpoint endpoint) {
        keepHookPort(endpoint.port());
        try {
            if (!findLine(HOOK_TOKEN).equals(Optional.of(endpoint.token()))) {
                PrivateFile.write(root.resolve(HOOK_TOKEN), endpoint.token().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The hook token cannot be written to " + root, e);
        }
    }

    /// The configured port, else the one that the hook server had when it ran last.
    OptionalInt findHookPort(Config.Hook hook) {
        return hook.port() == 0 ? findHookPort() : OptionalInt.of(hook.port());
    }

    /// The port that the hook server had when it ran last.
    public OptionalInt findHookPort() {
        try {
            var line = findLine(HOOK_PORT).filter(text -> text.matches("[0-9]{1,5}"));
            return line.isPresent() ? OptionalInt.of(Integer.parseInt(line.get())) : OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The hook port in " + root + " cannot be read", e);
        }
    }

    private Optional<String> findLine(String name) throws IOException {
        try {
            return Optional.of(Files.readString(root.resolve(name)).strip());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
