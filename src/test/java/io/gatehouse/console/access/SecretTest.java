package io.gatehouse.console.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void isNeverTheSameTwice() {
        assertNotEquals(Secret.fresh().text(), Secret.fresh().text());
    }

    @Test
    void isReadFromWhatItWasWrittenAs() {
        var secret = Secret.fresh();

        assertEquals(Optional.of(secret.hash()), Secret.parse(secret.text()).map(Secret::hash));
    }

    @Test
    void isNothingElse() {
        assertEquals(Optional.empty(), Secret.parse(""));
        assertEquals(Optional.empty(), Secret.parse("x".repeat(44)));
        assertEquals(Optional.empty(), Secret.parse("'".repeat(43)));
    }

    @Test
    void knowsItsOwnFormTokenAlone() {
        var secret = Secret.fresh();

        assertTrue(secret.isFormToken(secret.formToken()));
        assertFalse(secret.isFormToken(Secret.fresh().formToken()));
        assertFalse(secret.isFormToken(""));
        assertFalse(secret.isFormToken("é"));
    }

    @Test
    void staysOutOfLogs() {
        var secret = Secret.fresh();

        assertFalse(("" + secret).contains(secret.text()));
    }
}
