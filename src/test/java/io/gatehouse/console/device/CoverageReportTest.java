package io.gatehouse.console.device;

import static io.gatehouse.console.Calls.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.Coverage.Call;
import io.gatehouse.console.Databases;
import io.gatehouse.console.Holds;
import io.gatehouse.console.People;
import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.console.TestClock;
import io.gatehouse.json.Json;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What laptops tell of what ran, as the console keeps it.
@ParameterizedClass
@EnumSource(Kind.class)
class CoverageReportTest {
    private static final String PRINCIPAL = "ana@example.com";
    private static final Reviewer ROOT = new Reviewer("rosa", Optional.empty(), Set.of(Role.ADMINISTRATOR));

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private Console console;
    private TestLaptop laptop;

    CoverageReportTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void serving() {
        console = Console.start(Databases.settings(kind, directory), clock, _ -> List.of());
        laptop = enrolled("laptop-1");
    }

    @AfterEach
    void stopped() {
        console.close();
    }

    private TestLaptop enrolled(String id) {
        var one = new TestLaptop(console.port(), id, clock);
        one.enrol(People.code(console.parts().devices(), PRINCIPAL));
        return one;
    }

    private static Uncovered ran(String call) {
        return new Uncovered("claude-code", "s1", call, "Bash", "ls " + call, false, NOON);
    }

    private static Covered covered(long decided, long undecided) {
        return new Covered("claude-code", NOON, decided, undecided);
    }

    private int tells(TestLaptop by, List<Covered> agents, Uncovered... calls) {
        return by.post(Routes.COVERAGE, new CoverageReport(agents, List.of(calls)))
                .statusCode();
    }

    private List<String> kept() {
        return console.parts().coverage().latest(Optional.empty(), 100).stream()
                .map(Call::call)
                .map(Uncovered::callId)
                .toList();
    }

    @Test
    void aCallIsKeptOnceWithWhoWhereAndWhat() {
        assertEquals(204, tells(laptop, List.of(covered(9, 1)), ran("t1")));
        assertEquals(204, tells(laptop, List.of(covered(9, 1)), ran("t1")));
        var kept = console.parts().coverage().latest(Optional.of("laptop-1"), 10);
        assertEquals(1, kept.size());
        assertEquals(ran("t1"), kept.getFirst().call());
        assertEquals("laptop-1", kept.getFirst().device());
        assertEquals(PRINCIPAL, kept.getFirst().principal());
        assertEquals(Set.of("laptop-1"), console.parts().coverage().alarmed(NOON));
        assertEquals(List.of(), console.parts().coverage().latest(Optional.of("laptop-2"), 10));
    }

    @Test
    void theNewestCountsOfALaptopStandAndAreSummedByAgent() {
        var other = enrolled("laptop-2");
        tells(laptop, List.of(covered(9, 1)));
        tells(laptop, List.of(covered(19, 1)));
        tells(other, List.of(covered(80, 0)));
        var all = console.parts().coverage().agents();
        assertEquals(
                List.of(covered(99, 1)), all.stream().map(one -> one.covered()).toList());
        assertEquals(2, all.getFirst().laptops());
        assertEquals(
                List.of("laptop-1", "laptop-2"),
                console.parts().coverage().laptops(Optional.empty(), 10).stream()
                        .map(one -> one.device())
                        .toList(),
                "the least covered first");
        console.parts().devices().release("laptop-1", "It was sold.", ROOT);
        assertEquals(
                80, console.parts().coverage().agents().getFirst().covered().decided());
    }

    @Test
    void whatNoLaptopSendsIsRefused() {
        assertEquals(400, tells(laptop, List.of(covered(-1, 0))));
        assertEquals(400, tells(laptop, List.of(covered(1, Long.MAX_VALUE))));
        var many = IntStream.range(0, 21).mapToObj(i -> ran("t" + i)).toList();
        assertEquals(
                400,
                laptop.post(Routes.COVERAGE, Json.bytes(Map.of("agents", List.of(), "calls", many)))
                        .statusCode());
        assertEquals(400, laptop.post(Routes.COVERAGE, "{}".getBytes(UTF_8)).statusCode());
        assertEquals(
                401,
                TestLaptop.send(laptop.unsigned(
                                Routes.COVERAGE, Json.bytes(new CoverageReport(List.of(), List.of(ran("t1"))))))
                        .statusCode());
        assertEquals(List.of(), kept());
    }

    @Test
    void theLargestReportIsTaken() {
        var calls = IntStream.range(0, CoverageReport.MOST_CALLS)
                .mapToObj(i -> new Uncovered(
                        "a",
                        "\u0001".repeat(200),
                        i + "\u0001".repeat(199),
                        "\u0001".repeat(200),
                        "\u0001".repeat(2_000),
                        true,
                        NOON))
                .toArray(Uncovered[]::new);
        var agents = IntStream.range(0, CoverageReport.MOST_AGENTS)
                .mapToObj(i -> new Covered("agent" + i, NOON, 1, 0))
                .toList();
        assertEquals(204, tells(laptop, agents, calls));
        assertEquals(CoverageReport.MOST_CALLS, kept().size());
    }

    @Test
    void itGoesWhenItsTimeIsOverUnlessItIsHeld() {
        var other = enrolled("laptop-2");
        tells(laptop, List.of(), ran("t1"));
        tells(other, List.of(), ran("t2"));
        var custody = console.parts().custody();
        custody.retention().set(Optional.of(30L), "As agreed.", ROOT);
        custody.holds().set(Holds.Kind.DEVICE, "laptop-2", "Case 7.", ROOT);
        clock.move(Duration.ofDays(29));
        custody.retention().run();
        assertEquals(2, kept().size());
        clock.move(Duration.ofDays(3));
        custody.retention().run();
        assertEquals(List.of("t2"), kept());
        assertTrue(console.parts().coverage().alarmed(Instant.EPOCH).contains("laptop-2"));
    }
}
