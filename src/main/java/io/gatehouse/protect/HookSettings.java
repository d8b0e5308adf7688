package io.gatehouse.protect;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of one settings file of Claude Code: events, each with groups of hooks.
///
/// @param text of a JSON object
/// @param root the same as a tree
record HookSettings(Path file, String text, JsonNode root) {
    /// Without an answer to these, the agent must not go on.
    private static final List<String> BLOCKING =
            List.of("PreToolUse", "UserPromptSubmit", "UserPromptExpansion", "ConfigChange");
    /// For the audit log.
    private static final List<String> TELLING = List.of("PostToolUse", "PostToolUseFailure", "SessionEnd");

    /// What else keeps a hook in force on a managed machine: other hooks could rewrite an approved call, skills could
    /// run commands without asking, a proxy could answer in Gatehouse's place.
    private static final ObjectNode LOCK = Json.read(
            """
            {
              "requiredMinimumVersion": "2.1.330",
              "allowManagedHooksOnly": true,
              "disableSkillShellExecution": true,
              "disableSideloadFlags": true,
              "allowedHttpHookUrls": ["http://127.0.0.1:*"],
              "env": {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"},
              "permissions": {"disableBypassPermissionsMode": "disable"}
            }
            """,
            ObjectNode.class);

    private static final String HOOKS = "hooks";
    private static final String SESSION_START = "SessionStart";
    private static final List<String> PROXIES = List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY");

    /// A hook of Gatehouse's, in its place.
    record Ours(String event, JsonNode group, JsonNode hook) {}

    /// @param content absent or blank for no settings
    /// @throws ProtectException when that is not what Claude Code would take for settings
    static HookSettings read(Path file, Optional<byte[]> content) {
        var text = text(file, content.orElse(new byte[0]));
        return text.isBlank() ? parsed(file, "{}\n") : parsed(file, text);
    }

    private static String text(Path file, byte[] content) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.startsWith("\uFEFF")) {
                throw new ProtectException(file + " begins with a byte order mark; save it as UTF-8 without one");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new ProtectException(file + " is not UTF-8 text; save it as UTF-8", e);
        }
    }

    private static HookSettings parsed(Path file, String text) {
        JsonNode root;
        try {
            root = Json.read(text, JsonNode.class);
        } catch (JacksonException e) {
            var line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ProtectException(
                    file + " line " + line + " is not valid JSON (comments are not allowed either); mend it first: "
                            + e.getOriginalMessage(),
                    e);
        }
        if (!root.isObject()) {
            throw new ProtectException(file + " is not a JSON object; mend it first");
        }
        var hooks = root.path(HOOKS);
        if (!hooks.isMissingNode() && !hooks.isObject()) {
            throw new ProtectException(file + ": \"hooks\" is not an object; mend it first");
        }
        for (var event : hooks.properties()) {
            if (!event.getValue().isArray()) {
                throw new ProtectException(file + ": \"hooks." + event.getKey() + "\" is not an array; mend it first");
            }
        }
        return new HookSettings(file, text, root);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    List<Ours> ours() {
        var ours = new ArrayList<Ours>();
        for (var event : root.path(HOOKS).properties()) {
            for (var group : event.getValue()) {
                for (var hook : group.path(HOOKS)) {
                    if (ClaudeHook.isOurs(hook)) {
                        ours.add(new Ours(event.getKey(), group, hook));
                    }
                }
            }
        }
        return ours;
    }

    /// How our hooks ask: as the first of them does.
    Optional<ClaudeHook> findHook() {
        var session = ours().stream()
                .map(one -> one.hook().path("command").asString(""))
                .filter(line -> line.contains(ShimCommand.SESSION))
                .findFirst();
        return ours().stream()
                .flatMap(one -> ClaudeHook.find(one.hook()).stream())
                .findFirst()
                .map(asks -> session.<ClaudeHook>map(line -> new ClaudeWithSession(asks, line))
                        .orElse(asks));
    }

    /// What is done before a tool call, whichever tool it is.
    Optional<Configured> configured() {
        return ours().stream()
                .filter(one -> one.event().equals(BLOCKING.getFirst()))
                .map(Ours::hook)
                .findFirst()
                .map(hook -> Endpoint.isOurs(hook)
                        ? new Configured.Http(
                                file,
                                hook.path("url").asString(""),
                                hook.path("headers").properties().stream()
                                        .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue()
                                                .asString(""))))
                        : new Configured.Command(file, hook.path("command").asString("")));
    }

    /// These settings with one hook of ours for each event that wants one, and none elsewhere.
    HookSettings with(ClaudeHook wanted) {
        var entries = new LinkedHashMap<String, ObjectNode>();
        BLOCKING.forEach(event -> entries.put(event, wanted.hook(true)));
        TELLING.forEach(event -> entries.put(event, wanted.hook(false)));
        wanted.session().ifPresent(entry -> entries.put(SESSION_START, entry));
        var result = this;
        for (var event : root.path(HOOKS).properties()) {
            if (!entries.containsKey(event.getKey())) {
                result = result.without(event.getKey());
            }
        }
        for (var entry : entries.entrySet()) {
            result = result.with(entry.getKey(), entry.getValue());
        }
        return result;
    }

    HookSettings withLock() {
        var result = this;
        for (var member : LOCK.properties()) {
            if (!root.has(member.getKey())) {
                result = parsed(file, JsonText.root(result.text).put(member.getKey(), member.getValue()));
            }
        }
        return result;
    }

    HookSettings without() {
        var result = this;
        for (var event : root.path(HOOKS).properties()) {
            result = result.without(event.getKey());
        }
        return result;
    }

    private HookSettings with(String event, ObjectNode hook) {
        var wanted = Json.mapper().createObjectNode();
        wanted.putArray(HOOKS).add(hook);
        var groups = root.path(HOOKS).path(event);
        var ours = ours().stream().filter(one -> one.event().equals(event)).toList();
        if (ours.size() == 1 && ours.getFirst().group().equals(wanted)) {
            return this;
        }
        if (!root.has(HOOKS)) {
            return parsed(file, JsonText.root(text).put(HOOKS, Json.mapper().createObjectNode()))
                    .with(event, hook);
        }
        var hooks = JsonText.root(text).findObject(HOOKS).orElseThrow();
        if (groups.isArray() && ours.isEmpty()) {
            return parsed(file, hooks.append(event, wanted));
        }
        return parsed(file, hooks.put(event, others(groups).add(wanted)));
    }

    private HookSettings without(String event) {
        if (ours().stream().noneMatch(one -> one.event().equals(event))) {
            return this;
        }
        var others = others(root.path(HOOKS).path(event));
        var hooks = JsonText.root(text).findObject(HOOKS).orElseThrow();
        if (!others.isEmpty()) {
            return parsed(file, hooks.put(event, others));
        }
        var without = parsed(file, hooks.remove(event));
        return without.root.path(HOOKS).isEmpty()
                ? parsed(file, JsonText.root(without.text).remove(HOOKS))
                : without;
    }

    /// The groups of an event without our hooks; a group that held nothing else is gone.
    private static ArrayNode others(JsonNode groups) {
        var others = Json.mapper().createArrayNode();
        for (var group : groups) {
            var kept = Json.mapper().createArrayNode();
            for (var hook : group.path(HOOKS)) {
                if (!ClaudeHook.isOurs(hook)) {
                    kept.add(hook);
                }
            }
            if (kept.size() == group.path(HOOKS).size()) {
                others.add(group);
            } else if (!kept.isEmpty()) {
                others.add(((ObjectNode) group.deepCopy()).set(HOOKS, kept));
            }
        }
        return others;
    }

    /// Why our hooks here do not do what they should; empty when they do.
    Optional<String> flaw(Level level, ClaudeHooks hooks) {
        for (var event : BLOCKING) {
            var flaws = ours().stream()
                    .filter(one -> one.event().equals(event))
                    .map(one -> hooks.flaw(level, one.group(), one.hook()))
                    .toList();
            if (flaws.isEmpty()) {
                return Optional.of("the hook for " + event + " is missing in " + file);
            }
            for (var flaw : flaws) {
                if (flaw.isPresent()) {
                    return Optional.of("the hook for " + event + " in " + file + " " + flaw.get());
                }
            }
        }
        return Optional.empty();
    }

    /// What else in this file turns the hook off.
    ///
    /// @param asked whether agents ask that over HTTP; what leads HTTP astray does not matter to a program
    Optional<String> disables(Endpoint endpoint, boolean asked) {
        if (root.path("disableAllHooks").asBoolean(false)) {
            return Optional.of("disableAllHooks in " + file + " turns the hook off; remove it");
        }
        if (!asked) {
            return Optional.empty();
        }
        var allowed = root.path("allowedHttpHookUrls");
        if (allowed.isArray() && allowed.valueStream().noneMatch(pattern -> covers(pattern.asString(""), endpoint))) {
            return Optional.of("allowedHttpHookUrls in " + file + " does not list " + endpoint.url() + "; add it");
        }
        return Optional.empty();
    }

    /// A variable of this file that leads HTTP astray: the client honours these for loopback, too.
    Optional<String> proxy() {
        var env = root.path("env");
        var spared = env.path("no_proxy").asString(env.path("NO_PROXY").asString(""));
        return PROXIES.stream()
                .filter(variable -> !env.path(variable).asString("").isBlank())
                .findFirst()
                .filter(_ -> !spared.contains("127.0.0.1") && !spared.strip().equals("*"))
                .map(variable -> "env." + variable + " in " + file + " leads the hook to a proxy, and not to Gatehouse;"
                        + " remove it, or name 127.0.0.1 in env.NO_PROXY");
    }

    /// The events and other members that are not the same there.
    List<String> differing(HookSettings there) {
        var differing = new TreeSet<String>();
        for (var event : names(root.path(HOOKS), there.root.path(HOOKS))) {
            if (!root.path(HOOKS).path(event).equals(there.root.path(HOOKS).path(event))) {
                differing.add(event);
            }
        }
        for (var member : names(root, there.root)) {
            if (!member.equals(HOOKS) && !root.path(member).equals(there.root.path(member))) {
                differing.add(member);
            }
        }
        return List.copyOf(differing);
    }

    private static List<String> names(JsonNode one, JsonNode other) {
        return Stream.concat(one.propertyNames().stream(), other.propertyNames().stream())
                .distinct()
                .toList();
    }

    /// Whether a person can be asked while the agent waits, as far as that hook would let them.
    boolean lets(ClaudeHook wanted) {
        var waits = Endpoint.waits(wanted.hook(true));
        return ours().stream()
                .filter(one -> one.event().equals(BLOCKING.getFirst()))
                .allMatch(one -> Endpoint.waits(one.hook()).equals(waits));
    }

    /// Whether a hook of ours in this file asks over HTTP.
    boolean asksOverHttp() {
        return ours().stream().anyMatch(one -> Endpoint.isOurs(one.hook()));
    }

    boolean allowsManagedHooksOnly() {
        return root.path("allowManagedHooksOnly").asBoolean(false);
    }

    private static boolean covers(String pattern, Endpoint endpoint) {
        return endpoint.url().matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
