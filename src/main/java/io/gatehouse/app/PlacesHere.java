package io.gatehouse.app;

import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// The places of this computer that decide what a call does: whose home it is, what is temporary, and what protects
/// Gatehouse.
final class PlacesHere {
    private PlacesHere() {}

    /// @param port of the hook server, which may have to be waited for
    static Analyser.Places of(Config config, Machine machine, IntSupplier port) {
        return new Analyser.Places(
                machine.home().toString(),
                temporary(machine),
                new Guarded(guarded(config, machine), readable(machine), port));
    }

    /// The default data directory remembers what must not be forgotten, wherever `dataDir` points.
    private static List<String> guarded(Config config, Machine machine) {
        return Stream.of(
                        config.dataDir(),
                        machine.defaultDataDir(),
                        machine.defaultConfigFile().resolveSibling(""))
                .map(Path::toString)
                .distinct()
                .toList();
    }

    /// The settings that make agents ask, and the program itself.
    private static List<String> readable(Machine machine) {
        return Stream.of(
                        machine.claudeCode().decisive().stream(),
                        machine.otherAgents().stream().flatMap(agent -> agent.decisive().stream()),
                        ProgramFiles.running().stream())
                .flatMap(part -> part)
                .map(Path::toString)
                .toList();
    }

    private static List<String> temporary(Machine machine) {
        var own = Optional.ofNullable(machine.env().get("TMPDIR")).filter(path -> path.startsWith("/"));
        return own.map(path -> List.of("/tmp", "/var/tmp", path)).orElse(List.of("/tmp", "/var/tmp"));
    }
}
