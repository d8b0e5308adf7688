package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.analysis.Analyser.Places;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever speaks to Gatehouse's own port, whichever that is, also asks `agent:configure`.
class GuardedPortTest {
    private static final int PORT = 9_000;

    private final Analyser analyser = new Analyser(
            new Principal("ada", List.of("developer"), Map.of()),
            new Places("/home/ada", List.of(), new Guarded(List.of(), List.of(), () -> PORT)),
            new RealDisk(true),
            _ -> Optional.empty(),
            Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "127.8.9.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.0.0.1.",
                "0.0.0.0",
                "0",
                "LocalHost",
                "localhost.",
                "x.localhost",
                "localhost.localdomain",
                "ip6-localhost",
                "ip6-loopback",
                "host.docker.internal",
                "gateway.docker.internal",
                "host.containers.internal",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "１２７.0.0.1",
                "%6cocalhost",
                "user@localhost",
                "ho\u00ADst", // a host that is understood in two ways
            })
    void cannotBeAskedByAnySpellingOfThisMachine(String host) {
        assertEquals(1, asked(new Intent.Connect("http://" + host + ":9000/hooks/claude-code", "POST")));
        assertEquals(1, asked(new Intent.Connect("ws://" + host + ":09000", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl localhost:9000",
                "curl -X POST http://127.0.0.1:9000/local/stop",
                "nc localhost 9000",
                "exec 3<>/dev/tcp/127.0.0.1/9000",
                "wget -O- 'http://[::1]:9000/'",
                "bash -c 'curl localhost:9000'",
                "lsof -ti:9000",
                "lsof -ti :9000 | xargs kill",
                "fuser -k 9000/tcp",
                "npx kill-port 9000",
                "kill-port 9000"
            })
    void cannotBeAskedOrEndedFromAShell(String line) {
        assertEquals(1, asked(new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9000", "view-source:http://localhost:9000"})
    void cannotBeAskedByATool(String value) {
        assertEquals(1, asked(new Intent.Arguments(List.of(new Argument("x", value, true)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl localhost:9001",
                "curl localhost:19000",
                "curl localhost",
                "curl https://github.com:9000",
                "curl http://192.168.0.1:9000",
                "curl http://localhost/9000",
                "curl http://localhost.example.com:9000",
                "lsof -ti:19000",
                "lsof README.md",
                "fuser -k 90/tcp",
                "kill 9000",
                "echo 9000"
            })
    void isNoneOfTheBusinessOfOtherLines(String line) {
        assertEquals(0, asked(new Intent.Shell(line, false)), line);
    }

    private int asked(Intent intent) {
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Tool", "", "", "default", "/home/ada/work");
        return (int) analyser.apply(new ToolCall(origin, List.of(intent), "shown", List.of())).findings().stream()
                .map(Finding::request)
                .filter(request -> request.action() == Action.CONFIGURE)
                .count();
    }
}
