package io.gatehouse.console;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.Calls.SECRET;
import static io.gatehouse.console.People.ADA;
import static io.gatehouse.console.People.SAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.RolloutDesk.Result;
import io.gatehouse.console.RolloutDesk.Where;
import io.gatehouse.console.Trial.Tried;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.PinnedKeys;
import io.gatehouse.wire.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class RolloutDeskTest {
    private static final String WHY = "We tried it long enough.";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private Console.Parts console;

    RolloutDeskTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void twoLaptops() {
        console = Console.Parts.open(Databases.settings(kind, directory), clock);
        People.enrol(console, "ana@example.com", "laptop-a");
        People.enrol(console, "ben@example.com", "laptop-b");
    }

    @AfterEach
    void closed() {
        console.database().close();
    }

    /// What that laptop's own verifier makes of its newest document.
    private Document document(String device) {
        var principal = console.devices().find(device).orElseThrow().principal();
        return new Verifier(PinnedKeys.of(console.key().announced()), device, principal)
                .find(console.laptops()
                        .documents()
                        .find(device)
                        .orElseThrow()
                        .envelope()
                        .bytes())
                .orElseThrow();
    }

    private static SortedMap<String, Mode> rules(String rule, Mode mode) {
        return new TreeMap<>(Map.of(rule, mode));
    }

    private static void done(Result result) {
        assertEquals(new Result.Done(), result);
    }

    private static void assertInvalid(String part, Result result) {
        var invalid = assertInstanceOf(Result.Invalid.class, result);
        assertTrue(invalid.sentence().contains(part), invalid::sentence);
    }

    private Result change(long version, Mode mode, SortedMap<String, Mode> rules) {
        return console.rollout().change("everyone", version, mode, rules, WHY, ADA);
    }

    private Devices.Terms terms(long version, String role, String group) {
        return new Devices.Terms(version, List.of(role), Map.of("team", "pay"), group);
    }

    private String logged() {
        return console.log().list(OptionalLong.empty(), 1).getFirst().sentence();
    }

    @Test
    void aLaptopIsEnforcedUntilAnAdministratorSaysOtherwise() {
        assertEquals(Rollout.ENFORCED, document("laptop-a").rollout());
        done(change(1, Mode.OBSERVE, rules("file.secret", Mode.ENFORCE)));
        for (var device : List.of("laptop-a", "laptop-b")) {
            assertEquals(2, document(device).version());
            assertEquals(
                    new Rollout(Mode.OBSERVE, rules("file.secret", Mode.ENFORCE), Optional.empty()),
                    document(device).rollout());
        }
        assertEquals(WHY + " (all rules: enforce → observe)", logged());
    }

    @Test
    void aStalePageChangesNothing() {
        done(change(1, Mode.OBSERVE, new TreeMap<>()));
        assertInstanceOf(Result.Stale.class, change(1, Mode.ENFORCE, new TreeMap<>()));
        assertEquals(Mode.OBSERVE, document("laptop-a").rollout().mode());
        assertEquals(2, document("laptop-a").version());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertInvalid("why", console.rollout().change("everyone", 1, Mode.OBSERVE, new TreeMap<>(), " ", ADA));
        assertInvalid(
                "administrator", console.rollout().change("everyone", 1, Mode.OBSERVE, new TreeMap<>(), WHY, SAM));
        assertInvalid("no such group", console.rollout().change("x", 1, Mode.OBSERVE, new TreeMap<>(), WHY, ADA));
        assertInvalid("always enforced", change(1, Mode.ENFORCE, rules("file.self-protection", Mode.OBSERVE)));
        assertInvalid("by their ids", change(1, Mode.ENFORCE, rules("no rule", Mode.OBSERVE)));
        assertInvalid("small letters", console.rollout().create("No Group", WHY, ADA));
        assertInvalid("small letters", console.rollout().create("new", WHY, ADA));
        assertInvalid("of that name", console.rollout().create("everyone", WHY, ADA));
        assertEquals(1, document("laptop-a").version());
    }

    @Test
    void aGroupGoesItsOwnWay() {
        done(console.rollout().create("pilots", WHY, ADA));
        done(console.devices().change("laptop-a", terms(1, "read-only", "pilots"), WHY, ADA));
        done(console.rollout().change("pilots", 1, Mode.ENFORCE, rules("command.destructive", Mode.OBSERVE), WHY, ADA));
        assertEquals(
                Set.of("command.destructive"),
                document("laptop-a").rollout().rules().keySet());
        assertEquals(Rollout.ENFORCED, document("laptop-b").rollout());
        assertEquals(
                List.of("everyone 1", "pilots 1"),
                console.rollout().groups().stream()
                        .map(group -> group.name() + " " + group.laptops())
                        .toList());
    }

    @Test
    void rolesAndAttributesOfAnEnrolledLaptopCanBeChanged() {
        done(console.devices().change("laptop-a", terms(1, "read-only", "everyone"), WHY, ADA));
        assertEquals(
                new Principal("ana@example.com", List.of("read-only"), Map.of("team", "pay")),
                document("laptop-a").principal());
        assertEquals(WHY + " (developer, group everyone → read-only, {team=pay}, group everyone)", logged());
        assertInstanceOf(
                Result.Stale.class, console.devices().change("laptop-a", terms(1, "admin", "everyone"), WHY, ADA));
        assertInvalid("role", console.devices().change("laptop-a", terms(2, " ", "everyone"), WHY, ADA));
        assertInvalid("group", console.devices().change("laptop-a", terms(2, "admin", "nowhere"), WHY, ADA));
        assertInvalid("administrator", console.devices().change("laptop-a", terms(2, "admin", "everyone"), WHY, SAM));
        People.enrol(console, "ada@example.com", "laptop-c");
        assertInvalid("your own", console.devices().change("laptop-c", terms(1, "admin", "everyone"), WHY, ADA));
    }

    @Test
    void anotherPersonWhoEnrolsALaptopGetsNothingOfTheOneBefore() {
        done(console.rollout().create("pilots", WHY, ADA));
        done(console.devices().change("laptop-a", terms(1, "read-only", "pilots"), WHY, ADA));
        var _ = console.devices().release("laptop-a", WHY, ADA);
        People.enrol(console, "cleo@example.com", "laptop-a");
        assertEquals(
                new Principal("cleo@example.com", List.of("developer"), Map.of()),
                document("laptop-a").principal());
        assertEquals(
                "everyone", console.devices().find("laptop-a").orElseThrow().group());
    }

    @Test
    void aBreakGlassIsForOneLaptopAndEndsByItself() {
        done(console.rollout().open(new Where.Laptop("laptop-a"), Duration.ofHours(4), "The build is down.", ADA));
        var open = document("laptop-a").rollout().breakGlass().orElseThrow();
        assertEquals(NOON.plus(Duration.ofHours(4)), open.until());
        assertEquals("ada", open.by());
        assertEquals(Optional.empty(), document("laptop-b").rollout().breakGlass());
        assertEquals("The build is down. (for 240 min)", logged());
        assertEquals(
                List.of(open),
                console.rollout().open().stream().map(RolloutDesk.Open::opened).toList());
        clock.move(Duration.ofHours(4));
        assertEquals(List.of(), console.rollout().open());
        assertInstanceOf(Result.Stale.class, console.rollout().end(open.id(), ADA));
        console.rollout().endOver();
        console.rollout().endOver();
        assertEquals(
                List.of("Its time is over.", "The build is down. (for 240 min)"),
                console.log().about("laptop-a").stream()
                        .filter(entry -> entry.what().startsWith("break-glass"))
                        .map(ConsoleLog.Entry::sentence)
                        .sorted()
                        .toList());
        clock.move(Duration.ofHours(2));
        console.laptops().documents().renew("laptop-a");
        assertEquals(Optional.empty(), document("laptop-a").rollout().breakGlass());
    }

    @Test
    void aBreakGlassOfAGroupIsForAllItsLaptopsUntilSomebodyEndsIt() {
        done(console.rollout().open(new Where.Whole("everyone"), Duration.ofHours(1), WHY, ADA));
        var open = document("laptop-b").rollout().breakGlass().orElseThrow();
        assertEquals(open, document("laptop-a").rollout().breakGlass().orElseThrow());
        assertInvalid("administrator", console.rollout().end(open.id(), SAM));
        done(console.rollout().end(open.id(), ADA));
        assertEquals(Optional.empty(), document("laptop-a").rollout().breakGlass());
        assertInstanceOf(Result.Stale.class, console.rollout().end(open.id(), ADA));
    }

    @Test
    void aBreakGlassThatIsTooLongOrOnesOwnIsRefused() {
        var laptop = new Where.Laptop("laptop-a");
        assertInvalid(
                "four hours", console.rollout().open(laptop, Duration.ofHours(4).plusSeconds(1), WHY, ADA));
        assertInvalid("four hours", console.rollout().open(laptop, Duration.ZERO, WHY, ADA));
        assertInvalid("why", console.rollout().open(laptop, Duration.ofHours(1), "", ADA));
        assertInvalid("administrator", console.rollout().open(laptop, Duration.ofHours(1), WHY, SAM));
        assertInvalid("no such laptop", console.rollout().open(new Where.Laptop("x"), Duration.ofHours(1), WHY, ADA));
        assertInvalid("no such group", console.rollout().open(new Where.Whole("x"), Duration.ofHours(1), WHY, ADA));
        People.enrol(console, "ada@example.com", "laptop-c");
        assertInvalid("your own", console.rollout().open(new Where.Laptop("laptop-c"), Duration.ofHours(1), WHY, ADA));
        assertEquals(List.of(), console.rollout().open());
    }

    @Test
    void whatWouldHaveBeenDeniedIsCountedForFourteenDays() {
        var ana = new Calls("laptop-a", "ana@example.com");
        ana.record(Calls.observed(ana.push("a1", NOON.minus(Duration.ofDays(14)), PUSH)));
        ana.record(Calls.observed(ana.push("a2", NOON.minus(Duration.ofDays(14)).minusMillis(1), PUSH)));
        ana.record(Calls.observed(ana.push("a3", NOON, PUSH, SECRET)));
        ana.record(ana.push("a4", NOON, SECRET));
        ana.record(ana.push("a5", NOON));
        console.laptops().intake().receive("laptop-a", ana.batch());
        var ben = new Calls("laptop-b", "ben@example.com");
        ben.record(Calls.observed(ben.push("b1", NOON, PUSH)));
        console.laptops().intake().receive("laptop-b", ben.batch());

        var rollout = new Rollout(Mode.ENFORCE, rules("net.unlisted-host", Mode.OBSERVE), Optional.empty());
        assertEquals(
                List.of(
                        new Tried("command.destructive", 3, 0, 2, 2),
                        new Tried("file.secret", 1, 1, 1, 1),
                        new Tried("net.unlisted-host", 0, 0, 0, 0)),
                console.trial().of("everyone", rollout));
        assertEquals(List.of(), console.trial().of("pilots", Rollout.ENFORCED));
    }
}
