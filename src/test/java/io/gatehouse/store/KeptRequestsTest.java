package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.store.KeptRequests.Kept;
import io.gatehouse.store.KeptRequests.News;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeptRequestsTest {
    private static final Instant ONE = Instant.parse("2026-11-23T13:00:00Z");
    private static final Word WORD = new Word("rita@example.com", NOON, "For the release only.");

    @TempDir
    Path dir;

    private Store store;
    private KeptRequests requests;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        requests = store.requests();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void openAgain() {
        close();
        open();
    }

    private static ExceptionRequest request(String id, State state) {
        return new ExceptionRequest(
                id,
                NOON,
                state == State.UNCONFIRMED ? Filer.AGENT : Filer.PERSON,
                "e1",
                "git push --force \u202e",
                List.of(PRIVILEGE),
                new Scope.Command(List.of("git", "push"), List.of("sudo")),
                new Reach("claude-code", "/home/ana/shop", Optional.of("session")),
                Duration.ofHours(1),
                OptionalLong.of(1),
                "The release is due.",
                "OPS-7",
                state,
                Optional.empty());
    }

    private static ExceptionRequest waiting(String id) {
        return request(id, State.WAITING);
    }

    private boolean move(String id, State to) {
        return requests.move(id, to, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private boolean ask(String id, String question) {
        return requests.move(
                id, State.SEEN, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(question));
    }

    private Kept get(String id) {
        return requests.find(id).orElseThrow();
    }

    private static Kept unchanged(ExceptionRequest request) {
        return new Kept(request, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<String> ids(List<Kept> kept) {
        return kept.stream().map(one -> one.request().id()).toList();
    }

    @Test
    void requestsAreAsTheyWereFiledAfterTheDatabaseWasOpenedAgain() {
        assertTrue(requests.add(waiting("R-1")));
        assertTrue(requests.add(request("R-2", State.UNCONFIRMED)));
        openAgain();
        assertEquals(List.of(unchanged(request("R-2", State.UNCONFIRMED)), unchanged(waiting("R-1"))), requests.list());
        assertEquals(Optional.empty(), requests.find("R-3"));
    }

    @Test
    void theSameRequestIsKeptOnceAndAsItStands() {
        assertTrue(requests.add(waiting("R-1")));
        move("R-1", State.SEEN);
        assertFalse(requests.add(waiting("R-1")));
        assertEquals(
                List.of(State.SEEN),
                requests.list().stream().map(kept -> kept.request().state()).toList());
    }

    @Test
    void whatIsNotEndedIsOpen() {
        for (var state : State.values()) {
            requests.add(request("R-" + state, state));
        }
        assertEquals(List.of("R-GRANTED", "R-SEEN", "R-WAITING", "R-UNCONFIRMED"), ids(requests.listOpen()));
        assertTrue(requests.listOpen().stream()
                .noneMatch(kept -> kept.request().state().isEnded()));
    }

    @Nested
    class WhenARequestMoves {
        /// Besides the same state. The last two of WAITING and SEEN: the grant came and ended unheard.
        private static final Map<State, Set<State>> ALLOWED = Map.of(
                State.UNCONFIRMED, EnumSet.of(State.WAITING, State.WITHDRAWN, State.EXPIRED),
                State.WAITING,
                        EnumSet.of(
                                State.SEEN,
                                State.GRANTED,
                                State.REFUSED,
                                State.EXPIRED,
                                State.WITHDRAWN,
                                State.REVOKED,
                                State.USED_UP),
                State.SEEN,
                        EnumSet.of(
                                State.GRANTED,
                                State.REFUSED,
                                State.EXPIRED,
                                State.WITHDRAWN,
                                State.REVOKED,
                                State.USED_UP),
                State.GRANTED, EnumSet.of(State.EXPIRED, State.REVOKED, State.USED_UP));

        static Stream<Arguments> allPairs() {
            return Stream.of(State.values())
                    .flatMap(from -> Stream.of(State.values()).map(to -> arguments(from, to)));
        }

        @ParameterizedTest
        @MethodSource("allPairs")
        void itBecomesWhatItCanAndNothingElse(State from, State to) {
            requests.add(request("R-1", from));
            boolean can = from == to || ALLOWED.getOrDefault(from, Set.of()).contains(to);
            assertEquals(can, move("R-1", to));
            assertEquals(can ? to : from, get("R-1").request().state());
            assertTrue(!from.canBecome(to) || can);
        }

        @Test
        void aGrantIsKeptWithItsEndAndTheReviewersWord() {
            requests.add(waiting("R-1"));
            assertTrue(requests.move(
                    "R-1", State.GRANTED, Optional.of(WORD), Optional.of("G-1"), Optional.of(ONE), Optional.empty()));
            openAgain();
            assertEquals(
                    new Kept(
                            waiting("R-1").become(State.GRANTED, Optional.of(WORD)),
                            true,
                            Optional.of("G-1"),
                            Optional.of(ONE),
                            Optional.empty(),
                            Optional.empty()),
                    get("R-1"));
        }

        @Test
        void itsGrantStaysKnownWhenItEnds() {
            requests.add(waiting("R-1"));
            requests.move(
                    "R-1", State.GRANTED, Optional.of(WORD), Optional.of("G-1"), Optional.of(ONE), Optional.empty());
            assertTrue(move("R-1", State.EXPIRED));
            var ended = get("R-1");
            assertEquals(Optional.of("G-1"), ended.grant());
            assertEquals(Optional.of(ONE), ended.until());
            assertEquals(Optional.of(WORD), ended.request().word());
        }

        @Test
        void aQuestionIsKeptUntilItIsNoMoreAsked() {
            requests.add(waiting("R-1"));
            assertTrue(ask("R-1", "Which branch?"));
            assertEquals(Optional.of("Which branch?"), get("R-1").question());
            assertTrue(ask("R-1", "And why?"));
            assertEquals(Optional.of("And why?"), get("R-1").question());
            assertTrue(move("R-1", State.REFUSED));
            assertEquals(Optional.empty(), get("R-1").question());
        }

        @Test
        void anAnswerIsKeptAndToldUntilAnotherQuestionIsAsked() {
            requests.add(waiting("R-1"));
            assertFalse(requests.answer("R-1", "main"), "nothing was asked");
            ask("R-1", "Which branch?");
            assertTrue(requests.answer("R-1", "main"));
            openAgain();
            assertEquals(List.of(get("R-1")), requests.unsentAnswers());
            assertEquals(Optional.of("main"), get("R-1").answer());
            requests.markAnswerSent("R-1", "an earlier one");
            assertEquals(1, requests.unsentAnswers().size());
            requests.markAnswerSent("R-1", "main");
            assertEquals(List.of(), requests.unsentAnswers());
            ask("R-1", "Which branch?");
            assertEquals(Optional.of("main"), get("R-1").answer());
            ask("R-1", "And why?");
            assertEquals(Optional.empty(), get("R-1").answer());
            assertTrue(move("R-1", State.REFUSED));
            assertFalse(requests.answer("R-1", "too late"));
        }

        @Test
        void anAnswerToAQuestionThatIsOverIsNotToldAnyMore() {
            requests.add(waiting("R-1"));
            ask("R-1", "Which branch?");
            requests.answer("R-1", "main");
            ask("R-1", "And why?");
            assertEquals(List.of(), requests.unsentAnswers());
        }

        @Test
        void eachChangeIsPublishedOnceAndNothingElse() {
            var heard = new ArrayList<State>();
            requests.changes().subscribe(kept -> heard.add(kept.request().state()));
            requests.add(waiting("R-1"));
            requests.add(waiting("R-1"));
            move("R-1", State.SEEN);
            move("R-1", State.SEEN);
            move("R-1", State.WAITING);
            ask("R-1", "Which branch?");
            move("R-1", State.REFUSED);
            move("R-1", State.GRANTED);
            move("R-9", State.GRANTED);
            assertEquals(List.of(State.WAITING, State.SEEN, State.SEEN, State.REFUSED), heard);
        }
    }

    @Nested
    class WhenTheConsoleIsToBeTold {
        @Test
        void whatWaitsIsToldAlsoAfterACrashTheOldestFirst() {
            requests.add(waiting("R-1"));
            requests.add(request("R-2", State.UNCONFIRMED));
            requests.add(waiting("R-3"));
            openAgain();
            assertEquals(List.of("R-1", "R-3"), ids(requests.unsent()));
            requests.markSent("R-1", State.WAITING);
            openAgain();
            assertEquals(List.of("R-3"), ids(requests.unsent()));
            assertTrue(get("R-1").sent());
        }

        @Test
        void whatAnAgentFiledIsToldOnceThePersonConfirmedIt() {
            requests.add(request("R-1", State.UNCONFIRMED));
            assertEquals(List.of(), requests.unsent());
            move("R-1", State.WAITING);
            assertEquals(List.of("R-1"), ids(requests.unsent()));
        }

        @Test
        void whatIsTakenBackIsToldEvenWhenTheConsoleKnewIt() {
            requests.add(waiting("R-1"));
            requests.markSent("R-1", State.WAITING);
            move("R-1", State.WITHDRAWN);
            assertEquals(List.of("R-1"), ids(requests.unsent()));
            requests.markSent("R-1", State.WITHDRAWN);
            move("R-1", State.WITHDRAWN);
            assertEquals(List.of(), requests.unsent());
        }

        @Test
        void whatIsTakenBackWhileItIsBeingSentIsStillTold() {
            requests.add(waiting("R-1"));
            var onItsWay = requests.unsent().getFirst();
            move("R-1", State.WITHDRAWN);
            requests.markSent("R-1", onItsWay.request().state());
            assertEquals(List.of("R-1"), ids(requests.unsent()));
        }

        @Test
        void whatTheConsoleDecidedItKnowsAlsoWhereItsReceiptWasLost() {
            for (var state : EnumSet.of(State.SEEN, State.GRANTED, State.REFUSED, State.REVOKED, State.USED_UP)) {
                requests.add(waiting("R-" + state));
                move("R-" + state, state);
                assertTrue(get("R-" + state).sent(), state.name());
            }
            move("R-SEEN", State.WITHDRAWN);
            assertEquals(List.of("R-SEEN"), ids(requests.unsent()));
        }

        @Test
        void whatNeverWasOnItsWayIsNotToldWhenItIsTakenBack() {
            requests.add(request("R-1", State.UNCONFIRMED));
            move("R-1", State.WITHDRAWN);
            assertEquals(List.of(), requests.unsent());
        }
    }

    @Nested
    class WhenThePersonIsToBeTold {
        @Test
        void eachChangeIsToldOnceAlsoAfterARestart() {
            requests.add(waiting("R-1"));
            assertEquals(List.of(), requests.listUntold());
            move("R-1", State.SEEN);
            move("R-1", State.GRANTED);
            openAgain();
            assertEquals(List.of(new News(get("R-1"), 2)), requests.listUntold());
            requests.markTold("R-1", 2);
            openAgain();
            assertEquals(List.of(), requests.listUntold());
        }

        @Test
        void whatAnAgentFiledIsNewsAndWhatThePersonFiledIsNot() {
            requests.add(waiting("R-1"));
            requests.add(request("R-2", State.UNCONFIRMED));
            assertEquals(List.of(new News(get("R-2"), 1)), requests.listUntold());
        }

        @Test
        void aChangeThatCameMeanwhileIsStillTold() {
            requests.add(waiting("R-1"));
            move("R-1", State.GRANTED);
            var news = requests.listUntold().getFirst();
            move("R-1", State.EXPIRED);
            requests.markTold("R-1", news.change());
            assertEquals(List.of(new News(get("R-1"), 2)), requests.listUntold());
            requests.markTold("R-1", 2);
            requests.markTold("R-1", 1);
            assertEquals(List.of(), requests.listUntold());
        }
    }
}
