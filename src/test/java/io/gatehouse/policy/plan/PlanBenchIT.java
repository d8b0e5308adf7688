package io.gatehouse.policy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Prints what a decision by the starter policies' plans of `command:exec` takes; a deny also names its rules.
@Tag("bench")
class PlanBenchIT {
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final int DECISIONS = 100_000;
    private static final int ROUNDS = 5;

    @Test
    void measures() {
        var plans = EmbeddedPlans.find(DEV).orElseThrow();
        var revision = plans.revision();
        measure("allowed", plans, List.of(exec(revision, "git", "feature/plan")), 1);
        measure("denied", plans, List.of(exec(revision, "sudo", "feature/plan")), 0);
        measure(
                "of texts that are new",
                plans,
                IntStream.range(0, 4 * Patterns.MOST)
                        .mapToObj(i -> exec(revision, "git", "feature/plan-" + i))
                        .toList(),
                1);
    }

    private static void measure(String name, PlanSet plans, List<AccessRequest> requests, int allowed) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < ROUNDS; round++) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            int count = 0;
            for (int i = 0; i < DECISIONS; i++) {
                var request = requests.get(i % requests.size());
                count += plans.decide(request, plans.revision()).orElseThrow().allows() ? 1 : 0;
            }
            System.out.printf(
                    "%-22s %6d ns %6d bytes a decision%n",
                    name,
                    (System.nanoTime() - start) / DECISIONS,
                    (threads.getCurrentThreadAllocatedBytes() - bytes) / DECISIONS);
            assertEquals(DECISIONS * allowed, count);
        }
    }

    private static AccessRequest exec(String revision, String program, String branch) {
        var attributes = new HashMap<String, Object>();
        for (var text : List.of("linkTarget", "agent", "session")) {
            attributes.put(text, "");
        }
        for (var list : List.of("wrappers", "pipesFrom", "pipesInto", "waived", "confirmed")) {
            attributes.put(list, List.of());
        }
        attributes.put("revision", revision);
        attributes.put("program", program);
        attributes.put("argv", List.of(program, "push", "--verbose", "origin", branch));
        attributes.put("flags", List.of("--verbose"));
        attributes.put("words", List.of("push", "origin", branch));
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
