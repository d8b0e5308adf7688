package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.analysis.Analyser.Places;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What [Guarded] and the starter policies, each by its own words, take for a call to Gatehouse on its usual port.
class GuardedByPolicyTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());

    private final PlanSet plans = EmbeddedPlans.find(ADA).orElseThrow();
    private final Analyser analyser = new Analyser(
            ADA,
            new Places("/home/ada", List.of(), new Guarded(List.of(), List.of(), () -> 7411)),
            new RealDisk(true),
            _ -> Optional.empty(),
            Clock.systemUTC());

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST, true",
        "localhost., true",
        "a.localhost, true",
        "a.b-c.localhost, true",
        "a_b.localhost, true",
        "localhost.localdomain, true",
        "ip6-localhost, true",
        "ip6-loopback, true",
        "host.docker.internal, true",
        "gateway.docker.internal, true",
        "host.containers.internal, true",
        "127.0.0.1, true",
        "127.1, true",
        "127.255.255.254, true",
        "127.0.0.1., true",
        "2130706433, true",
        "0x7f.1, true",
        "0177.0.0.1, true",
        "0.0.0.0, true",
        "0, true",
        "[::1], true",
        "[::], true",
        "[0:0:0:0:0:0:0:1], true",
        "[::ffff:127.0.0.1], true",
        "[::ffff:7f00:1], true",
        "[::2], false",
        "128.0.0.1, false",
        "12.7.0.1, false",
        "10.0.0.1, false",
        "1.0.0.0, false",
        "localhost.example.com, false",
        "notlocalhost, false",
        "localhost.local, false",
        "docker.internal, false",
        "internal, false",
        "github.com, false"
    })
    void theSameHostsAreThisMachine(String host, boolean own) {
        assertBothSay(own, new Intent.Connect("http://" + host + ":7411/", "POST"), host);
    }

    @ParameterizedTest
    @CsvSource({
        "lsof, true",
        "LSOF, true",
        "lsof.exe, true",
        "Fuser.EXE, true",
        "fuser, true",
        "kill-port, true",
        "npx, true",
        "nc, true",
        "ncat, true",
        "netcat, true",
        "socat, true",
        "php, true",
        "python, true",
        "python3.12, true",
        "Python3.exe, true",
        "node, true",
        "ruby, true",
        "perl, true",
        "iptables, true",
        "nft, true",
        "/usr/bin/lsof, true",
        "lsofx, false",
        "xlsof, false",
        "pnpx, false",
        "kill, false",
        "pythonx, false",
        "nodemon, false",
        "nc6, false",
        "echo, false"
    })
    void theSameProgramsEndWhatListens(String program, boolean ends) {
        assertBothSay(ends, new Intent.Shell(program + " -x 7411", false), program);
    }

    private void assertBothSay(boolean own, Intent intent, String what) {
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Tool", "", "", "default", "/home/ada/work");
        var requests = analyser.apply(new ToolCall(origin, List.of(intent), "shown", List.of())).findings().stream()
                .map(Finding::request)
                .toList();
        assertEquals(own, requests.stream().anyMatch(request -> request.action() == Action.CONFIGURE), what);
        assertEquals(own, requests.stream().anyMatch(this::isDeniedByItsOwnRule), what);
    }

    private boolean isDeniedByItsOwnRule(AccessRequest request) {
        return (request.action() == Action.CONNECT || request.action() == Action.EXEC)
                && plans.decide(request, plans.revision()).orElseThrow().rules().stream()
                        .anyMatch(rule -> rule.id().equals("file.self-protection"));
    }
}
