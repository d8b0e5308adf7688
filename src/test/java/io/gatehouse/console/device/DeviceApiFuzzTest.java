package io.gatehouse.console.device;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.console.Calls;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.Databases;
import io.gatehouse.console.People;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.console.TestClock;
import io.gatehouse.json.Json;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Withdrawal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a known laptop sends, it hears what is wrong with it, and nothing of another laptop changes or shows.
class DeviceApiFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 400);
    private static final Set<Integer> EXPECTED = Set.of(200, 204, 400, 403, 404, 405, 408, 413, 415, 429);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void noBodyBreaksTheConsoleOrTouchesAnotherLaptop(Kind kind) {
        var clock = new TestClock(NOON);
        var random = new Random(20261126);
        try (var console = Console.start(Databases.settings(kind, directory), clock, _ -> List.of())) {
            var victim = new TestLaptop(console.port(), "victim", clock);
            victim.enrol(People.code(console.parts().devices(), "vera@example.com"));
            var secret = new Calls("victim", "vera@example.com");
            victim.post(Routes.REQUESTS, secret.filing("secret-request", PUSH));
            victim.post(Routes.AUDIT, secret.batch());
            var attacker = new TestLaptop(console.port(), "attacker", clock);
            attacker.enrol(People.code(console.parts().devices(), "mal@example.com"));

            var valid = valid();
            for (int round = 0; round < ROUNDS; round++) {
                clock.move(Duration.ofSeconds(1));
                var one = List.copyOf(valid.entrySet()).get(random.nextInt(valid.size()));
                var path = one.getKey();
                var body = mutated(random, Json.bytes(one.getValue()));
                var answer = attacker.post(path, body);
                var about = path + " " + new String(body, UTF_8);
                assertTrue(EXPECTED.contains(answer.statusCode()), answer.statusCode() + " for " + about);
                assertFalse(answer.body().contains("Exception"), about);
                if (!new String(body, UTF_8).contains("secret-request")) {
                    assertFalse(answer.body().contains("secret-request"), about);
                }
            }
            assertEquals(
                    1, console.parts().devices().find("victim").orElseThrow().upTo());
            assertEquals(List.of(), console.parts().devices().breaks("victim"));
            var line = console.parts()
                    .requests()
                    .find("secret-request")
                    .orElseThrow()
                    .line();
            assertEquals(1, line.version());
            assertTrue(console.parts().requests().list(Filter.of(Show.ALL)).stream()
                    .filter(one -> one.device().equals("attacker"))
                    .allMatch(one -> one.principal().equals("mal@example.com")));
            assertEquals(Optional.of(line.request().id()), Optional.of("secret-request"));
        }
    }

    private static Map<String, Object> valid() {
        var calls = new Calls("attacker", "mal@example.com");
        var filing = calls.filing("r1", PUSH);
        for (int i = 0; i < 3; i++) {
            calls.record(calls.push("e" + i, NOON, PUSH));
        }
        var outcomes = List.of(new Evidence.Outcome(1, new Ran(true, 3)));
        return Map.of(
                Routes.REQUESTS,
                filing,
                Routes.WITHDRAWALS,
                new Withdrawal("secret-request"),
                Routes.ANSWERS,
                new Answer("secret-request", "Which?", "This one."),
                Routes.AUDIT,
                new Evidence.Batch(calls.rows(), outcomes),
                Routes.REPORT,
                new DeviceReport(
                        "1",
                        "host",
                        "os",
                        "enforce",
                        "central",
                        "r1",
                        List.of(new DeviceReport.AgentState("claude-code", true)),
                        1,
                        1),
                Routes.ENROL,
                People.enrolment("0000-0000", "victim", People.newKey()));
    }

    private static byte[] mutated(Random random, byte[] json) {
        return switch (random.nextInt(5)) {
            case 0 -> garbage(random);
            case 1 -> cut(random, json);
            case 2 -> flipped(random, json);
            default -> {
                var tree = Json.tree(json);
                if (random.nextBoolean()) {
                    mutateRecord(random, tree);
                }
                for (int i = 0; i < random.nextInt(3); i++) {
                    mutate(random, tree);
                }
                yield Json.bytes(tree);
            }
        };
    }

    private static byte[] garbage(Random random) {
        var bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] cut(Random random, byte[] json) {
        return Arrays.copyOf(json, random.nextInt(json.length));
    }

    private static byte[] flipped(Random random, byte[] json) {
        var changed = json.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    /// Changes something in the record that a row carries as text.
    private static void mutateRecord(Random random, JsonNode tree) {
        var row =
                tree.has("evidence") ? tree.path("evidence") : tree.path("rows").path(0);
        if (row instanceof ObjectNode object) {
            var record = Json.tree(object.path("record").stringValue().getBytes(UTF_8));
            mutate(random, record);
            object.put("record", Json.text(record));
        }
    }

    /// Replaces, takes away or adds something somewhere below.
    private static void mutate(Random random, JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            var names = List.copyOf(object.propertyNames());
            var name = names.get(random.nextInt(names.size()));
            var child = object.path(name);
            if (child.isContainer() && !child.isEmpty() && random.nextInt(4) > 0) {
                mutate(random, child);
            } else if (random.nextInt(6) == 0) {
                object.remove(name);
            } else if (random.nextInt(8) == 0) {
                object.set("unknown", value(random));
            } else {
                object.set(name, value(random));
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            var child = array.get(at);
            if (child.isContainer() && !child.isEmpty() && random.nextInt(4) > 0) {
                mutate(random, child);
            } else if (random.nextInt(4) == 0) {
                array.remove(at);
            } else {
                array.set(at, value(random));
            }
        }
    }

    private static JsonNode value(Random random) {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(Long.MAX_VALUE);
            case 2 -> NODES.numberNode(Long.MIN_VALUE);
            case 3 -> NODES.numberNode(-1);
            case 4 -> NODES.numberNode(1e300);
            case 5 -> NODES.stringNode("\u0000");
            case 6 -> NODES.stringNode("x".repeat(random.nextInt(5_000)));
            case 7 -> NODES.stringNode("' OR '1'='1");
            case 8 -> NODES.stringNode("victim");
            case 9 -> NODES.stringNode("");
            case 10 -> NODES.arrayNode().add("a");
            case 11 -> NODES.objectNode().put("is", "ExactCall").put("key", "k");
            case 12 -> NODES.booleanNode(true);
            default -> NODES.stringNode("\u202e\ud83d\ude00 -1000000000-01-01T00:00:00Z");
        };
    }
}
