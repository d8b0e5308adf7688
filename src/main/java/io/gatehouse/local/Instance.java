package io.gatehouse.local;

import io.gatehouse.json.Json;
import io.gatehouse.local.LocalApiException.NotRunning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The one daemon of a data directory: how it says where it is, and how others find it.
///
/// A start asks [#find] first, then listens, and only then calls [#announce]: so a second daemon that fails to
/// listen has not touched the files of the first.
public final class Instance {
    private static final String WHEREABOUTS = "daemon.json";
    private static final String TOKEN = "local.token";

    private Instance() {}

    public record Running(int port, long pid) {}

    /// The daemon that serves this data directory, proven by an answer of its local API to its token.
    public static Optional<Running> find(Path dataDir) {
        try (var client = LocalClient.open(dataDir)) {
            var pid = client.status().pid();
            return Optional.of(new Running(locate(dataDir).port(), pid));
        } catch (LocalApiException _) {
            return Optional.empty();
        }
    }

    /// Writes `local.token` and `daemon.json`, readable by this person only. To be called once the server listens.
    ///
    /// @return withdraws them again, unless another daemon has announced itself since
    /// @throws UncheckedIOException when the data directory cannot be written
    public static Announcement announce(Path dataDir, int port, Instant startedAt, LocalToken token) {
        var whereabouts = new Whereabouts(port, ProcessHandle.current().pid(), startedAt);
        try {
            write(dataDir.resolve(TOKEN), token.value().getBytes(StandardCharsets.UTF_8));
            write(dataDir.resolve(WHEREABOUTS), Json.bytes(whereabouts));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + dataDir.resolve(WHEREABOUTS), e);
        }
        return () -> withdraw(dataDir, whereabouts);
    }

    /// That a daemon can be found, until closed.
    public interface Announcement extends AutoCloseable {
        @Override
        void close();
    }

    /// Where a client has to ask, as it stands in the data directory right now.
    ///
    /// @throws NotRunning when nothing is announced there, or by a process that has ended
    static Located locate(Path dataDir) {
        try {
            var whereabouts = Json.read(Files.readAllBytes(dataDir.resolve(WHEREABOUTS)), Whereabouts.class);
            if (ProcessHandle.of(whereabouts.pid())
                    .filter(ProcessHandle::isAlive)
                    .isEmpty()) {
                throw new NotRunning("Gatehouse is not running: its last daemon (process " + whereabouts.pid()
                        + ") ended without saying so. Start it with: gatehouse");
            }
            var token = Files.readString(dataDir.resolve(TOKEN)).strip();
            if (!LocalToken.SHAPE.matcher(token).matches()) {
                throw new NotRunning(dataDir.resolve(TOKEN) + " does not hold a token; start Gatehouse again");
            }
            return new Located(whereabouts.port(), new LocalToken(token));
        } catch (NoSuchFileException e) {
            throw new NotRunning(
                    "Gatehouse is not running: there is no " + e.getFile() + ". Start it with: gatehouse", e);
        } catch (IOException e) {
            throw new LocalApiException(
                    "Gatehouse's files in " + dataDir + " cannot be read (" + e
                            + "). Is this the person who started the daemon?",
                    e);
        } catch (JacksonException e) {
            throw new NotRunning(
                    dataDir.resolve(WHEREABOUTS) + " does not hold {port, pid, startedAt}; start Gatehouse again", e);
        }
    }

    record Located(int port, LocalToken token) {}

    private record Whereabouts(int port, long pid, Instant startedAt) {
        Whereabouts {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("no port: " + port);
            }
        }
    }

    /// Replaces a file in one step. A temporary file is its owner's alone from its creation on.
    private static void write(Path file, byte[] content) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        var temporary = Files.createTempFile(directory, "." + file.getFileName(), ".new");
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void withdraw(Path dataDir, Whereabouts ours) {
        try {
            var file = dataDir.resolve(WHEREABOUTS);
            if (Files.exists(file)
                    && Json.read(Files.readAllBytes(file), Whereabouts.class).equals(ours)) {
                Files.delete(file);
                Files.deleteIfExists(dataDir.resolve(TOKEN));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + dataDir.resolve(WHEREABOUTS), e);
        }
    }
}
