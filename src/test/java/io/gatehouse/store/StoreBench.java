package io.gatehouse.store;

import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.enforcement;
import static io.gatehouse.store.Samples.exec;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.enforcement.DecisionCache;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what the store takes; `-Dstore.rows` sets the size of the log (100,000).
@Tag("bench")
class StoreBench {
    private static final String[] WORDS = {
        "git push origin main",
        "mvn -q verify",
        "npm ci --ignore-scripts",
        "cat src/main/java/App.java",
        "rm -rf target",
        "curl -sS https://example.org/install",
        "grep -rn TODO .",
        "docker compose up -d",
        "sudo systemctl restart nginx"
    };

    @TempDir
    Path dir;

    @Test
    void measures() {
        int rows = Integer.getInteger("store.rows", 100_000);
        time("open, new", 1, _ -> open().close());
        try (var store = open()) {
            var log = store.auditLog();
            time("append, first", 1, i -> log.append(sample("first", i)));
            time("append, first 2,000", 2_000, i -> log.append(sample("warm", i)));
            time("append, to " + rows, rows, i -> log.append(sample("row", i)));
            time("append, at " + rows, 2_000, i -> log.append(sample("late", i)));
            time(
                    "complete",
                    2_000,
                    i -> log.complete(
                            new Outcome("claude-code", "session", "call-row" + i, false, Duration.ofMillis(3))));
            var cache = store.decisionCache("https://pdp");
            var request = exec(NOON);
            time(
                    "cache put, kept already",
                    2_000,
                    i -> cache.put(confirmed(i), List.of(request), List.of(Decision.ALLOW)));
            time(
                    "cache put, new",
                    2_000,
                    i -> cache.put(confirmed(i), List.of(withProgram(i)), List.of(Decision.ALLOW)));
            time("cache find", 2_000, i -> cache.find("r1", withProgram(i)));
            for (var text :
                    List.of("", "g", "gi", "git pu", "systemctl", "/src/ma", "git sudo", "nothing", "row9999")) {
                for (boolean denied : List.of(false, true)) {
                    for (var since : List.of(Instant.EPOCH, NOON.plusSeconds(rows / 2))) {
                        var filter = new Filter(denied, text, since);
                        time("list 50, " + filter, 20, _ -> log.list(filter, Optional.empty(), 50));
                    }
                }
            }
            time("list 50 from the middle", 20, _ -> log.list(Filter.ALL, Optional.of("row" + rows / 2), 50));
            time("counts of all", 5, _ -> store.counts(Instant.EPOCH));
            time("counts of 2,000", 20, _ -> store.counts(NOON.plusSeconds(rows - 2_000)));
            time("verify", 1, _ -> store.verify());
            System.out.println(store.fill() + " = " + store.fill().usedBytes() / rows + " bytes a row");
        }
        time("open, full", 3, _ -> open().close());
    }

    private Store open() {
        return Store.open(dir, Store.MAX_BYTES, Clock.systemUTC());
    }

    private static DecisionCache.Confirmed confirmed(int i) {
        return new DecisionCache.Confirmed("r1", NOON.plusMillis(i), AgeLimits.LONGEST);
    }

    private static io.gatehouse.policy.AccessRequest withProgram(int i) {
        var attributes = new java.util.TreeMap<>(exec(NOON).attributes());
        attributes.put("program", "p" + i);
        return new io.gatehouse.policy.AccessRequest(Samples.ANA, io.gatehouse.policy.Action.EXEC, attributes);
    }

    private static io.gatehouse.enforcement.Enforcement sample(String name, int i) {
        var verdict = i % 50 == 0 ? DENY : new Verdict.Allow();
        var at = name.equals("row") ? NOON.plusSeconds(i) : NOON;
        return enforcement(name + i, at, verdict, WORDS[i % WORDS.length] + " file" + i % 997 + ".txt");
    }

    private static void time(String what, int times, IntConsumer work) {
        var nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.accept(i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-90s p50 %,9d us   p99 %,9d us%n", what, nanos[times / 2] / 1000, nanos[times * 99 / 100] / 1000);
    }
}
