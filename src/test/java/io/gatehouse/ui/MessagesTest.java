package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.MissingResourceException;
import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    void choosesThePluralByTheNumber() {
        assertEquals("No call denied today", Messages.text("tray.counts.enforcing", 0));
        assertEquals("1 call denied today", Messages.text("tray.counts.enforcing", 1));
        assertEquals("1,204 calls denied today", Messages.text("tray.counts.enforcing", 1204));
    }

    @Test
    void leavesBracesInWhatAnAgentWroteAlone() {
        assertEquals("Denied: echo {0} '{1}'", Messages.text("notice.denied", 1, "echo {0} '{1}'"));
    }

    @Test
    void refusesAKeyThatTheBundleLacks() {
        assertThrows(MissingResourceException.class, () -> Messages.text("tray.nothing"));
    }

    @Test
    void everyTextIsAValidPattern() {
        Messages.keys().forEach(key -> Messages.text(key, 1, "x", "y"));
    }
}
