package io.gatehouse.store;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Action;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The texts of an enforcement whose words are found.
///
/// @param touched paths and hosts that the policy was asked about and the call does not name as they are
record SearchWords(
        String shown, String touched, String tool, String agent, String session, String workspace, String reasons) {
    static final SearchWords NONE = new SearchWords("", "", "", "", "", "", "");

    /// Words behind this many characters of a text are not found; they are still kept.
    private static final int SEARCHED = 32 << 10;

    /// The attributes of a request by its action, see [RecordFormat].
    private static final Map<String, List<String>> TOUCHED =
            Stream.of(Action.values()).collect(Collectors.toUnmodifiableMap(Action::name, SearchWords::touched));

    SearchWords {
        shown = searched(shown);
        touched = searched(touched);
        tool = searched(tool);
        agent = searched(agent);
        session = searched(session);
        workspace = searched(workspace);
        reasons = searched(reasons);
    }

    /// Takes from a record what it needs and no more: one is read for each call, beside the calls that wait.
    ///
    /// @return [#NONE] when it is not a record of a version that is known
    static SearchWords read(String record) {
        try {
            var json = Json.mapper().readTree(record);
            return json.path("v").asInt(0) == RecordFormat.VERSION ? read(json) : NONE;
        } catch (JacksonException _) { // somebody may have written anything into the database
            return NONE;
        }
    }

    private static SearchWords read(JsonNode record) {
        var origin = record.path("origin");
        return new SearchWords(
                text(record, "shown"),
                touched(record),
                text(origin, "tool"),
                text(origin, "agent"),
                text(origin, "session"),
                text(record, "workspace"),
                text(record.path(record.has("deny") ? "deny" : "wouldDeny"), "toldPerson"));
    }

    /// A path below the workspace without that: the workspace has its own words.
    private static String touched(JsonNode record) {
        var shown = text(record, "shown");
        var below = text(record, "workspace") + "/";
        var touched = new LinkedHashSet<String>();
        for (var asked : record.path("asked")) {
            for (var request : asked.properties()) {
                for (var name : TOUCHED.getOrDefault(request.getKey(), List.of())) {
                    var text = text(request.getValue(), name);
                    var named = text.startsWith(below) ? text.substring(below.length()) : text;
                    if (!named.isEmpty() && !shown.contains(named)) {
                        touched.add(named);
                    }
                }
            }
        }
        return String.join(" ", touched);
    }

    private static List<String> touched(Action action) {
        return switch (action) {
            case READ, WRITE, DELETE, ACCESS -> List.of("path", "linkTarget");
            case CONNECT -> List.of("host", "address");
            case CONFIGURE -> List.of("file");
            case USE, EXEC, CALL, SPAWN -> List.of();
        };
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }

    private static String searched(String text) {
        return Columns.storable(text.length() > SEARCHED ? text.substring(0, SEARCHED) : text);
    }
}
