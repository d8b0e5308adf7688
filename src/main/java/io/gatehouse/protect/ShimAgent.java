package io.gatehouse.protect;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How one agent whose hooks are programs is told to run one before each tool call.
///
/// @param user the person's settings file
/// @param managed everyone's on this machine
/// @param events the lists of which one or more are run before a tool call; all get the same entry
/// @param within the member that holds them; "" where the file itself does
/// @param ownFile whether the files are Gatehouse's alone
/// @param fixed members that a file of Gatehouse's needs, at whatever level
/// @param lock members that keep a person from switching a managed hook off
public record ShimAgent(
        String name,
        Path user,
        Path managed,
        List<String> events,
        String within,
        boolean ownFile,
        ObjectNode fixed,
        ObjectNode lock) {

    static final String HOOKS = "hooks";

    /// To these agents exit status 2 alone is a deny: so one is what a shim that is killed or gone comes to.
    /// Not to be said in PowerShell 5.1, which takes such a line for none.
    private static final String OR_DENY = " || exit 2";

    public ShimAgent {
        events = List.copyOf(events);
    }

    /// The same with other files.
    ShimAgent at(Path ofPerson, Path ofMachine) {
        return new ShimAgent(name, ofPerson, ofMachine, events, within, ownFile, fixed, lock);
    }

    /// For a file that holds the lists itself, and of a person only.
    ShimAgent alone(Path file) {
        return new ShimAgent(
                name, file, file.resolveSibling("nothing.json"), events, "", false, members("{}"), members("{}"));
    }

    /// @param osName as Java names it
    public static ShimAgent gemini(Path home, String osName) {
        return new ShimAgent(
                "gemini",
                home.resolve(".gemini/settings.json"),
                managed(osName, "gemini-cli", "GeminiCli", "gemini-cli").resolve("settings.json"),
                List.of("BeforeTool"),
                HOOKS,
                false,
                members("{}"),
                members("{\"hooksConfig\": {\"enabled\": true}}"));
    }

    public static ShimAgent qwen(Path home, String osName) {
        return new ShimAgent(
                "qwen",
                home.resolve(".qwen/settings.json"),
                managed(osName, "qwen-code", "QwenCode", "qwen-code").resolve("settings.json"),
                List.of("PreToolUse"),
                HOOKS,
                false,
                members("{}"),
                members("{\"disableAllHooks\": false}"));
    }

    public static ShimAgent copilot(Map<String, String> env, Path home, String osName) {
        var managed = isWindows(osName)
                ? Path.of("C:\\ProgramData\\GitHub\\Copilot\\policy.d")
                : Path.of("/etc/github-copilot/policy.d");
        return new ShimAgent(
                "copilot",
                directory(env, "COPILOT_HOME", home.resolve(".copilot")).resolve("hooks/gatehouse.json"),
                managed.resolve("50-gatehouse.json"),
                List.of("preToolUse"),
                HOOKS,
                true,
                members("{\"version\": 1}"),
                members("{}"));
    }

    /// The machine's file is TOML: see [CodexRequirements].
    public static ShimAgent codex(Map<String, String> env, Path home) {
        return new ShimAgent(
                "codex",
                directory(env, "CODEX_HOME", home.resolve(".codex")).resolve("hooks.json"),
                CodexRequirements.FILE,
                List.of("PreToolUse"),
                HOOKS,
                false,
                members("{}"),
                members("{}"));
    }

    /// Cursor asks before every tool, and where it is older, or tells more of a call, before some. To `failClosed`
    /// silence is a failure; the shim says `{}` where it allows. From its documentation.
    ///
    /// @see <a href="https://cursor.com/docs/hooks">Cursor hooks</a>
    public static ShimAgent cursor(Path home, String osName) {
        return new ShimAgent(
                "cursor",
                home.resolve(".cursor/hooks.json"),
                managed(osName, "cursor", "Cursor", "Cursor").resolve("hooks.json"),
                List.of("preToolUse", "beforeShellExecution", "beforeMCPExecution", "beforeReadFile"),
                HOOKS,
                false,
                members("{\"version\": 1}"),
                members("{}"));
    }

    /// A machine's file of Devin Desktop, which Windsurf became, takes the place of Windsurf's. From its documentation.
    ///
    /// @see <a href="https://docs.windsurf.com/windsurf/cascade/hooks">Cascade hooks</a>
    public static ShimAgent windsurf(Path home, String osName) {
        var devin = managed(osName, "devin", "Devin", "Devin").resolve("hooks.json");
        return new ShimAgent(
                "windsurf",
                home.resolve(".codeium/windsurf/hooks.json"),
                Files.exists(devin)
                        ? devin
                        : managed(osName, "windsurf", "Windsurf", "Windsurf").resolve("hooks.json"),
                List.of("pre_run_command", "pre_write_code", "pre_read_code", "pre_mcp_tool_use"),
                HOOKS,
                false,
                members("{}"),
                members("{}"));
    }

    /// The settings; see [DroidSettings] for the other file.
    ///
    /// @see <a href="https://docs.factory.ai/reference/hooks-reference">Droid hooks</a>
    public static ShimAgent droid(Map<String, String> env, Path home, String osName) {
        return new ShimAgent(
                "droid",
                directory(env, "FACTORY_HOME_OVERRIDE", home).resolve(".factory/settings.json"),
                (isWindows(osName)
                                ? Path.of("C:\\Program Files\\Factory")
                                : managed(osName, "factory", "Factory", "Factory"))
                        .resolve("settings.json"),
                List.of("PreToolUse"),
                HOOKS,
                false,
                members("{}"),
                members("{\"allowManagedHooksOnly\": true, \"hooksDisabled\": false}"));
    }

    static boolean isWindows(String osName) {
        return osName.toLowerCase(Locale.ROOT).startsWith("windows");
    }

    static Path managed(String osName, String linux, String mac, String windows) {
        return isWindows(osName)
                ? Path.of("C:\\ProgramData", windows)
                : osName.toLowerCase(Locale.ROOT).startsWith("mac")
                        ? Path.of("/Library/Application Support", mac)
                        : Path.of("/etc", linux);
    }

    static Path directory(Map<String, String> env, String variable, Path otherwise) {
        var value = env.getOrDefault(variable, "");
        return value.isBlank() ? otherwise : Path.of(value).toAbsolutePath();
    }

    private static ObjectNode members(String json) {
        return Json.read(json, ObjectNode.class);
    }

    /// The item of each event's list that runs the shim.
    ObjectNode entry(ShimCommand shim, Level level) {
        var hook = Json.mapper().createObjectNode();
        var line = shim.line(name, level);
        var orDeny = line + (shim.windows() ? "" : OR_DENY);
        return switch (name) {
            case "copilot" ->
                hook.put("type", "command")
                        .put(shim.windows() ? "powershell" : "bash", line)
                        .put("timeoutSec", ShimCommand.TIMEOUT_SECONDS);
            case "codex" -> group(command(line).put("timeout", ShimCommand.TIMEOUT_SECONDS));
            case "droid" -> group(command(orDeny).put("timeout", ShimCommand.TIMEOUT_SECONDS));
            case "cursor" ->
                hook.put("command", orDeny)
                        .put("timeout", ShimCommand.TIMEOUT_SECONDS)
                        .put("failClosed", true);
            case "windsurf" ->
                hook.put(shim.windows() ? "powershell" : "command", orDeny).put("show_output", true);
            default ->
                group(hook.put("type", "command")
                        .put("name", "gatehouse")
                        .put("command", line)
                        .put("timeout", ShimCommand.TIMEOUT_SECONDS * 1_000));
        };
    }

    private static ObjectNode command(String line) {
        return Json.mapper().createObjectNode().put("type", "command").put("command", line);
    }

    private static ObjectNode group(ObjectNode hook) {
        var group = Json.mapper().createObjectNode();
        group.put("matcher", "*");
        group.putArray("hooks").add(hook);
        return group;
    }

    /// What in a settings file keeps its hooks from being run.
    Optional<String> disabling(JsonNode root) {
        for (var member : List.of("disableAllHooks", "hooksDisabled")) {
            if (root.path(member).asBoolean(false)) {
                return Optional.of(member);
            }
        }
        var config = root.path("hooksConfig");
        if (config.has("enabled") && !config.path("enabled").asBoolean(true)) {
            return Optional.of("hooksConfig.enabled");
        }
        return config.path("disabled").valueStream().anyMatch(hook -> hook.asString("")
                        .equals("gatehouse"))
                ? Optional.of("hooksConfig.disabled")
                : Optional.empty();
    }
}
