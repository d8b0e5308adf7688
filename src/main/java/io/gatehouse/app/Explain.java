package io.gatehouse.app;

import io.gatehouse.agent.Agent;
import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.LocalApi;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Shown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Decides calls that nobody made, as if Claude Code had made them.
final class Explain implements Function<ExplainQuestion, Enforcement> {
    private final Supplier<Enforcer> enforcer;
    private final List<Agent> agents;

    Explain(Supplier<Enforcer> enforcer, List<Agent> agents) {
        this.enforcer = enforcer;
        this.agents = agents;
    }

    @Override
    public Enforcement apply(ExplainQuestion question) {
        return enforcer.get()
                .explain(
                        switch (question) {
                            case ExplainQuestion.Command(var dialect, var line, var cwd) ->
                                call(tool(dialect), cwd, line, new Intent.Shell(dialect, line, false));
                            case ExplainQuestion.File(var action, var path, var cwd) ->
                                call(tool(action), cwd, path, new Intent.File(action, path, false, ""));
                            case ExplainQuestion.Url(var url) ->
                                call("WebFetch", "/", url, new Intent.Connect(url, "GET"));
                            case ExplainQuestion.Hook(var agent, var json) -> read(agent, json);
                        });
    }

    private static String tool(ToolCall.Dialect dialect) {
        return switch (dialect) {
            case BASH, CMD -> "Bash";
            case POWERSHELL -> "PowerShell";
        };
    }

    private static String tool(Action action) {
        return action == Action.READ ? "Read" : "Write";
    }

    /// Each directory is a session of its own, so that its workspace is its own.
    private static ToolCall call(String tool, String cwd, String shown, Intent intent) {
        var origin = new ToolCall.Origin(ClaudeCode.NAME, "explain:" + cwd, "", tool, "", "", "", cwd);
        return new ToolCall(origin, List.of(intent), shown, List.of());
    }

    private ToolCall read(String name, String json) {
        var agent = agents.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new LocalApi.Refused("Gatehouse knows no agent called " + Shown.line(name, 64) + "."));
        try {
            return switch (agent.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))) {
                case Reading.Call found -> found.call();
                case Reading.Ran _, Reading.Changed _, Reading.Begun _, Reading.Ignored _ ->
                    throw new LocalApi.Refused("This hook event asks for no decision; expected a tool call.");
                case Reading.Malformed(var why) ->
                    throw new LocalApi.Refused("This is no hook request of " + name + ": " + why + ".");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
