package io.gatehouse.console;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.wire.Filing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a reviewer approves, the grant is never wider than what was asked for.
class ApprovalTest {
    private static final List<String> WORDS = List.of("git", "push", "--force", "origin", "main");
    private static final List<String> IDS = List.of("command.destructive", "command.privilege", "net.unknown");
    private static final List<String> SESSIONS = List.of("s1", "s2");

    private final Random random = new Random(5);

    @TempDir
    private Path directory;

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Scope scope() {
        return switch (random.nextInt(4)) {
            case 0 -> new Scope.ExactCall(one(List.of("key-e", "key-f")));
            case 1 ->
                new Scope.Command(
                        WORDS.subList(0, 1 + random.nextInt(WORDS.size())),
                        random.nextBoolean() ? List.of() : List.of(one(List.of("sudo", "env"))));
            case 2 -> new Scope.Below(one(List.of("/home", "/home/ana", "/home/ana/shop", "/home/anastasia")));
            default -> new Scope.Host(one(List.of("git.example.com", "example.com")));
        };
    }

    private Optional<String> session() {
        return random.nextBoolean() ? Optional.empty() : Optional.of(one(SESSIONS));
    }

    private Set<String> rules() {
        var rules = new HashSet<String>();
        IDS.stream().filter(_ -> random.nextBoolean()).forEach(rules::add);
        return rules;
    }

    private Approval approval() {
        return new Approval(
                Duration.ofMinutes(random.nextInt(90)),
                random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(4)),
                scope(),
                session(),
                rules(),
                random.nextInt(8) == 0 ? " " : "Fine.");
    }

    private static Rule rule(String id) {
        return new Rule(id, "command", "why", "fix", true, Severity.MEDIUM);
    }

    private ExceptionRequest request(String id, Enforcement call, Rule... rules) {
        return new ExceptionRequest(
                id,
                NOON,
                Filer.PERSON,
                call.id(),
                "x",
                List.of(rules),
                random.nextInt(4) == 0 ? new Scope.ExactCall(call.callKey()) : notExact(),
                new Reach("claude-code", "/home/ana/shop", session()),
                Duration.ofMinutes(1 + random.nextInt(60)),
                random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(3)),
                "Because.",
                "",
                State.WAITING,
                Optional.empty());
    }

    private Scope notExact() {
        var scope = scope();
        return scope instanceof Scope.ExactCall ? new Scope.Host("git.example.com") : scope;
    }

    @Test
    void noApprovalMakesAGrantThatIsWiderThanTheRequest() {
        var clock = new TestClock(NOON);
        var console = Console.Parts.open(Databases.settings(Kind.SQLITE, directory), clock);
        try {
            People.enrol(console, "ana@example.com", "laptop-1");
            int granted = 0;
            for (int round = 0; round < 1_500; round++) {
                var calls = new Calls("laptop-1", "ana@example.com");
                var fired = random.nextBoolean()
                        ? new Rule[] {rule(IDS.get(0))}
                        : new Rule[] {rule(IDS.get(0)), rule(IDS.get(1))};
                var call = calls.call("e", NOON, String.join(" ", WORDS), List.of(), fired);
                var asked = request("r" + round, call, fired);
                console.laptops().filings().file("laptop-1", "ana@example.com", new Filing(asked, calls.record(call)));
                var approval = random.nextInt(3) == 0 ? near(asked) : approval();
                if (console.requests().approve(asked.id(), 1, approval, People.SAM) instanceof Outcome.Done) {
                    granted++;
                    var grant = console.requests()
                            .find(asked.id())
                            .flatMap(RequestDesk.Story::grant)
                            .orElseThrow();
                    isNoWider(grant, asked);
                }
                console.laptops().filings().withdraw("laptop-1", "ana@example.com", asked.id());
            }
            assertTrue(granted > 100, granted + " were granted");
        } finally {
            console.database().close();
        }
    }

    /// As asked, or with one part of it changed.
    private Approval near(ExceptionRequest asked) {
        var all = Approval.asAsked(asked, "Fine.");
        var other = approval();
        return switch (random.nextInt(6)) {
            case 0 -> new Approval(other.time(), all.maxUses(), all.scope(), all.session(), all.rules(), all.note());
            case 1 -> new Approval(all.time(), other.maxUses(), all.scope(), all.session(), all.rules(), all.note());
            case 2 -> new Approval(all.time(), all.maxUses(), other.scope(), all.session(), all.rules(), all.note());
            case 3 -> new Approval(all.time(), all.maxUses(), all.scope(), other.session(), all.rules(), all.note());
            case 4 -> new Approval(all.time(), all.maxUses(), all.scope(), all.session(), other.rules(), all.note());
            default -> all;
        };
    }

    private void isNoWider(Grant grant, ExceptionRequest asked) {
        assertEquals("ana@example.com", grant.principal());
        assertEquals(Optional.of("laptop-1"), grant.device());
        assertTrue(!grant.from().isAfter(NOON));
        assertTrue(!Duration.between(NOON, grant.until()).minus(asked.wished()).isPositive());
        assertTrue(asked.uses().isEmpty()
                || grant.maxUses().orElseThrow() <= asked.uses().getAsLong());
        assertTrue(asked.rules().stream().map(Rule::id).toList().containsAll(grant.rules()));
        assertEquals(asked.reach().agent(), grant.reach().agent());
        assertEquals(asked.reach().workspace(), grant.reach().workspace());
        assertTrue(asked.reach().session().isEmpty()
                || asked.reach().session().equals(grant.reach().session()));
        assertTrue(grant.scope().isWithin(asked.scope()));
    }

    /// The word `isWithin` means what it says: what the narrower one covers, the wider one does.
    @Test
    void aNarrowerScopeCoversNothingThatTheWiderOneDoesNot() {
        int narrower = 0;
        for (int round = 0; round < 20_000; round++) {
            var one = scope();
            var other = scope();
            if (one.isWithin(other)) {
                narrower++;
                var calls = new Calls("laptop-1", "ana@example.com");
                var line = String.join(" ", WORDS.subList(0, 1 + random.nextInt(WORDS.size())));
                var call = calls.call(one(List.of("e", "f")), NOON, line, List.of(), PUSH);
                assertTrue(!covers(one, call) || covers(other, call), one + " within " + other + " for " + line);
            }
        }
        assertTrue(narrower > 1_000, narrower + " were narrower");
    }

    private static boolean covers(Scope scope, Enforcement call) {
        var grant = new Grant(
                "g",
                "ana@example.com",
                Optional.of("laptop-1"),
                Set.of(PUSH.id()),
                scope,
                new Reach("claude-code", "/home/ana/shop", Optional.empty()),
                NOON,
                NOON.plusSeconds(60),
                OptionalLong.empty(),
                "sam",
                "");
        return Grants.wouldCover(grant, call, "laptop-1");
    }
}
