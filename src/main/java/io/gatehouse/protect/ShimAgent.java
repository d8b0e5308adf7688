package io.gatehouse.protect;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How one agent whose hooks are programs is told to run one before each tool call.
///
/// @param user the person's settings file
/// @param managed everyone's on this machine
/// @param event the list below `hooks` that is run before a tool call
/// @param ownFile whether the files are Gatehouse's alone
/// @param fixed members that a file of Gatehouse's needs, at whatever level
/// @param lock members that keep a person from switching a managed hook off
public record ShimAgent(
        String name, Path user, Path managed, String event, boolean ownFile, ObjectNode fixed, ObjectNode lock) {

    /// @param osName as Java names it
    public static ShimAgent gemini(Path home, String osName) {
        return new ShimAgent(
                "gemini",
                home.resolve(".gemini/settings.json"),
                managed(osName, "gemini-cli", "GeminiCli", "gemini-cli").resolve("settings.json"),
                "BeforeTool",
                false,
                members("{}"),
                members("{\"hooksConfig\": {\"enabled\": true}}"));
    }

    public static ShimAgent qwen(Path home, String osName) {
        return new ShimAgent(
                "qwen",
                home.resolve(".qwen/settings.json"),
                managed(osName, "qwen-code", "QwenCode", "qwen-code").resolve("settings.json"),
                "PreToolUse",
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
                "preToolUse",
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
                "PreToolUse",
                false,
                members("{}"),
                members("{}"));
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

    /// The item of the event's list that runs the shim.
    ObjectNode entry(ShimCommand shim, Level level) {
        var hook = Json.mapper().createObjectNode();
        hook.put("type", "command");
        var line = shim.line(name, level);
        return switch (name) {
            case "copilot" -> hook.put("bash", line).put("timeoutSec", ShimCommand.TIMEOUT_SECONDS);
            case "codex" -> group(hook.put("command", line).put("timeout", ShimCommand.TIMEOUT_SECONDS));
            default ->
                group(hook.put("name", "gatehouse")
                        .put("command", line)
                        .put("timeout", ShimCommand.TIMEOUT_SECONDS * 1_000));
        };
    }

    private static ObjectNode group(ObjectNode hook) {
        var group = Json.mapper().createObjectNode();
        group.put("matcher", "*");
        group.putArray("hooks").add(hook);
        return group;
    }

    /// What in a settings file keeps its hooks from being run.
    Optional<String> disabling(JsonNode root) {
        if (root.path("disableAllHooks").asBoolean(false)) {
            return Optional.of("disableAllHooks");
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
