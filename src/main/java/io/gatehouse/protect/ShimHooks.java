package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of one event in a settings file of JSON, whose other text stays as it is.
record ShimHooks(HookSettings settings, String event) {
    private static final String HOOKS = "hooks";

    static ShimHooks read(Path file, Optional<byte[]> content, String event) {
        return new ShimHooks(HookSettings.read(file, content), event);
    }

    private ShimHooks changed(String text) {
        return read(settings.file(), Optional.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), event);
    }

    byte[] bytes() {
        return settings.bytes();
    }

    JsonNode root() {
        return settings.root();
    }

    /// The items that start the shim.
    List<JsonNode> ours() {
        return items().valueStream().filter(ShimCommand::isIn).toList();
    }

    private JsonNode items() {
        return root().path(HOOKS).path(event);
    }

    /// With this member as the last, unless there is one of that name.
    ShimHooks withMembers(ObjectNode members) {
        var result = this;
        for (var member : members.properties()) {
            if (!result.root().has(member.getKey())) {
                result = result.changed(JsonText.root(result.settings.text()).put(member.getKey(), member.getValue()));
            }
        }
        return result;
    }

    /// With exactly one item that starts the shim: this one.
    ShimHooks with(JsonNode entry) {
        if (ours().equals(List.of(entry))) {
            return this;
        }
        if (!root().has(HOOKS)) {
            return changed(JsonText.root(settings.text())
                            .put(HOOKS, Json.mapper().createObjectNode()))
                    .with(entry);
        }
        var hooks = JsonText.root(settings.text()).findObject(HOOKS).orElseThrow();
        return changed(
                items().isArray() && ours().isEmpty()
                        ? hooks.append(event, entry)
                        : hooks.put(event, others().add(entry)));
    }

    /// Without any; a list that held nothing else is gone.
    ShimHooks without() {
        if (ours().isEmpty()) {
            return this;
        }
        var hooks = JsonText.root(settings.text()).findObject(HOOKS).orElseThrow();
        if (!others().isEmpty()) {
            return changed(hooks.put(event, others()));
        }
        var without = changed(hooks.remove(event));
        return without.root().path(HOOKS).isEmpty()
                ? without.changed(JsonText.root(without.settings.text()).remove(HOOKS))
                : without;
    }

    private ArrayNode others() {
        var others = Json.mapper().createArrayNode();
        items().valueStream().filter(item -> !ShimCommand.isIn(item)).forEach(others::add);
        return others;
    }
}
