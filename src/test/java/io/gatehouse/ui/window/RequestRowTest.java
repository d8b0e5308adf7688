package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.KeptRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestRowTest {
    @ParameterizedTest
    @EnumSource
    void everyStateHasAWordAndASentence(State state) {
        var row = new RequestRow(SampleRequests.of("r", 1, state, Filer.PERSON, ""));
        assertFalse(row.state().isBlank());
        assertTrue(row.standing(Sample.NOON).endsWith("."), row.standing(Sample.NOON));
        assertEquals(!state.isEnded(), row.isOpen());
        assertEquals(state.canBecome(State.WITHDRAWN), row.canWithdraw());
        assertEquals(state == State.UNCONFIRMED, row.needsConfirmation());
    }

    @Test
    void aGrantCountsDownToItsEnd() {
        var row = new RequestRow(SampleRequests.granted());
        assertTrue(row.standing(Sample.NOON).startsWith("Granted for 35 min more, until "));
        assertTrue(row.standing(Sample.NOON.plusSeconds(2_090)).startsWith("Granted for 1 min more"));
        assertEquals("Sam Okafor", row.reviewer());
        assertEquals("Shortened to one hour. Push to release/24 only.", row.said());
    }

    @Test
    void aRequestThatIsNotSentSaysWhatItWaitsFor() {
        var waiting = SampleRequests.of("r", 1, State.WAITING, Filer.PERSON, "");
        assertEquals("Kept. It is sent as soon as the console can be reached.", standing(waiting, false, true));
        assertEquals("Kept. It is sent once this laptop is enrolled at a console.", standing(waiting, false, false));
        assertEquals("Sent. The security team has not opened it yet.", standing(waiting, true, true));
    }

    @Test
    void whatAReviewerAsksIsShownHarmlessly() {
        var asked = SampleRequests.asked();
        var row = new RequestRow(new KeptRequest(
                asked.request(),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of("Which\u202E branch?"),
                Optional.empty()));
        assertFalse(row.question().contains("\u202E"), row.question());
        assertEquals("The security team asks back.", row.standing(Sample.NOON));
    }

    @Test
    void whatWasAnsweredIsShownAndNotAskedForAgain() {
        var asked = SampleRequests.asked();
        var row = new RequestRow(SampleRequests.answered());
        assertTrue(new RequestRow(asked).needsAnswer());
        assertFalse(row.needsAnswer());
        assertEquals("My own, nobody else works on it.", row.answer());
        assertEquals("You have answered. The security team decides.", row.standing(Sample.NOON));
    }

    private static String standing(KeptRequest kept, boolean sent, boolean connected) {
        return new RequestRow(new KeptRequest(
                        kept.request(),
                        sent,
                        connected,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .standing(Sample.NOON);
    }
}
