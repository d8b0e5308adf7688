package io.gatehouse.corpus;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.analysis.RealDisk;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides calls as a daemon without a PDP does: hook, analysis on a real disk, starter policies.
final class Judge implements AutoCloseable {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final String HOME = "/home/ada";
    private static final String WORKSPACE = HOME + "/app";

    /// From good to bad.
    private static final List<String> PARSE = List.of("full", "partial", "opaque");

    private final PlanSet plans = EmbeddedPlans.find(ADA).orElseThrow();
    private final Path root;
    private int rooms;

    /// Not in the system's usual temporary directory: what is there counts as inside of every workspace.
    Judge() throws IOException {
        root = Files.createTempDirectory(Path.of("/var/tmp"), "corpus").toRealPath();
    }

    /// What a trick may expect.
    static Set<String> rules() {
        return Stream.concat(
                        EmbeddedPlans.find(ADA).orElseThrow().rules().entries().stream()
                                .map(entry -> entry.rule().id()),
                        Stream.of("opaque"))
                .collect(Collectors.toSet());
    }

    /// @param denied whether the call is
    /// @param rules that fired, sorted
    /// @param parse the worst of the commands found: `full`, `partial` or `opaque`
    record Judged(boolean denied, List<String> rules, String parse) {}

    Judged judge(Case call) {
        var home = room(call);
        var analyser = new Analyser(
                ADA,
                new Analyser.Places(home.toString(), List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                new RealDisk(true),
                _ -> Optional.empty(),
                Clock.systemUTC());
        var denied = false;
        var rules = new TreeSet<String>();
        var parse = 0;
        for (var finding : analyser.apply(toolCall(call, home)).findings()) {
            var request = finding.request();
            var decision = plans.decide(request, plans.revision()).orElseThrow();
            denied |= !decision.allows();
            decision.rules().stream().map(Rule::id).forEach(rules::add);
            if (request.action() == Action.EXEC) {
                parse = Math.max(parse, PARSE.indexOf(request.text("parse")));
            }
        }
        return new Judged(denied, List.copyOf(rules), PARSE.get(parse));
    }

    private static ToolCall toolCall(Case call, Path home) {
        var hook = Map.of(
                "hook_event_name",
                "PreToolUse",
                "session_id",
                "corpus",
                "tool_use_id",
                "t1",
                "cwd",
                here(WORKSPACE, home),
                "tool_name",
                call.tool(),
                "tool_input",
                Map.of("command", here(call.line(), home)));
        try {
            var reading = new ClaudeCode().read(new ByteArrayInputStream(Json.bytes(hook)));
            return assertInstanceOf(Reading.Call.class, reading).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A home directory with a workspace: a fresh one for a call that wants to find something there.
    private Path room(Case call) {
        var home = root.resolve((call.needsDisk() ? Integer.toString(++rooms) : "0") + HOME);
        try {
            Files.createDirectories(place(WORKSPACE + "/.git", home));
            for (var file : call.files().entrySet()) {
                var path = place(file.getKey(), home);
                Files.createDirectories(path.getParent());
                Files.writeString(path, here(file.getValue(), home) + "\n");
            }
            for (var link : call.links().entrySet()) {
                var path = place(link.getKey(), home);
                Files.createDirectories(path.getParent());
                Files.createSymbolicLink(path, Path.of(here(link.getValue(), home)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(call.toString(), e);
        }
        return home;
    }

    private static Path place(String path, Path home) {
        var absolute =
                path.startsWith("/") ? path : path.startsWith("~/") ? HOME + path.substring(1) : WORKSPACE + "/" + path;
        return Path.of(here(absolute, home));
    }

    private static String here(String text, Path home) {
        return text.replace(HOME, home.toString());
    }

    @Override
    public void close() throws IOException {
        try (var tree = Files.walk(root)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
