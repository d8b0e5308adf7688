package io.gatehouse.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// One policy for all agents: the starter policies let the everyday calls of each through, and deny the same things
/// to each.
class StarterPoliciesTest {
    private static final Path CASES = Path.of("src/test/resources/hooks");
    private static final Map<String, PlanSet> PLANS = new HashMap<>();

    /// Of the recorded calls, those that are denied, and by which rules.
    private static final Map<String, String> DENIED = Map.ofEntries(
            Map.entry("codex/PreToolUse-mcp", "mcp.unlisted-server"),
            Map.entry("codex/PreToolUse-shell-interactive", "command.opaque"),
            Map.entry("copilot/PreToolUse-claude-format-mini-ping", "mcp.unlisted-server"),
            Map.entry("copilot/preToolUse-mini-ping", "mcp.unlisted-server"),
            Map.entry("cursor/beforeMCPExecution", "mcp.unlisted-server"),
            Map.entry("droid/PreToolUse-mcp__mini__ping", "mcp.unlisted-server"),
            Map.entry("gemini/BeforeTool-mcp_mini_ping", "mcp.unlisted-server"),
            Map.entry("opencode/tool.execute.before-mini_ping", "mcp.unlisted-server"),
            Map.entry("qwen/PreToolUse-mcp__mini__ping", "mcp.unlisted-server"),
            Map.entry("windsurf/pre_mcp_tool_use", "mcp.unlisted-server"),
            Map.entry("windsurf/pre_write_code", "file.outside-workspace"));

    @Test
    void everyRecordedCallIsDecidedAsListed() throws IOException {
        var denied = new TreeMap<String, String>();
        for (var agent : Agents.ALL.subList(1, Agents.ALL.size())) {
            try (var files = Files.list(CASES.resolve(agent.name()))) {
                for (var file : files.sorted().toList()) {
                    var name = file.getFileName().toString().replace(".json", "");
                    var hook = Json.read(Files.readAllBytes(file), ObjectNode.class)
                            .path("hook");
                    var rules = rules(agent, Json.bytes(hook), "developer");
                    if (!rules.isEmpty()) {
                        denied.put(agent.name() + "/" + name, rules);
                    }
                }
            }
        }
        assertEquals(new TreeMap<>(DENIED), denied);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codex    | Bash                | {'command': 'git status && npm test'}              |",
                "codex    | Bash                | {'command': 'sed -n 1,80p src/main.ts'}            |",
                "codex    | Bash                | {'command': 'cat ~/.ssh/id_ed25519'}               | file.secret",
                "codex    | Bash                | {'command': 'rm -rf ~'}                            | command.destructive,file.outside-workspace,file.secret,file.self-protection",
                "codex    | Bash                | {'command': 'python3 --version; bash build.sh'}    |",
                "codex    | Bash                | {'command': 'cd src && python3'}                   | command.opaque",
                "codex    | Bash                | {'command': 'bash -i'}                             | command.opaque",
                "codex    | update_plan         | {'plan': [{'step': 'x', 'status': 'pending'}]}     |",
                "codex    | tomorrows_tool      | {'note': 'x'}                                      |",
                "codex    | tomorrows_tool      | {'file': '/home/dev/.ssh/id_ed25519'}              | file.secret",
                "gemini   | run_shell_command   | {'command': 'ls', 'dir_path': 'src'}               |",
                "gemini   | run_shell_command   | {'command': 'rm -rf x', 'dir_path': '/home/dev'}   | command.destructive,file.outside-workspace",
                "gemini   | replace             | {'file_path': 'a', 'old_string': 'x', 'new_string': 'y'} |",
                "gemini   | read_file           | {'file_path': '/home/dev/.aws/credentials'}        | file.secret",
                "gemini   | read_many_files     | {'include': ['src/**/*.ts', 'README.md']}          |",
                "gemini   | read_many_files     | {'include': ['/home/dev/.ssh/*']}                  | file.secret",
                "gemini   | glob                | {'pattern': '**/*.ts'}                             |",
                "gemini   | grep_search         | {'pattern': 'x', 'dir_path': '/home/dev'}          | file.secret",
                "gemini   | write_todos         | {'todos': []}                                      |",
                "gemini   | write_file          | {'file_path': '/home/dev/.gemini/settings.json', 'content': '{}'} | file.outside-workspace,file.self-protection",
                "qwen     | run_shell_command   | {'command': 'npm test', 'is_background': false}    |",
                "qwen     | edit                | {'file_path': 'a', 'old_string': 'x', 'new_string': 'y'} |",
                "qwen     | list_directory      | {'path': '/home/dev/project'}                      |",
                "qwen     | write_file          | {'file_path': '/home/dev/.qwen/settings.json', 'content': '{}'} | file.outside-workspace,file.self-protection",
                "copilot  | edit                | {'path': 'a', 'old_str': 'x', 'new_str': 'y'}      |",
                "copilot  | grep                | {'pattern': 'x', 'path': 'src', 'glob': '*.ts'}    |",
                "copilot  | read_bash           | {'sessionId': 'x', 'delay': 5}                     |",
                "copilot  | write_bash          | {'sessionId': 'x', 'input': 'cat ~/.ssh/id_rsa'}   | file.secret",
                "copilot  | powershell          | {'command': 'Get-Content README.md'}               |",
                "copilot  | create              | {'path': '/home/dev/.copilot/hooks/x.json', 'file_text': '{}'} | file.outside-workspace,file.self-protection",
                "opencode | bash                | {'command': 'ls', 'workdir': '/home/dev/project/src'} |",
                "opencode | edit                | {'filePath': 'a', 'oldString': 'x', 'newString': 'y'} |",
                "opencode | todowrite           | {'todos': []}                                      |",
                "opencode | github_create_issue | {'title': 'x'}                                     | mcp.unlisted-server",
                "opencode | read                | {'filePath': '/home/dev/project/.env'}             | file.secret",
                "opencode | write               | {'filePath': '/home/dev/.config/opencode/plugin/x.js', 'content': ''} | file.outside-workspace,file.self-protection",
                "droid    | Execute             | {'command': 'npm test'}                            |",
                "droid    | Edit                | {'file_path': 'a', 'old_str': 'x', 'new_str': 'y'} |"
            })
    void everydayCallsAreAllowedAndDangerousOnesDenied(String agent, String tool, String input, String rules)
            throws IOException {
        assertEquals(rules == null ? "" : rules, rules(call(agent, tool, input), "developer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codex    | apply_patch       | {'command': '*** Begin Patch;*** Add File: a;+x;*** End Patch'}",
                "gemini   | write_file        | {'file_path': 'a', 'content': 'x'}",
                "qwen     | edit              | {'file_path': 'a', 'old_string': 'x', 'new_string': 'y'}",
                "copilot  | create            | {'path': 'a', 'file_text': 'x'}",
                "opencode | write             | {'filePath': 'a', 'content': 'x'}",
                "gemini   | invoke_agent      | {'agent_name': 'x', 'prompt': 'y'}",
                "codex    | tomorrows_tool    | {}"
            })
    void anAgentOfAReadOnlyPersonOnlyReads(String agent, String tool, String input) throws IOException {
        assertEquals("tool.role", rules(call(agent, tool, input.replace(";", "\\n")), "read-only"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codex    | view_image        | {'path': 'a.png'}",
                "gemini   | list_directory    | {'dir_path': 'src'}",
                "gemini   | read_many_files   | {'include': ['a']}",
                "gemini   | write_todos       | {'todos': []}",
                "qwen     | grep_search       | {'pattern': 'x'}",
                "copilot  | view              | {'path': 'a'}",
                "copilot  | Read              | {'path': 'a'}",
                "copilot  | read_bash         | {'sessionId': 'x'}",
                "opencode | list              | {'path': 'src'}",
                "droid    | Execute           | {'command': 'ls'}"
            })
    void anAgentOfAReadOnlyPersonReads(String agent, String tool, String input) throws IOException {
        assertEquals("", rules(call(agent, tool, input), "read-only"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codex    | collaborationspawn_agent | {'task_name': 'x'}",
                "gemini   | invoke_agent             | {'agent_name': 'x', 'prompt': 'y'}",
                "gemini   | web_fetch                | {'prompt': 'see nothing'}",
                "qwen     | agent                    | {'subagent_type': 'x'}",
                "copilot  | task                     | {'agent_type': 'x'}",
                "opencode | task                     | {'subagent_type': 'x'}",
                "droid    | FetchUrl                 | {'url': 'https://docs.python.org/3/'}"
            })
    void anAgentOfAContractorNeitherStartsOthersNorFetches(String agent, String tool, String input) throws IOException {
        assertEquals("tool.role", rules(call(agent, tool, input), "contractor"));
    }

    private record Asked(Agent agent, Map<String, Object> hook) {}

    private static String rules(Asked asked, String role) throws IOException {
        return rules(asked.agent(), Json.bytes(asked.hook()), role);
    }

    /// The call as that agent would send it.
    private static Asked call(String name, String tool, String input) {
        var agent = Agents.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        var arguments = Json.read(input.replace('\'', '"'), Map.class);
        var event = new LinkedHashMap<String, Object>();
        switch (name) {
            case "copilot" -> {
                event.put("sessionId", "s");
                event.put("cwd", "/home/dev/project");
                event.put("toolName", tool);
                event.put("toolArgs", arguments);
            }
            case "opencode" -> {
                event.put("hook", "tool.execute.before");
                event.put("input", Map.of("tool", tool, "sessionID", "s", "callID", "c"));
                event.put("output", Map.of("args", arguments));
                event.put("directory", "/home/dev/project");
            }
            default -> {
                event.put("session_id", "s");
                event.put("cwd", "/home/dev/project");
                event.put("hook_event_name", name.equals("gemini") ? "BeforeTool" : "PreToolUse");
                event.put("tool_name", tool);
                event.put("tool_input", arguments);
            }
        }
        return new Asked(agent, event);
    }

    /// The rules that fired, sorted; "" when the call is allowed.
    private static String rules(Agent agent, byte[] hook, String role) throws IOException {
        var principal = new Principal("dev", List.of(role), Map.of());
        var plans =
                PLANS.computeIfAbsent(role, _ -> EmbeddedPlans.find(principal).orElseThrow());
        var call = assertInstanceOf(Reading.Call.class, agent.read(new ByteArrayInputStream(hook)))
                .call();
        var rules = new TreeSet<String>();
        for (var finding : analyser(principal).apply(call).findings()) {
            var decision = plans.decide(finding.request(), plans.revision()).orElseThrow();
            if (!decision.allows()) {
                decision.rules().stream().map(Rule::id).forEach(rules::add);
                assertEquals(false, decision.rules().isEmpty(), finding.request()::toString);
            }
        }
        return String.join(",", rules);
    }

    private static Analyser analyser(Principal principal) {
        return new Analyser(
                principal,
                new Analyser.Places("/home/dev", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                new PlainDisk(),
                _ -> Optional.empty(),
                Clock.systemUTC());
    }
}
