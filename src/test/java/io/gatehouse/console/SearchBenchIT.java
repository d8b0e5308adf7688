package io.gatehouse.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Activity.Query;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints how quickly a first page is found among millions of rows in PostgreSQL. Whoever asks and the database share
/// the machine. `-Dbench.database=` names a database that is filled once and kept.
@Tag("bench")
class SearchBenchIT {
    private static final long ROWS = Long.getLong("bench.search.rows", 5_000_000);
    private static final int DAYS = 45;
    private static final int LAPTOPS = 2_000;
    private static final int ASKED = Integer.getInteger("bench.search.asked", 40);

    private final Clock clock = Clock.systemUTC();
    private final Random random = new Random(11);

    @TempDir
    private Path directory;

    /// @param next another one of its kind each time
    private record Question(String what, Supplier<Query> next) {
        Question counted() {
            return new Question("calls by day, " + what, next);
        }
    }

    @Test
    void findsAPage() {
        var url = Optional.ofNullable(System.getProperty("bench.database")).orElseGet(Postgres::newDatabase);
        var settings = ConsoleSettings.of(directory, 0).withDatabase(url);
        var console = Console.Parts.open(settings, clock);
        try {
            var begun = System.nanoTime();
            long rows = new Fleet(console, url, LAPTOPS, clock).fill(ROWS, DAYS);
            System.out.printf(
                    "%d rows of %d laptops, after %.0f s%n", rows, LAPTOPS, (System.nanoTime() - begun) / 1e9);
            assertTrue(rows >= ROWS * 99 / 100);
            for (var question : questions()) {
                print(question, query -> console.activity().search(query).rows().size());
            }
            for (var question : questions()) {
                print(question.counted(), query -> console.custody()
                        .counts()
                        .count(query)
                        .map(counted -> counted.days().size())
                        .orElse(0));
            }
        } finally {
            console.database().close();
        }
    }

    private void print(Question question, ToLongFunction<Query> find) {
        var times = new long[ASKED];
        long found = 0;
        for (int i = 0; i < ASKED; i++) {
            var query = question.next().get();
            var begun = System.nanoTime();
            found += find.applyAsLong(query);
            times[i] = System.nanoTime() - begun;
        }
        var first = times[0];
        Arrays.sort(times);
        System.out.printf(
                "%-52s found %5.1f  first %7.1f  p50 %7.1f  p95 %7.1f  worst %7.1f ms%n",
                question.what(),
                found / (double) ASKED,
                first / 1e6,
                times[ASKED / 2] / 1e6,
                times[ASKED * 95 / 100] / 1e6,
                times[ASKED - 1] / 1e6);
    }

    private List<Question> questions() {
        var all = new ArrayList<Question>();
        all.add(new Question("the newest", () -> with()));
        all.add(new Question(
                "frequent rule", () -> with("rule", MadeUpCalls.rules().getFirst())));
        all.add(new Question("rare rule", () -> with("rule", MadeUpCalls.rules().getLast())));
        all.add(new Question("rule that fired never", () -> with("rule", "command.nothing")));
        all.add(new Question("principal", () -> with("principal", MadeUpCalls.person(number()))));
        all.add(new Question("device", () -> with("device", Fleet.laptop(number()))));
        all.add(new Question("verdict allow", () -> with("verdict", "allow")));
        all.add(new Question("verdict deny", () -> with("verdict", "deny")));
        all.add(new Question("verdict would-deny", () -> with("verdict", "would-deny")));
        all.add(new Question("frequent word", () -> with("text", "git")));
        all.add(new Question("beginning of a word", () -> with("text", "terra pl")));
        all.add(new Question("word of reasons", () -> with("text", "protects")));
        all.add(new Question("two frequent words seldom together", () -> with("text", "terraform git")));
        all.add(new Question("rare word", () -> with("text", "shop " + random.nextInt(90_000))));
        all.add(new Question("word that is nowhere", () -> with("text", "zanzibar" + random.nextInt(90_000))));
        all.add(new Question("part of a path, frequent", () -> with("path", "src/cart")));
        all.add(new Question("part of a path, rare", () -> with("path", "person-" + number() + "/code")));
        all.add(new Question("part of a path, parts frequent, whole nowhere", () -> with("path", "src/carts/price")));
        all.add(new Question("part of a host, frequent", () -> with("host", "npmjs")));
        all.add(new Question("part of a host, rare", () -> with("host", "cdn" + random.nextInt(4_000) + ".ex")));
        all.add(new Question("workspace", () -> with("workspace", "repo-" + random.nextInt(300))));
        all.add(new Question(
                "principal, denied", () -> with("principal", MadeUpCalls.person(number()), "verdict", "deny")));
        all.add(new Question(
                "device, frequent word", () -> with("device", Fleet.laptop(number()), "text", "git commit")));
        all.add(new Question(
                "frequent rule, frequent word",
                () -> with("rule", MadeUpCalls.rules().getFirst(), "text", "git")));
        all.add(new Question(
                "rare rule, path, program",
                () -> with("rule", MadeUpCalls.rules().getLast(), "path", "tax", "program", "terraform")));
        all.add(new Question(
                "principal, rare rule",
                () -> with(
                        "principal",
                        MadeUpCalls.person(number()),
                        "rule",
                        MadeUpCalls.rules().getLast())));
        return all;
    }

    private int number() {
        return random.nextInt(LAPTOPS);
    }

    private Query with(String... filters) {
        var recent = Query.recent(clock.instant());
        var said = new java.util.HashMap<String, String>();
        for (int i = 0; i < filters.length; i += 2) {
            said.put(filters[i], filters[i + 1]);
        }
        return new Query(
                said.getOrDefault("text", ""),
                said.getOrDefault("principal", ""),
                said.getOrDefault("device", ""),
                said.getOrDefault("agent", ""),
                said.getOrDefault("rule", ""),
                said.getOrDefault("verdict", ""),
                said.getOrDefault("path", ""),
                said.getOrDefault("program", ""),
                said.getOrDefault("host", ""),
                said.getOrDefault("workspace", ""),
                recent.from(),
                recent.to(),
                OptionalLong.empty(),
                recent.limit());
    }
}
