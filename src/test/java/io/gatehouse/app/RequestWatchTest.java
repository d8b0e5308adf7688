package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestWatchTest {
    private static final Instant FILED = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-23T13:00:00Z");

    @TempDir
    Path dir;

    private Store store;
    private KeptRequests requests;
    private Instant now = FILED;
    private Optional<List<Grant>> document = Optional.empty();
    private long used;
    private RequestWatch watch;
    private final List<State> changes = new ArrayList<>();

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, Clock.systemUTC());
        requests = store.requests();
        InstantSource time = () -> now;
        watch = new RequestWatch(requests, () -> document, _ -> used, time.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void ask(State state) {
        requests.add(new ExceptionRequest(
                "R-1",
                FILED,
                state == State.UNCONFIRMED ? Filer.AGENT : Filer.PERSON,
                "e1",
                "git push",
                List.of(new Rule("a", "command", "Because.", "Ask.", true, Severity.HIGH)),
                new Scope.ExactCall("key"),
                new Reach("claude-code", "/shop", Optional.of("s1")),
                Duration.ofHours(1),
                OptionalLong.of(1),
                "It must.",
                "",
                state,
                Optional.empty()));
        requests.changes().subscribe(kept -> changes.add(kept.request().state()));
    }

    private void askAndBeGranted() {
        ask(State.WAITING);
        requests.move("R-1", State.GRANTED, Optional.empty(), Optional.of("G-1"), Optional.of(UNTIL), Optional.empty());
        changes.clear();
    }

    private void hold(OptionalLong maxUses) {
        document = Optional.of(List.of(new Grant(
                "G-1",
                "ada",
                Optional.of("d1"),
                Set.of("a"),
                new Scope.ExactCall("key"),
                new Reach("claude-code", "/shop", Optional.of("s1")),
                FILED,
                UNTIL,
                maxUses,
                "rita",
                "")));
    }

    private State look() {
        watch.look();
        watch.look();
        return requests.find("R-1").orElseThrow().request().state();
    }

    @Test
    void aGrantExpiresAtItsEnd() {
        askAndBeGranted();
        hold(OptionalLong.empty());
        now = UNTIL.minusMillis(1);
        assertEquals(State.GRANTED, look());
        now = UNTIL;
        assertEquals(State.EXPIRED, look());
        assertEquals(List.of(State.EXPIRED), changes);
    }

    @Test
    void aGrantIsUsedUpWhenItsCallsAreCounted() {
        askAndBeGranted();
        hold(OptionalLong.of(2));
        used = 1;
        assertEquals(State.GRANTED, look());
        used = 2;
        assertEquals(State.USED_UP, look());
        assertEquals(List.of(State.USED_UP), changes);
    }

    @Test
    void aGrantWithoutALimitIsNotUsedUp() {
        askAndBeGranted();
        hold(OptionalLong.empty());
        used = 1_000;
        assertEquals(State.GRANTED, look());
    }

    @Test
    void whatANewerDocumentLeavesOutBeforeItsEndWasTakenBack() {
        askAndBeGranted();
        hold(OptionalLong.empty());
        assertEquals(State.GRANTED, look());
        document = Optional.of(List.of());
        now = UNTIL.minus(RequestWatch.NEAR_THE_END).minusMillis(1);
        assertEquals(State.REVOKED, look());
        assertEquals(List.of(State.REVOKED), changes);
    }

    @Test
    void whatIsLeftOutJustBeforeItsEndExpires() {
        askAndBeGranted();
        hold(OptionalLong.empty());
        look();
        document = Optional.of(List.of());
        now = UNTIL.minus(RequestWatch.NEAR_THE_END);
        assertEquals(State.GRANTED, look());
        now = UNTIL;
        assertEquals(State.EXPIRED, look());
    }

    @Test
    void whatNoDocumentHoldsYetWasNotTakenBack() {
        askAndBeGranted();
        assertEquals(State.GRANTED, look());
        document = Optional.of(List.of());
        assertEquals(State.GRANTED, look());
    }

    @Test
    void theConsoleMayTellTheSameBeforeOrAfter() {
        askAndBeGranted();
        hold(OptionalLong.empty());
        look();
        requests.move("R-1", State.REVOKED, Optional.empty(), Optional.of("G-1"), Optional.of(UNTIL), Optional.empty());
        document = Optional.of(List.of());
        assertEquals(State.REVOKED, look());
        assertEquals(List.of(State.REVOKED), changes);
    }

    @Test
    void whatNobodyConfirmedForADayIsOver() {
        ask(State.UNCONFIRMED);
        now = FILED.plus(RequestWatch.CONFIRMABLE).minusMillis(1);
        assertEquals(State.UNCONFIRMED, look());
        now = FILED.plus(RequestWatch.CONFIRMABLE);
        assertEquals(State.EXPIRED, look());
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"UNCONFIRMED", "GRANTED"},
            mode = EnumSource.Mode.EXCLUDE)
    void everythingElseIsTheConsolesToEnd(State state) {
        ask(state);
        now = FILED.plus(Duration.ofDays(400));
        document = Optional.of(List.of());
        assertEquals(state, look());
    }
}
