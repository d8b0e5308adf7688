package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AskedBeforeTest {
    private static final Instant ASKED = Instant.parse("2026-11-23T10:42:00Z");
    private static final Instant REFUSED = Instant.parse("2026-11-23T11:00:00Z");
    private static final Scope PUSH = new Scope.Command(List.of("git", "push"), List.of());

    @TempDir
    Path dir;

    private Store store;
    private KeptRequests requests;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, Clock.systemUTC());
        requests = store.requests();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Rule rule(String id) {
        return new Rule(id, "command", "Because.", "Ask.", true, Severity.HIGH);
    }

    private void ask(Scope scope, State state) {
        requests.add(new ExceptionRequest(
                "R-1",
                ASKED,
                Filer.PERSON,
                "e1",
                "git push",
                List.of(rule("a")),
                scope,
                new Reach("claude-code", "/shop", Optional.of("s1")),
                Duration.ofHours(1),
                OptionalLong.of(1),
                "It must.",
                "",
                state,
                Optional.empty()));
    }

    private void refuse(String sentence) {
        requests.move(
                "R-1",
                State.REFUSED,
                Optional.of(new Word("rita", REFUSED, sentence)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Optional<String> told(String session, String key, Rule rule, String... argv) {
        var ada = new Principal("ada", List.of("developer"), Map.of());
        var denied = new Enforcement(
                "e2",
                now,
                Mode.ENFORCE,
                ada,
                new ToolCall.Origin("claude-code", session, "t", "Bash", "", "", "", "/shop"),
                "/shop",
                String.join(" ", argv),
                List.of(new Enforcement.Asked(
                        new AccessRequest(
                                ada,
                                Action.EXEC,
                                Map.of("argv", List.of(argv), "wrappers", List.of(), "parse", "full")),
                        List.of(),
                        new Decision(Effect.DENY, List.of(rule)))),
                List.of(),
                List.of(),
                List.of(),
                key,
                new Verdict.Deny(Cause.RULE, List.of(rule), "", ""),
                new Basis.Central("r1", "c"),
                List.of(),
                Enforcement.Took.NOTHING);
        return new AskedBefore(requests, store.device(), Clock.fixed(now, ZoneOffset.UTC), ZoneOffset.UTC)
                .apply(denied);
    }

    private Optional<String> toldOfPush() {
        return told("s1", "key", rule("a"), "git", "push", "--force");
    }

    @Test
    void nothingIsSaidWhereNothingWasAskedFor() {
        assertEquals(Optional.empty(), toldOfPush());
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"WAITING", "SEEN"})
    void whatWaitsIsToldForEachCallWithinItsScope(State state) {
        ask(PUSH, state);
        assertEquals(Optional.of("An exception was asked for at 10:42 (R-1); it is waiting."), toldOfPush());
        assertEquals(Optional.empty(), told("s1", "key", rule("a"), "git", "reset"));
        assertEquals(Optional.empty(), told("s1", "key", rule("b"), "git", "push"));
        assertEquals(Optional.empty(), told("s2", "key", rule("a"), "git", "push"));
    }

    @Test
    void theSameCallIsKnownInAnotherSessionToo() {
        ask(new Scope.ExactCall("key"), State.WAITING);
        assertEquals(
                Optional.of("An exception was asked for at 10:42 (R-1); it is waiting."),
                told("s2", "key", rule("a"), "git", "push"));
        assertEquals(Optional.empty(), told("s1", "other", rule("a"), "git", "push"));
        assertEquals(Optional.empty(), told("s1", "", rule("a"), "git", "push"));
    }

    @Test
    void whatThePersonHasNotConfirmedWaitsForThePerson() {
        ask(PUSH, State.UNCONFIRMED);
        assertEquals(
                Optional.of("An exception was asked for at 10:42 (R-1); it waits until the person confirms it."),
                toldOfPush());
    }

    @Test
    void aRefusalIsToldWithItsSentenceForADay() {
        ask(PUSH, State.WAITING);
        refuse("Use a branch.\nOf your own.");
        assertEquals(
                Optional.of("An exception was asked for at 10:42 (R-1) and was refused: Use a branch. Of your own."),
                toldOfPush());
        now = REFUSED.plus(Duration.ofDays(1)).minusMillis(1);
        assertEquals(
                Optional.of(
                        "An exception was asked for at 23 Nov, 10:42 (R-1) and was refused: Use a branch. Of your own."),
                toldOfPush());
        now = REFUSED.plus(Duration.ofDays(1));
        assertEquals(Optional.empty(), toldOfPush());
    }

    @Test
    void aLongRefusalIsCut() {
        ask(PUSH, State.WAITING);
        refuse("x".repeat(1_000));
        assertEquals(
                Optional.of("An exception was asked for at 10:42 (R-1) and was refused: " + "x".repeat(199) + "…"),
                toldOfPush());
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"GRANTED", "EXPIRED", "REVOKED", "USED_UP", "WITHDRAWN"})
    void whatIsOverIsNotTold(State state) {
        ask(PUSH, state);
        assertEquals(Optional.empty(), toldOfPush());
    }
}
