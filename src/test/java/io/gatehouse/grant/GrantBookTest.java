package io.gatehouse.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.GrantBook.Waiver;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrantBookTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Principal ANA = new Principal("ana", List.of("developer"), Map.of());
    private static final Rule PUSH = new Rule("command.destructive", "command", "why", "fix", true, Severity.MEDIUM);
    private static final Rule PRIVILEGE = new Rule("command.privilege", "command", "why", "fix", true, Severity.MEDIUM);
    private static final Rule SECRET = new Rule("file.secret", "file", "why", "fix", false, Severity.HIGH);
    private static final Call CALL = new Call("claude-code", "s1", "/home/ana/shop", "key-1");
    private static final Scope FORCE_PUSH = new Scope.Command(List.of("git", "push", "--force"), List.of());

    private static AccessRequest exec(List<String> argv, List<String> wrappers, String parse) {
        return new AccessRequest(ANA, Action.EXEC, Map.of("argv", argv, "wrappers", wrappers, "parse", parse));
    }

    private static final AccessRequest PUSHES = exec(List.of("git", "push", "--force", "origin"), List.of(), "full");

    private static Decision denied(Rule... rules) {
        return new Decision(Effect.DENY, List.of(rules));
    }

    /// A grant for force pushes from 12:00 to 13:00, on laptop `d1`.
    private static Grant grant(Scope scope) {
        return new Grant(
                "g1",
                "ana",
                Optional.of("d1"),
                Set.of("command.destructive"),
                scope,
                new Reach("claude-code", "/home/ana/shop", Optional.of("s1")),
                NOON,
                NOON.plus(Duration.ofHours(1)),
                OptionalLong.of(2),
                "sam",
                "");
    }

    private static GrantBook book(Grant... grants) {
        return new GrantBook(
                "d1",
                Stream.of(grants)
                        .map(grant -> new Held(grant, NOON.plus(Duration.ofHours(24))))
                        .toList());
    }

    private static Optional<Waiver> find(
            GrantBook book, AccessRequest request, Decision denied, Call call, Instant at) {
        return book.find(request, denied, call, at, _ -> 0);
    }

    private static Optional<Waiver> find(Grant grant) {
        return find(book(grant), PUSHES, denied(PUSH), CALL, NOON);
    }

    private static Optional<Waiver> lifts(Grant grant) {
        return Optional.of(new Waiver(Set.of("command.destructive"), Set.of(grant)));
    }

    @Test
    void coversTheCallThatItWasGrantedFor() {
        var grant = grant(FORCE_PUSH);
        assertEquals(lifts(grant), find(grant));
    }

    @Nested
    class WhenMoreThanOneRuleFires {
        @Test
        void aHardRuleLeavesNothingToAsk() {
            assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), PUSHES, denied(PUSH, SECRET), CALL, NOON));
        }

        @Test
        void aRuleThatIsNotGrantedLeavesNothingToAsk() {
            assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), PUSHES, denied(PUSH, PRIVILEGE), CALL, NOON));
        }

        @Test
        void twoGrantsMayLiftThemTogether() {
            var one = grant(FORCE_PUSH);
            var other = new Grant(
                    "g2",
                    "ana",
                    Optional.empty(),
                    Set.of("command.privilege"),
                    new Scope.Command(List.of("git"), List.of()),
                    new Reach("claude-code", "/home/ana/shop", Optional.empty()),
                    NOON,
                    NOON.plusSeconds(60),
                    OptionalLong.empty(),
                    "sam",
                    "");
            assertEquals(
                    Optional.of(new Waiver(Set.of("command.destructive", "command.privilege"), Set.of(one, other))),
                    find(book(one, other), PUSHES, denied(PUSH, PRIVILEGE), CALL, NOON));
        }
    }

    @Test
    void nothingIsAskedWhereNoRuleAllows() {
        assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), PUSHES, denied(), CALL, NOON));
    }

    static Stream<Call> otherCalls() {
        return Stream.of(
                new Call("codex", "s1", "/home/ana/shop", "key-1"),
                new Call("claude-code", "s2", "/home/ana/shop", "key-1"),
                new Call("claude-code", "s1", "/home/ana", "key-1"),
                new Call("claude-code", "s1", "/home/ana/shop/sub", "key-1"));
    }

    @ParameterizedTest
    @MethodSource("otherCalls")
    void coversNoOtherAgentSessionOrWorkspace(Call call) {
        assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), PUSHES, denied(PUSH), call, NOON));
    }

    @Test
    void coversNoOtherPrincipal() {
        var other = new AccessRequest(
                new Principal("bo", List.of("developer"), Map.of()), Action.EXEC, PUSHES.attributes());
        assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), other, denied(PUSH), CALL, NOON));
    }

    @Test
    void coversNoOtherDevice() {
        var elsewhere = new GrantBook("d2", book(grant(FORCE_PUSH)).list());
        assertEquals(Optional.empty(), find(elsewhere, PUSHES, denied(PUSH), CALL, NOON));
    }

    @Nested
    class InTime {
        private final GrantBook book = book(grant(FORCE_PUSH));

        private Optional<Waiver> at(Instant at) {
            return find(book, PUSHES, denied(PUSH), CALL, at);
        }

        @Test
        void beginsAtItsFirstMillisecond() {
            assertEquals(Optional.empty(), at(NOON.minusMillis(1)));
            assertEquals(lifts(grant(FORCE_PUSH)), at(NOON));
        }

        @Test
        void endsBeforeItsLast() {
            assertEquals(
                    lifts(grant(FORCE_PUSH)), at(NOON.plus(Duration.ofHours(1)).minusMillis(1)));
            assertEquals(Optional.empty(), at(NOON.plus(Duration.ofHours(1))));
        }

        @Test
        void endsWithTheLeaseOfItsDocument() {
            var leased = new GrantBook("d1", List.of(new Held(grant(FORCE_PUSH), NOON.plusSeconds(10))));
            assertEquals(lifts(grant(FORCE_PUSH)), find(leased, PUSHES, denied(PUSH), CALL, NOON.plusSeconds(9)));
            assertEquals(Optional.empty(), find(leased, PUSHES, denied(PUSH), CALL, NOON.plusSeconds(10)));
        }

        @Test
        void endsWithItsLastUse() {
            assertEquals(lifts(grant(FORCE_PUSH)), book.find(PUSHES, denied(PUSH), CALL, NOON, _ -> 1));
            assertEquals(Optional.empty(), book.find(PUSHES, denied(PUSH), CALL, NOON, _ -> 2));
        }
    }

    @Nested
    class AnExactCall {
        private final Scope scope = new Scope.ExactCall("key-1");

        @Test
        void coversACommandThatIsNotUnderstood() {
            assertEquals(
                    lifts(grant(scope)),
                    find(book(grant(scope)), exec(List.of(), List.of(), "opaque"), denied(PUSH), CALL, NOON));
        }

        @Test
        void coversNoOtherCall() {
            var other = new Call("claude-code", "s1", "/home/ana/shop", "key-2");
            assertEquals(Optional.empty(), find(book(grant(scope)), PUSHES, denied(PUSH), other, NOON));
        }
    }

    @Nested
    class ACommand {
        static Stream<AccessRequest> outside() {
            return Stream.of(
                    exec(List.of("git", "push"), List.of(), "full"),
                    exec(List.of("git", "push", "origin", "--force"), List.of(), "full"),
                    exec(List.of("git", "push", "--force-with-lease"), List.of(), "full"),
                    exec(List.of("git", "push", "--force"), List.of(), "partial"),
                    exec(List.of("git", "push", "--force"), List.of(), "opaque"),
                    exec(List.of("git", "push", "--force"), List.of("sudo"), "full"),
                    new AccessRequest(ANA, Action.READ, Map.of("path", "/git")));
        }

        @ParameterizedTest
        @MethodSource("outside")
        void coversNothingElse(AccessRequest request) {
            assertEquals(Optional.empty(), find(book(grant(FORCE_PUSH)), request, denied(PUSH), CALL, NOON));
        }

        @Test
        void coversTheWrappersThatItNames() {
            var scope = new Scope.Command(List.of("git", "push"), List.of("sudo", "env"));
            assertEquals(
                    lifts(grant(scope)),
                    find(
                            book(grant(scope)),
                            exec(List.of("git", "push", "-f"), List.of("sudo"), "full"),
                            denied(PUSH),
                            CALL,
                            NOON));
        }

        @Test
        void isNotGrantedByAMaskedWord() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Scope.Command(List.of("deploy", "--token=***"), List.of()));
        }
    }

    @Nested
    class APath {
        private final Scope scope = new Scope.Below("/opt/app");

        private Optional<Waiver> find(String path, String linkTarget) {
            return GrantBookTest.find(
                    book(grant(scope)),
                    new AccessRequest(ANA, Action.WRITE, Map.of("path", path, "linkTarget", linkTarget)),
                    denied(PUSH),
                    CALL,
                    NOON);
        }

        @Test
        void coversItAndWhatIsBelow() {
            assertEquals(lifts(grant(scope)), find("/opt/app", ""));
            assertEquals(lifts(grant(scope)), find("/opt/app/a/b", ""));
            assertEquals(lifts(grant(scope)), find("/opt/app/link", "/opt/app/a"));
        }

        @Test
        void coversNeitherItsNamesakesNorLinksThatLeadAway() {
            assertEquals(Optional.empty(), find("/opt/app2", ""));
            assertEquals(Optional.empty(), find("/opt", ""));
            assertEquals(Optional.empty(), find("/opt/app/link", "/etc/passwd"));
        }

        @ParameterizedTest
        @org.junit.jupiter.params.provider.ValueSource(
                strings = {"", "/", "opt/app", "/opt/app/", "/opt/../etc", "/opt/..", "/opt/***"})
        void isBelowARootAndFolded(String path) {
            assertThrows(IllegalArgumentException.class, () -> new Scope.Below(path));
        }
    }

    @Nested
    class AHost {
        private final Scope scope = new Scope.Host("pkg.example.com");

        @Test
        void coversThatHostAlone() {
            for (var host : List.of("pkg.example.com", "evil.example.com", "pkg.example.com.evil.net", "")) {
                var request = new AccessRequest(ANA, Action.CONNECT, Map.of("host", host));
                assertEquals(
                        host.equals("pkg.example.com") ? lifts(grant(scope)) : Optional.empty(),
                        find(book(grant(scope)), request, denied(PUSH), CALL, NOON));
            }
        }
    }

    @Test
    void countsUsesOnOneDeviceOnly() {
        var error = assertThrows(
                IllegalArgumentException.class,
                () -> new Grant(
                        "g1",
                        "ana",
                        Optional.empty(),
                        Set.of("command.destructive"),
                        FORCE_PUSH,
                        new Reach("claude-code", "/w", Optional.empty()),
                        NOON,
                        NOON.plusSeconds(1),
                        OptionalLong.of(1),
                        "sam",
                        ""));
        assertEquals("grant g1 counts uses on more than one device", error.getMessage());
    }
}
