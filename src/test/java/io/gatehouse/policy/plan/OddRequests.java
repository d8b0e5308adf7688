package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Requests whose attributes are what conditions stumble over.
final class OddRequests {
    private static final List<Object> TEXTS = List.of(
            "",
            "git",
            "gi",
            "g",
            "GIT",
            "é",
            "e\u0301",
            "😀",
            "😀a",
            "😀a😀",
            "\uFFFF",
            "\uE000",
            "İ",
            "K",
            "ſ",
            "Ω",
            "٣",
            "a.b",
            "a.b.c",
            "a.b.d",
            "10.1.2.3",
            "::ffff:10.0.0.1",
            "fe80::1",
            "2001:db8::7",
            "010.1.2.3",
            "::1",
            "123",
            "-7",
            "+5",
            "1.5",
            "1_0",
            "1e3",
            "1e400",
            "true",
            "F",
            "2026-01-02T03:04:05.678+02:00",
            "2026-01-02T3:04:05Z",
            "2026-02-30T03:04:05Z",
            "2026-01-02T03:04:05.678Z",
            "1h30m",
            "-1.5s",
            ".5s",
            "1d",
            " padded\u00A0",
            "\u0085x\u3000",
            "\u200B",
            "a,b,,c",
            "\"q\\",
            "a\nb",
            "\t",
            "/home/u/.ssh/id",
            "Z2l0",
            "Z2l0=",
            "Z2k=",
            "Z2k",
            "a b",
            "(",
            "^g",
            "s",
            "10.0.0.0/8",
            "9223372036854775808",
            "1234567");
    private static final List<Object> NUMBERS = List.of(
            0L,
            1L,
            1L,
            2L,
            2L,
            3L,
            -1L,
            5L,
            443L,
            1_000_000L,
            1_234_567L,
            123_456L,
            9007199254740993L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            4611686018427387904L,
            253402300800L,
            -62135596801L);
    private static final List<Object> LISTS = List.of(
            List.of(),
            List.of("a", "b", "c"),
            List.of("a", "b", "c"),
            List.of("b", "x"),
            List.of("b"),
            List.of("c", "b", "a"),
            List.of("a", "a", "b"),
            List.of("git", "😀", ""),
            List.of("a"));
    private static final List<Object> TIMES = List.of(
            "2026-11-23T04:05:06Z",
            "2026-11-23T04:05:06Z",
            "2026-11-23T04:05:06.678Z",
            "2026-11-23T06:05:06+02:00",
            "2026-03-29T01:30:00Z",
            "2026-06-30T23:59:59-05:30",
            "1999-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "today",
            "",
            "2026-11-23T04:05:06.100Z",
            "2026-11-23T04:05:06,25Z",
            "2026-11-23T04:05:06.123456789123Z",
            "2026-11-23T24:00:00Z",
            "0000-12-31T23:59:59Z");
    private static final List<Object> FLAGS = List.of(true, false);
    private static final List<List<Object>> ALL = List.of(TEXTS, NUMBERS, LISTS, TIMES, FLAGS);

    private final Random random;

    private OddRequests(Random random) {
        this.random = random;
    }

    static List<AccessRequest> random(Random random, int count) {
        var requests = new OddRequests(random);
        var list = new ArrayList<AccessRequest>();
        for (int i = 0; i < count; i++) {
            list.add(requests.next(i));
        }
        return list;
    }

    private AccessRequest next(int i) {
        var attributes = new TreeMap<String, Object>();
        put(attributes, "s", TEXTS, i);
        put(attributes, "t", TEXTS, random.nextInt(TEXTS.size()));
        put(attributes, "n", NUMBERS, i);
        put(attributes, "m", NUMBERS, random.nextInt(NUMBERS.size()));
        put(attributes, "l", LISTS, i);
        put(attributes, "k", LISTS, random.nextInt(LISTS.size()));
        put(attributes, "f", FLAGS, i);
        put(attributes, "at", TIMES, i);
        return new AccessRequest(PlanAgainstPdpTest.DEV, Action.EXEC, attributes);
    }

    /// One of its kind; now and then one of another, or none.
    private void put(Map<String, Object> attributes, String name, List<Object> kind, int i) {
        int luck = random.nextInt(30);
        if (luck > 1) {
            attributes.put(name, kind.get(i % kind.size()));
        } else if (luck == 1) {
            var other = ALL.get(random.nextInt(ALL.size()));
            attributes.put(name, other.get(random.nextInt(other.size())));
        }
    }
}
