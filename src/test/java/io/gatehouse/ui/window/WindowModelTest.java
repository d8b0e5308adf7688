package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WindowModelTest {
    private final Daemon daemon = new Daemon(List.of(Sample.push(2), Sample.key(1)));
    private final WindowModel model = daemon.model;

    @Nested
    class AtFirst {
        @Test
        void waitsForTheDaemon() {
            assertEquals(Page.LOADING, model.page().get());
        }

        @Test
        void showsWhatHappened() {
            daemon.connect(Sample.status());
            assertEquals(Page.ACTIVITY, model.page().get());
            assertTrue(model.live().get());
        }

        @Test
        void explainsItselfWhenNothingWasEverDecided() {
            daemon.log.clear();
            daemon.connect(Sample.status());
            assertEquals(Page.SETUP, model.page().get());
        }

        @Test
        void offersToConnectAnAgentWhenNoneIsProtected() {
            daemon.connect(unprotected());
            assertEquals(Page.SETUP, model.page().get());
        }

        @Test
        void saysThatTheDaemonIsNotRunningAndConnectsOnceItIs() {
            model.hear(new Event.Disconnected("No daemon"));
            assertEquals(Page.NOT_RUNNING, model.page().get());
            daemon.connect(Sample.status());
            assertEquals(Page.ACTIVITY, model.page().get());
        }
    }

    @Test
    void showsCallsAsTheyAreDecidedABatchAtATime() {
        daemon.connect(Sample.status());
        daemon.record(Sample.push(3));
        daemon.record(Sample.push(4));
        assertEquals(2, model.activity().rows().size());
        assertEquals(1, daemon.batches.size());
        daemon.batch();
        assertEquals(4, model.activity().rows().size());
    }

    @Test
    void listsAnewWhatItMissed() {
        daemon.connect(Sample.status());
        daemon.log.addFirst(Sample.push(3));
        model.hear(new Event.Missed(1));
        assertEquals(3, model.activity().rows().size());
    }

    @Test
    void goesToTheFirstCallByItselfButNotAwayFromWhereThePersonWent() {
        daemon.log.clear();
        daemon.connect(Sample.status());
        daemon.record(Sample.push(3));
        daemon.batch();
        assertEquals(Page.ACTIVITY, model.page().get());
        model.go(Page.SETUP);
        daemon.record(Sample.push(4));
        daemon.batch();
        assertEquals(Page.SETUP, model.page().get());
    }

    @Test
    void keepsTheListWhileTheDaemonIsAwayAndFillsTheGapAfterwards() {
        daemon.connect(Sample.status());
        model.hear(new Event.Disconnected("The Gatehouse daemon has ended"));
        assertFalse(model.live().get());
        assertEquals(Page.ACTIVITY, model.page().get());
        assertEquals("Not running", model.overview().get().badge().text());
        assertEquals(2, model.activity().rows().size());
        daemon.log.addFirst(Sample.push(9));
        daemon.connect(Sample.status());
        assertEquals("Enforcing", model.overview().get().badge().text());
        assertEquals(3, model.activity().rows().size());
    }

    @Test
    void followsTheDaemonsState() {
        daemon.connect(Sample.status());
        model.hear(new Event.Changed(
                Sample.status(Mode.OBSERVE, Sample.pdp(Connection.CONNECTED, ""), Protection.USER, List.of("one"))));
        assertEquals("Observing", model.overview().get().badge().text());
        assertEquals(List.of("one"), model.overview().get().problems());
    }

    @Test
    void landsOnTheEnforcementThatItWasOpenedFor() {
        model.show(Sample.id(1));
        daemon.connect(Sample.status());
        assertEquals(
                Optional.of(Sample.id(1)), model.activity().selected().get().map(Row::id));
    }

    @Test
    void landsOnAnEnforcementEvenFromTheFirstRunPage() {
        daemon.connect(unprotected());
        model.show(Sample.id(1));
        assertEquals(Page.ACTIVITY, model.page().get());
        assertEquals(
                Optional.of(Sample.id(1)), model.activity().selected().get().map(Row::id));
    }

    private static Status unprotected() {
        return Sample.status(Mode.ENFORCE, Sample.pdp(Connection.CONNECTED, ""), Protection.UNPROTECTED, List.of());
    }
}
