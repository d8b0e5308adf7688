package io.gatehouse.app;

import io.gatehouse.audit.Covered;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import io.gatehouse.protect.AgentPrograms;
import io.gatehouse.protect.AgentPrograms.Agent;
import io.gatehouse.protect.AgentPrograms.Found;
import io.gatehouse.protect.ClaudeCodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The coding agents of this computer: those that can ask Gatehouse, and those on the path that cannot.
final class AgentsHere {
    private final AgentPrograms programs;
    private final Function<String, Optional<Instant>> lastCall;
    private final Function<String, Optional<Covered>> coverage;
    private final Function<String, Optional<AgentReport.Kept>> kept;
    private final Function<String, List<String>> notes;

    /// As far as it can be told without the daemon.
    AgentsHere(AgentPrograms programs) {
        this(programs, _ -> Optional.empty(), _ -> Optional.empty(), _ -> Optional.empty(), _ -> List.of());
    }

    /// @param lastCall when an agent asked last, by its name
    /// @param coverage how much of what an agent ran was decided, by its name
    /// @param kept see [AgentReport#kept], by the agent's name
    /// @param notes see [AgentReport#notes], by the agent's name
    AgentsHere(
            AgentPrograms programs,
            Function<String, Optional<Instant>> lastCall,
            Function<String, Optional<Covered>> coverage,
            Function<String, Optional<AgentReport.Kept>> kept,
            Function<String, List<String>> notes) {
        this.programs = programs;
        this.lastCall = lastCall;
        this.coverage = coverage;
        this.kept = kept;
        this.notes = notes;
    }

    /// @param claudeCode how its settings are now
    /// @param others how the settings of the others are now, by their names
    List<AgentReport> list(ClaudeCodeSettings.State claudeCode, Map<String, ClaudeCodeSettings.State> others) {
        var found = new ArrayList<AgentReport>();
        found.add(askable(Agent.CLAUDE_CODE, programs.find(Agent.CLAUDE_CODE), claudeCode));
        for (var agent : Agent.OTHERS) {
            var program = programs.find(agent);
            var state = Optional.ofNullable(others.get(agent.name()));
            if (state.isPresent()
                    && (program.isPresent()
                            || state.get().protection() != ClaudeCodeSettings.Protection.UNPROTECTED
                            || isThere(agent, state.get().file()))) {
                found.add(askable(agent, program, state.get()));
            } else {
                program.map(AgentsHere::other).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /// An application is told by its directory of settings, for it need not be on a path.
    private static boolean isThere(Agent agent, Path settings) {
        return agent.isApp()
                && Optional.ofNullable(settings.getParent())
                        .filter(Files::isDirectory)
                        .isPresent();
    }

    private AgentReport askable(Agent agent, Optional<Found> program, ClaudeCodeSettings.State state) {
        return new AgentReport(
                agent.name(),
                agent.label(),
                true,
                agent.tried(),
                Protection.of(state.protection()),
                state.file().toString(),
                state.detail(),
                program.map(Found::program).map(Path::toString).orElse(""),
                program.map(Found::version).orElse(""),
                changedAt(state.file()),
                lastCall.apply(agent.name()),
                coverage.apply(agent.name()),
                kept.apply(agent.name()),
                notes.apply(agent.name()));
    }

    private static AgentReport other(Found found) {
        return new AgentReport(
                found.agent().name(),
                found.agent().label(),
                false,
                found.agent().tried(),
                Status.Protection.UNPROTECTED,
                "",
                "",
                found.program().toString(),
                found.version(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Optional<Instant> changedAt(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
