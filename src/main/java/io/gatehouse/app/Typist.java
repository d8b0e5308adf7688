package io.gatehouse.app;

import io.gatehouse.grant.ExceptionRequest.Filer;
import java.io.Console;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who runs a command of Gatehouse. In doubt it is an agent: what an agent asks for waits until a person has confirmed
/// it. No proof against code that means to be taken for the person.
final class Typist {
    /// What agents set for the programs that they run.
    private static final Set<String> VARIABLES = Set.of(
            "CLAUDECODE",
            "CLAUDE_CODE_SESSION_ID",
            "CLAUDE_CODE_ENTRYPOINT",
            "AI_AGENT",
            "CODEX_SANDBOX",
            "CODEX_SANDBOX_NETWORK_DISABLED",
            "CURSOR_AGENT",
            "GEMINI_CLI",
            "OPENCODE",
            "QWEN_CODE");

    private static final Set<String> PROGRAMS = Set.of(
            "aider",
            "amp",
            "claude",
            "cline",
            "codex",
            "copilot",
            "cursor-agent",
            "droid",
            "gemini",
            "goose",
            "kiro",
            "kiro-cli",
            "opencode",
            "qwen");

    /// An agent may be a script: its interpreter's first arguments name it.
    private static final int ARGUMENTS = 3;

    private static final int MOST_ANCESTORS = 64;

    private Typist() {}

    /// Of this process.
    static Filer current(Map<String, String> environment) {
        boolean hasTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return of(environment, ancestors(), hasTerminal);
    }

    /// @param ancestors the programs, and their first arguments, of the processes above this one
    /// @param hasTerminal whether both what is typed and what is written go through one
    static Filer of(Map<String, String> environment, List<String> ancestors, boolean hasTerminal) {
        boolean isAgents = environment.keySet().stream().anyMatch(VARIABLES::contains)
                || ancestors.stream().anyMatch(Typist::isAgent);
        return isAgents || !hasTerminal ? Filer.AGENT : Filer.PERSON;
    }

    private static boolean isAgent(String program) {
        var path = program.replace('\\', '/').toLowerCase(Locale.ROOT);
        var name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.(exe|cmd|js|mjs|cjs|py)$", "");
        return PROGRAMS.contains(name)
                || PROGRAMS.stream().anyMatch(agent -> path.contains("/" + agent + "/versions/"));
    }

    private static List<String> ancestors() {
        var found = new ArrayList<String>();
        var parent = ProcessHandle.current().parent();
        for (int i = 0; i < MOST_ANCESTORS && parent.isPresent(); i++) {
            var info = parent.get().info();
            info.command().ifPresent(found::add);
            info.arguments()
                    .map(Arrays::stream)
                    .orElse(Stream.empty())
                    .limit(ARGUMENTS)
                    .forEach(found::add);
            parent = parent.get().parent();
        }
        return found;
    }
}
