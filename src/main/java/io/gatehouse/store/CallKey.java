package io.gatehouse.store;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import java.util.HexFormat;
import java.util.List;

/// The keyed hash by which a grant for one exact call knows it again: of the call before masking, so that it tells
/// nothing of a secret in it to whoever has no database of this installation.
///
/// Design. Covers what the call does and where: agent, tool, directory, intents, digests of contents, and of the
/// scripts that it runs, because the same line with another script is another call. Not what differs each time
/// although the call is the same: session, id, permission mode, and the model's own words about it.
final class CallKey {
    private final KeyedHash hash;

    CallKey(byte[] secret) {
        this.hash = new KeyedHash(secret);
    }

    /// Lower-case hex.
    String of(ToolCall call, List<Analysis.Script> scripts) {
        var origin = call.origin();
        return HexFormat.of()
                .formatHex(hash.of(List.of(
                        "call",
                        List.of(origin.agent(), origin.mcpServer(), origin.tool(), origin.cwd()),
                        call.intents().stream().map(CallKey::values).toList(),
                        call.contents().stream()
                                .map(content -> List.of(content.name(), content.size(), content.sha256()))
                                .toList(),
                        call.others(),
                        scripts.stream()
                                .map(script -> List.of(script.path(), script.sha256()))
                                .toList())));
    }

    private static List<?> values(Intent intent) {
        return switch (intent) {
            case Intent.Shell(var dialect, var line, var inBackground) ->
                List.of("shell", dialect.name(), line, inBackground);
            case Intent.File(var action, var path, var recursive, var pattern) ->
                List.of("file", action.id(), path, recursive, pattern);
            case Intent.Connect(var url, var method) -> List.of("connect", url, method);
            case Intent.McpCall(var server, var tool, var names) -> List.of("mcp", server, tool, names);
            case Intent.Spawn(var type) -> List.of("spawn", type);
            case Intent.Configure(var file) -> List.of("configure", file);
            case Intent.Arguments(var arguments) ->
                List.of(
                        "arguments",
                        arguments.stream()
                                .map(argument -> List.of(argument.name(), argument.value(), argument.complete()))
                                .toList());
        };
    }
}
