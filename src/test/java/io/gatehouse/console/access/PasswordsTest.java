package io.gatehouse.console.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    static final Passwords.Cost CHEAP = new Passwords.Cost(64, 1, 1);

    private final Passwords passwords = new Passwords(CHEAP);

    @Test
    void matchesWhatWasHashedAndNothingElse() {
        var hash = passwords.hash("four words of a person");

        assertTrue(passwords.matches("four words of a person", Optional.of(hash)));
        assertFalse(passwords.matches("four words of a persoN", Optional.of(hash)));
        assertFalse(passwords.matches("", Optional.of(hash)));
    }

    @Test
    void saltsEachHash() {
        assertNotEquals(passwords.hash("four words of a person"), passwords.hash("four words of a person"));
    }

    @Test
    void takesOneLetterForOneHoweverItIsComposed() {
        var hash = passwords.hash("caf\u00e9 au lait et plus");

        assertTrue(passwords.matches("cafe\u0301 au lait et plus", Optional.of(hash)));
    }

    @Test
    void matchesNothingForANameThatNobodyHas() {
        assertFalse(passwords.matches("four words of a person", Optional.empty()));
    }

    @Test
    void matchesWhatWasHashedAtAnotherCost() {
        var hash = new Passwords(new Passwords.Cost(128, 3, 2)).hash("four words of a person");

        assertTrue(passwords.matches("four words of a person", Optional.of(hash)));
    }

    @Test
    void costsFortySixMegabytesAndTwoPassesUsually() {
        assertTrue(new Passwords().hash("four words of a person").startsWith("$argon2id$v=19$m=47104,t=2,p=1$"));
    }

    @Test
    void refusesToGoOnWithAHashThatIsNone() {
        assertThrows(IllegalStateException.class, () -> passwords.matches("four words", Optional.of("plain text")));
    }

    @Test
    void saysWhyAPasswordIsTooWeak() {
        assertEquals(Optional.of("Choose at least 12 characters."), Passwords.whyNot("elevenchars", "ana"));
        assertEquals(
                Optional.of("That is too easy to guess. Choose several words."),
                Passwords.whyNot("aaaaaaaaaaaaaa", "ana"));
        assertEquals(
                Optional.of("That is too easy to guess. Choose several words."),
                Passwords.whyNot("Ana@example.com", "ana@example.com"));
        assertEquals(Optional.of("Choose at most 1000 characters."), Passwords.whyNot("abcdefg".repeat(200), "ana"));
        assertEquals(Optional.empty(), Passwords.whyNot("four words of a person", "ana"));
    }

    @Test
    void lettingTooManyWaitIsRefusedAtOnce() throws Exception {
        var slow = new Passwords();
        Callable<Boolean> attempt = () -> {
            try {
                return !slow.matches("four words of a person", Optional.empty());
            } catch (Passwords.Busy _) {
                return false;
            }
        };
        try (var threads = Executors.newFixedThreadPool(30)) {
            int checked = 0;
            for (var outcome : threads.invokeAll(Collections.nCopies(30, attempt))) {
                checked += outcome.get() ? 1 : 0;
            }
            assertTrue(checked >= 12 && checked < 30, checked + " of 30");
        }
        assertFalse(slow.isBusy());
    }
}
