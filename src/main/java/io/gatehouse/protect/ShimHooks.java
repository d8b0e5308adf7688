package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The lists of some events in a settings file of JSON, whose other text stays as it is.
///
/// @param within the member that holds them; "" where the file itself does
record ShimHooks(HookSettings settings, String within, List<String> events) {
    static ShimHooks read(Path file, Optional<byte[]> content, ShimAgent agent) {
        var hooks = new ShimHooks(HookSettings.read(file, content), agent.within(), agent.events());
        for (var event : agent.events()) {
            if (!hooks.items(event).isMissingNode() && !hooks.items(event).isArray()) {
                throw new ProtectException(file + ": \"" + event + "\" is not an array; mend it first");
            }
        }
        return hooks;
    }

    private ShimHooks changed(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ShimHooks(HookSettings.read(settings.file(), Optional.of(bytes)), within, events);
    }

    byte[] bytes() {
        return settings.bytes();
    }

    JsonNode root() {
        return settings.root();
    }

    /// The items that start the shim.
    List<JsonNode> ours() {
        return events.stream().flatMap(event -> ours(event).stream()).toList();
    }

    private List<JsonNode> ours(String event) {
        return items(event).valueStream().filter(ShimCommand::isIn).toList();
    }

    /// Whether each list has exactly one item that starts the shim: this one.
    boolean have(JsonNode entry) {
        return events.stream().allMatch(event -> ours(event).equals(List.of(entry)));
    }

    /// Whether what is there starts the shim as this item does, and only otherwise is not it.
    boolean run(JsonNode entry) {
        return ours().stream().map(ShimCommand::lines).allMatch(ShimCommand.lines(entry)::equals);
    }

    private JsonNode items(String event) {
        return within.isEmpty() ? root().path(event) : root().path(within).path(event);
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

    /// With exactly one item in each list that starts the shim: this one.
    ShimHooks with(JsonNode entry) {
        var result = this;
        for (var event : events) {
            result = result.with(event, entry);
        }
        return result;
    }

    private ShimHooks with(String event, JsonNode entry) {
        if (ours(event).equals(List.of(entry))) {
            return this;
        }
        if (!within.isEmpty() && !root().has(within)) {
            return changed(JsonText.root(settings.text())
                            .put(within, Json.mapper().createObjectNode()))
                    .with(event, entry);
        }
        return changed(
                items(event).isArray() && ours(event).isEmpty()
                        ? holder().append(event, entry)
                        : holder().put(event, others(event).add(entry)));
    }

    private JsonText holder() {
        var root = JsonText.root(settings.text());
        return within.isEmpty() ? root : root.findObject(within).orElseThrow();
    }

    /// Without any; a list that held nothing else is gone.
    ShimHooks without() {
        var result = this;
        for (var event : events) {
            result = result.without(event);
        }
        return result;
    }

    private ShimHooks without(String event) {
        if (ours(event).isEmpty()) {
            return this;
        }
        if (!others(event).isEmpty()) {
            return changed(holder().put(event, others(event)));
        }
        var without = changed(holder().remove(event));
        return !within.isEmpty() && without.root().path(within).isEmpty()
                ? without.changed(JsonText.root(without.settings.text()).remove(within))
                : without;
    }

    private ArrayNode others(String event) {
        var others = Json.mapper().createArrayNode();
        items(event).valueStream().filter(item -> !ShimCommand.isIn(item)).forEach(others::add);
        return others;
    }
}
