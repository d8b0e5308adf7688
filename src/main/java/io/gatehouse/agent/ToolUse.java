package io.gatehouse.agent;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One use of a tool. Whoever knows what the tool does says so, and gets the call in the words that are the same for
/// all agents.
///
/// @param input the tool's arguments
record ToolUse(ToolCall.Origin origin, ToolInput input) {
    private static final Pattern REACHING = Pattern.compile("(?i)\\s*(file|https?|wss?|ftps?|sftp|ssh):");

    /// @param origin with an agent, a session and a tool that are named
    /// @throws Unreadable when one is blank
    ToolUse {
        if (origin.session().isBlank() || origin.tool().isBlank()) {
            throw new Unreadable("the session and the tool must have a name");
        }
    }

    /// A shell line that is run where the call comes from.
    ToolCall shell(Dialect dialect, String field, boolean inBackground) {
        return shell(dialect, field, inBackground, "");
    }

    /// @param directory the argument that may name another directory to run it in
    ToolCall shellIn(String directory, Dialect dialect, String field, boolean inBackground) {
        return shell(dialect, field, inBackground, input.optional(directory));
    }

    private ToolCall shell(Dialect dialect, String field, boolean inBackground, String directory) {
        var line = input.head(field);
        var whole =
                directory.isBlank() || directory.equals(origin.cwd()) ? line : "cd " + quoted(directory) + "\n" + line;
        return plain(whole, input.digestOfLong(field), new Intent.Shell(dialect, whole, inBackground));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /// @param paths the arguments that may name the file, of which one must be there; each that is there counts
    /// @param contents the arguments that may hold what is written
    ToolCall file(Action action, List<String> paths, String... contents) {
        var named = input.texts(paths);
        var told = Stream.concat(paths.stream(), Arrays.stream(contents)).toArray(String[]::new);
        return new ToolCall(
                origin,
                named.stream()
                        .<Intent>map(path -> new Intent.File(action, path, false, ""))
                        .toList(),
                String.join(", ", named),
                input.contents(contents),
                action == Action.WRITE ? input.digestWithout(told) : "");
    }

    /// A search below a directory: the one that an argument names, else where the call comes from.
    ///
    /// @param shown what is searched for; "" when the directory is only listed
    /// @param glob that selects the files
    ToolCall search(String shown, String glob, String... directories) {
        var named = Arrays.stream(directories)
                .map(input::optional)
                .filter(directory -> !directory.isEmpty())
                .toList();
        var intents = (named.isEmpty() ? List.of(".") : named)
                .stream()
                        .<Intent>map(directory -> new Intent.File(Action.READ, directory, true, glob))
                        .toList();
        var below = String.join(", ", named);
        return new ToolCall(
                origin,
                intents,
                shown.isEmpty() || below.isEmpty() ? shown + below : shown + " in " + below,
                List.of());
    }

    ToolCall fetch(String url) {
        return plain(input.text(url), "", new Intent.Connect(input.text(url), "GET"));
    }

    /// A question to a search engine.
    ToolCall query(String query) {
        return plain(input.head(query), input.digestWithout());
    }

    /// @param type the argument that may name the kind of agent
    /// @param task the argument that may name what it is for
    ToolCall spawn(String type, String task) {
        return plain(
                input.has(task) ? input.head(task) : "",
                input.digestWithout(task),
                new Intent.Spawn(input.optional(type)));
    }

    /// Where the URI leads is the server's business, unless it names a file or a network address.
    ToolCall resource(String server, String uri) {
        var called = new Intent.McpCall(input.text(server), origin.tool(), input.names());
        var shown = input.text(server) + " " + input.text(uri);
        var others = input.digestWithout();
        return REACHING.matcher(input.text(uri)).lookingAt()
                ? plain(shown, others, called, new Intent.Arguments(input.arguments()))
                : plain(shown, others, called);
    }

    /// A patch, each file of which is an intent of its own.
    ToolCall patch(String field) {
        return patch(input.text(field), input.contents(field));
    }

    private ToolCall patch(String text, List<ToolCall.Content> contents) {
        var files = Patch.files(text);
        var shown = files.stream().map(Intent.File::path).distinct().toList();
        return new ToolCall(origin, List.copyOf(files), String.join(", ", shown), contents, input.digestWithout());
    }

    /// @param readings of the tool's name, of which any may be the one; never empty
    ToolCall mcp(List<McpTool> readings) {
        var longTexts = input.longTexts();
        var intents = new ArrayList<Intent>();
        for (var reading : readings) {
            intents.add(new Intent.McpCall(reading.server(), reading.tool(), input.names()));
        }
        intents.add(new Intent.Arguments(input.arguments()));
        var likely = readings.getFirst();
        return new ToolCall(
                origin,
                intents,
                likely.server() + " " + likely.tool() + " " + input.compact(longTexts),
                longTexts,
                input.digestWithout());
    }

    /// A tool that acts on nothing but the session itself; its text is for the model or the person.
    ToolCall harmless() {
        return plain(input.compact(), input.digestWithout());
    }

    /// A tool that nobody has described.
    ToolCall unlisted() {
        var longTexts = input.longTexts();
        return new ToolCall(
                origin,
                List.of(new Intent.Arguments(input.arguments())),
                input.compact(longTexts),
                longTexts,
                input.digestWithout());
    }

    /// @param others see [ToolCall#others]; never of words that the model puts anew each time
    ToolCall plain(String shown, String others, Intent... intents) {
        return new ToolCall(origin, List.of(intents), shown, List.of(), others);
    }
}
