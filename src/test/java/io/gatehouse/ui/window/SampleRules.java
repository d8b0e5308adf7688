package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Rulebook;
import io.gatehouse.local.Rulebook.Entry;
import io.gatehouse.local.Rulebook.Fired;
import io.gatehouse.local.Rulebook.Known;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.util.List;

/// Fixed data: the rules of a policy, one of them only observed.
final class SampleRules {
    private SampleRules() {}

    static Rulebook book() {
        return new Rulebook(
                Known.YES,
                "7f3c9a1e2b44d9",
                Sample.NOON,
                List.of(
                        entry(Sample.DESTRUCTIVE, List.of("exec"), Mode.ENFORCE, 5, 0),
                        entry(
                                rule(
                                        "command.destructive",
                                        "file",
                                        "A recursive deletion there takes work with it that nothing can bring back.",
                                        "Delete the build directory or the single files that you mean, inside the workspace.",
                                        true,
                                        Severity.HIGH),
                                List.of("delete"),
                                Mode.ENFORCE,
                                5,
                                0),
                        entry(
                                rule(
                                        "command.disk",
                                        "command",
                                        "Writing to a disk device destroys every file on it at once.",
                                        "Use lsblk or df to look, and work on an image file in the workspace.",
                                        false,
                                        Severity.HIGH),
                                List.of("exec"),
                                Mode.ENFORCE,
                                0,
                                0),
                        entry(Sample.PIPE, List.of("exec"), Mode.ENFORCE, 1, 0),
                        entry(Sample.PRIVILEGE, List.of("exec"), Mode.ENFORCE, 1, 0),
                        entry(Sample.OUTSIDE, List.of("write", "delete"), Mode.OBSERVE, 0, 12),
                        entry(Sample.SECRET, List.of("read", "write", "delete", "access"), Mode.ENFORCE, 2, 0),
                        entry(Sample.HOST, List.of("connect"), Mode.ENFORCE, 1, 0),
                        entry(
                                rule(
                                        "mcp.unlisted-server",
                                        "mcp",
                                        "An MCP server sees what the agent sends it, so each one is reviewed before use.",
                                        "Use a listed server, or ask the security team to review this one.",
                                        true,
                                        Severity.MEDIUM),
                                List.of("call"),
                                Mode.ENFORCE,
                                0,
                                0)),
                List.of());
    }

    static Rulebook unknown(Known known, Fired... fired) {
        return new Rulebook(known, "", Sample.NOON, List.of(), List.of(fired));
    }

    private static Entry entry(Rule rule, List<String> actions, Mode mode, long denied, long wouldDeny) {
        return new Entry(rule, actions, mode, new Fired(rule.id(), denied, wouldDeny));
    }

    private static Rule rule(String id, String kind, String why, String fix, boolean waivable, Severity severity) {
        return new Rule(id, kind, why, fix, waivable, severity);
    }
}
