package io.gatehouse.app;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Which agents a person has protected, beside the token in the data directory: what is not listed was never put in,
/// or was taken out on purpose. Command line, window and daemon write it.
record ProtectedAgents(Path file) {
    private static final Logger log = LoggerFactory.getLogger(ProtectedAgents.class);

    static ProtectedAgents in(Path dataDir) {
        return new ProtectedAgents(dataDir.resolve("protected-agents.json"));
    }

    /// @param transport of Claude Code; the other agents have but one
    /// @param tells whether Claude Code is to tell by its telemetry what it ran
    /// @param places where the files really were, see [io.gatehouse.protect.StandingHook]
    record Listed(String agent, Level level, Transport transport, boolean tells, Instant since, List<String> places) {
        Listed {
            places = List.copyOf(places);
        }

        private boolean isOf(String name, Level at) {
            return agent.equals(name) && level == at;
        }
    }

    /// None where the list cannot be read: the hooks themselves stay as they are.
    List<Listed> list() {
        try {
            return List.of(Json.read(Files.readAllBytes(file), Listed[].class));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException | JacksonException | NullPointerException e) { // the JSON null is no list either
            log.warn("The list of protected agents in {} cannot be read", file, e);
            return List.of();
        }
    }

    /// @throws UncheckedIOException when it cannot be written
    void add(Listed added) {
        change(list -> Stream.concat(
                        list.stream().filter(one -> !one.isOf(added.agent(), added.level())), Stream.of(added))
                .toList());
    }

    /// @throws UncheckedIOException when it cannot be written
    void remove(String agent, Level level) {
        if (list().stream().anyMatch(one -> one.isOf(agent, level))) {
            change(list -> list.stream().filter(one -> !one.isOf(agent, level)).toList());
        }
    }

    private void change(UnaryOperator<List<Listed>> change) {
        synchronized (ProtectedAgents.class) { // a file lock is held by the process, not by the thread
            try (var channel = FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                PrivateFile.write(file, Json.bytes(change.apply(new ArrayList<>(list()))));
            } catch (IOException e) {
                throw new UncheckedIOException("The list of protected agents in " + file + " cannot be written", e);
            }
        }
    }
}
