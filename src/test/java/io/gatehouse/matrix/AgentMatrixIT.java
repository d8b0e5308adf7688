package io.gatehouse.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real agents, set up by `gatehouse agents protect`, whose models ask for each kind of tool while something is the
/// matter with Gatehouse. Whether a tool ran is told by what it leaves behind.
class AgentMatrixIT {
    private static final Path ROOT = Path.of("target/agent-matrix").toAbsolutePath();
    private static final List<Client> CLIENTS = List.of(Client.values());
    private static final List<Tool> TOOLS = List.of(Tool.values());

    private final Matrix matrix = new Matrix();

    /// Each pair of a client and a tool, and of a fault and a tool.
    @Test
    @Tag("agent")
    void noToolRunsThatWasDeniedOrNotDecided() throws IOException, InterruptedException, ExecutionException {
        playAll(false);
    }

    @Test
    @Tag("soak")
    void noToolOfAnyAgentRunsThatWasDeniedOrNotDecided() throws IOException, InterruptedException, ExecutionException {
        playAll(true);
    }

    private void playAll(boolean all) throws IOException, InterruptedException, ExecutionException {
        clear();
        PolicyBuild.build(Path.of("policies"), ROOT.resolve("policies"));
        try (var pdp = RealPdp.start(ROOT.resolve("policies"), ROOT);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var people = List.of(
                    List.of(Client.CLAUDE_HTTP, Client.OPENCODE, Client.GEMINI, Client.CODEX),
                    List.of(Client.CLAUDE_SHIM, Client.QWEN, Client.COPILOT, Client.CODEX_SCRIPT));
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < people.size(); i++) {
                var clients = people.get(i);
                var name = "person-" + i;
                Callable<Void> life = () -> {
                    var person = new Person(ROOT.resolve(name), clients);
                    for (var fault : Fault.values()) {
                        play(person, fault, all, pdp);
                    }
                    return null;
                };
                running.add(threads.submit(life));
            }
            for (var one : running) {
                one.get();
            }
        } finally {
            System.out.println(matrix);
        }
        assertEquals(Map.of(), matrix.surprises());
        assertTrue(matrix.doctor().contains("belongs to another program"), matrix.doctor());
        assertTrue(matrix.size() >= 60, matrix.size() + " cells");
    }

    private void play(Person person, Fault fault, boolean all, RealPdp pdp) throws IOException, InterruptedException {
        for (int shift = 0; shift < (all && fault.isOneCallEach() ? TOOLS.size() : 1); shift++) {
            var asked = new TreeMap<Client, List<Tool>>();
            for (var client : person.clients.stream()
                    .filter(client -> all || meets(client, fault))
                    .toList()) {
                var one = TOOLS.get((CLIENTS.indexOf(client) + shift) % TOOLS.size());
                asked.put(client, fault.isOneCallEach() ? List.of(one) : TOOLS);
            }
            if (fault == Fault.KILLED) {
                for (var one : asked.entrySet()) {
                    matrix.play(person, fault, Map.of(one.getKey(), one.getValue()), pdp);
                }
            } else {
                matrix.play(person, fault, asked, pdp);
            }
        }
    }

    /// In each build Claude Code meets every fault; of the others one meets each that is the same for all of them.
    private static boolean meets(Client client, Fault fault) {
        return switch (client) {
            case CLAUDE_HTTP, CLAUDE_SHIM -> true;
            case OPENCODE, GEMINI, QWEN, CODEX, CODEX_SCRIPT, COPILOT ->
                switch (fault) {
                    case ALLOW, DENY, HANGING, KILLED -> true;
                    case DOWN, SLOW_PDP -> client == Client.OPENCODE || client == Client.COPILOT;
                    case DISK_FULL -> client == Client.OPENCODE || client == Client.CODEX_SCRIPT;
                    case GARBAGE -> client == Client.GEMINI || client == Client.CODEX;
                    case DATABASE_LOCKED -> client == Client.GEMINI || client == Client.CODEX_SCRIPT;
                    case PORT_TAKEN -> client == Client.QWEN || client == Client.CODEX;
                };
        };
    }

    /// Removes what an earlier run left.
    private static void clear() throws IOException {
        if (Files.exists(ROOT)) {
            try (var files = Files.walk(ROOT)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(ROOT);
    }
}
