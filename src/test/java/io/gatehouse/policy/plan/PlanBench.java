package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what a decision by the starter policies' plan of `command:exec` takes.
@Tag("bench")
class PlanBench {
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final int DECISIONS = 200_000;
    private static final int ROUNDS = 5;

    @TempDir
    Path dir;

    @Test
    void measures() {
        var built = dir.resolve("built");
        PolicyBuild.build(Path.of("policies"), built);
        try (var pdp = RealPdp.start(built, dir)) {
            var question = Map.of(
                    "principal",
                    Map.of("id", DEV.id(), "roles", DEV.roles(), "policyVersion", AccessRequest.CONTRACT),
                    "resource",
                    Map.of("kind", "command", "policyVersion", AccessRequest.CONTRACT),
                    "actions",
                    List.of("exec"));
            var answer = pdp.post("/api/plan/resources", Json.text(question));
            assertEquals(200, answer.statusCode(), answer.body());
            var plan = PlanAgainstPdpTest.filter(
                    Json.mapper().readTree(answer.body()).get("filter"));
            var plans = new PlanSet(DEV, "r1", KnownRules.UNKNOWN, Map.of(Question.of(Action.EXEC), plan));
            System.out.println("obstacle: " + plans.obstacle(Question.of(Action.EXEC)));
            for (var program : List.of("git", "sudo")) {
                for (int round = 0; round < ROUNDS; round++) {
                    measure(plans, program);
                }
            }
        }
    }

    private static void measure(PlanSet plans, String program) {
        var request = exec(program);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        int allowed = 0;
        for (int i = 0; i < DECISIONS; i++) {
            allowed += plans.decide(request, "r1").orElseThrow().allows() ? 1 : 0;
        }
        System.out.printf(
                "%-6s %6d ns/decision %6d bytes/decision, %d allowed%n",
                program,
                (System.nanoTime() - start) / DECISIONS,
                (threads.getCurrentThreadAllocatedBytes() - bytes) / DECISIONS,
                allowed);
    }

    private static AccessRequest exec(String program) {
        var attributes = new HashMap<String, Object>();
        for (var text : List.of("linkTarget", "agent", "session")) {
            attributes.put(text, "");
        }
        for (var list : List.of("wrappers", "pipesFrom", "pipesInto", "waived", "confirmed")) {
            attributes.put(list, List.of());
        }
        attributes.put("program", program);
        attributes.put("argv", List.of(program, "push", "--force-with-lease", "origin", "feature/plan"));
        attributes.put("flags", List.of("--force-with-lease"));
        attributes.put("words", List.of("push", "origin", "feature/plan"));
        attributes.put("cwd", "/home/dev/project");
        attributes.put("workspace", "/home/dev/project");
        attributes.put("home", "/home/dev");
        attributes.put("parse", "full");
        attributes.put("inBackground", false);
        attributes.put("afterDeny", false);
        attributes.put("at", "2026-11-23T04:05:06Z");
        return new AccessRequest(DEV, Action.EXEC, attributes);
    }
}
