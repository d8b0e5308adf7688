package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Finds the programs of coding agents. Runs none of them: a version is told by where a program is installed, or not
/// at all.
///
/// @param directories in which programs are looked for, the first first
/// @param endings of a program's file name, `""` among them
public record AgentPrograms(List<Path> directories, List<String> endings) {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,6}\\.\\d{1,6}(\\.\\d{1,9})?[-+.\\w]{0,40})");
    private static final int LARGEST_PACKAGE = 256 << 10;

    /// How many directories above a program its package may be.
    private static final int STEPS = 4;

    public AgentPrograms {
        directories = List.copyOf(directories);
        endings = List.copyOf(endings);
    }

    /// A coding agent.
    ///
    /// @param name Gatehouse's name of it
    /// @param programs what its commands are called, the best known first
    /// @param npm the package that it is in, where programs of other makers have the same name; "" otherwise
    /// @param isApp whether it is an application, too, which is on no path: its directory of settings tells of it
    /// @param tried whether Gatehouse was tried with the real client, and not written from its documentation alone
    public record Agent(String name, String label, List<String> programs, String npm, boolean isApp, boolean tried) {
        /// What is said of one that was not tried.
        public static final String NOT_TRIED = "written from documentation, not tried with the real client";

        public static final Agent CLAUDE_CODE = new Agent("claude-code", "Claude Code", "claude", "");

        public static final List<Agent> OTHERS = List.of(
                new Agent("codex", "Codex CLI", "codex", ""),
                new Agent("gemini", "Gemini CLI", "gemini", "@google/gemini-cli"),
                new Agent("copilot", "GitHub Copilot CLI", "copilot", "@github/copilot"),
                new Agent("opencode", "OpenCode", "opencode", ""),
                new Agent("qwen", "Qwen Code", "qwen", ""),
                new Agent("cursor", "Cursor", List.of("cursor-agent", "cursor"), "", true, false),
                new Agent("windsurf", "Windsurf", List.of("windsurf"), "", true, false),
                new Agent("droid", "Factory Droid", List.of("droid"), "", false, false),
                new Agent("aider", "Aider", "aider", ""));

        public Agent {
            programs = List.copyOf(programs);
        }

        private Agent(String name, String label, String program, String npm) {
            this(name, label, List.of(program), npm, false, true);
        }

        /// Whether the one of this name was tried, see [#tried()].
        public static boolean isTried(String name) {
            return OTHERS.stream().filter(agent -> agent.name().equals(name)).allMatch(Agent::tried);
        }

        /// A sentence for behind what is said of how the one of this name asks; "" for one that was tried.
        public static String caveat(String name) {
            return isTried(name) ? "" : " That is " + NOT_TRIED + ".";
        }
    }

    /// @param version "" where it cannot be told without running the program
    public record Found(Agent agent, Path program, String version) {}

    /// The first program of an agent.
    public Optional<Found> find(Agent agent) {
        return agent.programs().stream()
                .flatMap(program -> directories.stream()
                        .flatMap(directory -> endings.stream().map(ending -> directory.resolve(program + ending))))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .flatMap(file -> found(agent, file).stream())
                .findFirst();
    }

    private static Optional<Found> found(Agent agent, Path file) {
        var real = real(file);
        var about = about(real);
        if (!agent.npm().isEmpty()
                && about.filter(json -> json.path("name").asString("").equals(agent.npm()))
                        .isEmpty()) {
            return Optional.empty();
        }
        var version = about.map(json -> json.path("version").asString(""))
                .flatMap(AgentPrograms::version)
                .or(() -> Stream.of(real, real.resolveSibling(""))
                        .flatMap(part -> Optional.ofNullable(part.getFileName()).stream())
                        .flatMap(name -> version(name.toString()).stream())
                        .findFirst());
        return Optional.of(new Found(agent, file, version.orElse("")));
    }

    private static Optional<String> version(String text) {
        return Optional.of(VERSION.matcher(text)).filter(Matcher::matches).map(matcher -> matcher.group(1));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            return file;
        }
    }

    /// The `package.json` of the package that holds a file.
    private static Optional<JsonNode> about(Path file) {
        return Stream.iterate(file.getParent(), directory -> directory != null, Path::getParent)
                .limit(STEPS)
                .map(directory -> directory.resolve("package.json"))
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(AgentPrograms::read);
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Files.size(file) > LARGEST_PACKAGE
                    ? Optional.empty()
                    : Optional.of(Json.tree(Files.readAllBytes(file)));
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        }
    }
}
