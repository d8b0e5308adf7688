package io.gatehouse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Content;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallKeyTest {
    private static final CallKey KEYS = new CallKey(new byte[32]);

    private static ToolCall.Origin origin(String agent, String session, String id, String tool, String cwd) {
        return new ToolCall.Origin(agent, session, id, tool, "", "", "default", cwd);
    }

    private static final ToolCall.Origin ORIGIN = origin("claude-code", "s1", "t1", "Bash", "/w");

    private static String key(ToolCall.Origin origin, Intent... intents) {
        return KEYS.of(new ToolCall(origin, List.of(intents), "shown", List.of()), List.of());
    }

    private static String key(String line) {
        return key(ORIGIN, new Intent.Shell(line, false));
    }

    @Test
    void theSameCallHasTheSameKeyInEverySession() {
        assertEquals(
                key("git push --force"),
                key(origin("claude-code", "s2", "t2", "Bash", "/w"), new Intent.Shell("git push --force", false)));
    }

    @Test
    void secretsThatAreShownAlikeAreTwoCalls() {
        assertNotEquals(key("curl -H 'Authorization: Bearer aaaa'"), key("curl -H 'Authorization: Bearer bbbb'"));
    }

    @Test
    void anotherInstallationsKeyIsAnother() {
        var other = new CallKey(new byte[] {1});
        var call = new ToolCall(ORIGIN, List.of(), "", List.of());
        assertNotEquals(KEYS.of(call, List.of()), other.of(call, List.of()));
    }

    @Test
    void whateverTellsTwoCallsApartMakesTwoKeys() {
        var shell = new Intent.Shell("ls", false);
        var write = new Intent.File(Action.WRITE, "a", false, "");
        var keys = List.of(
                key("ls"),
                key("ls "),
                key(origin("cursor", "s1", "t1", "Bash", "/w"), shell),
                key(origin("claude-code", "s1", "t1", "Monitor", "/w"), shell),
                key(origin("claude-code", "s1", "t1", "Bash", "/v"), shell),
                key(ORIGIN, new Intent.Shell("ls", true)),
                key(ORIGIN, new Intent.Shell(Dialect.CMD, "ls", false)),
                key(ORIGIN),
                key(ORIGIN, shell, shell),
                key(ORIGIN, write),
                key(ORIGIN, new Intent.File(Action.DELETE, "a", false, "")),
                key(ORIGIN, new Intent.File(Action.WRITE, "b", false, "")),
                key(ORIGIN, new Intent.File(Action.WRITE, "a", true, "")),
                key(ORIGIN, new Intent.File(Action.WRITE, "a", false, "*")),
                key(ORIGIN, new Intent.Connect("https://a.example/", "GET")),
                key(ORIGIN, new Intent.Connect("https://a.example/", "PUT")),
                key(ORIGIN, new Intent.McpCall("s", "t", List.of())),
                key(ORIGIN, new Intent.McpCall("s", "t", List.of("a"))),
                key(ORIGIN, new Intent.Spawn("a")),
                key(ORIGIN, new Intent.Configure("a")),
                key(ORIGIN, new Intent.Arguments(List.of(new Argument("a", "b", true)))),
                key(ORIGIN, new Intent.Arguments(List.of(new Argument("a", "b", false)))),
                KEYS.of(new ToolCall(ORIGIN, List.of(write), "", List.of(new Content("c", 1, "aa"))), List.of()),
                KEYS.of(new ToolCall(ORIGIN, List.of(write), "", List.of(new Content("c", 1, "bb"))), List.of()),
                KEYS.of(new ToolCall(ORIGIN, List.of(shell), "", List.of(), "others"), List.of()),
                KEYS.of(new ToolCall(ORIGIN, List.of(shell), "", List.of()), List.of(new Analysis.Script("a", "1"))),
                KEYS.of(new ToolCall(ORIGIN, List.of(shell), "", List.of()), List.of(new Analysis.Script("a", "2"))));
        assertEquals(keys.size(), new HashSet<>(keys).size());
    }
}
