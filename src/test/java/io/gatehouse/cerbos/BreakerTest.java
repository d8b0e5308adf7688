package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private long now = Long.MAX_VALUE - 5; // nanoTime may overflow at any moment
    private final Breaker breaker = new Breaker(() -> now);

    @Test
    void admitsEverybodyWhileThePdpAnswers() {
        breaker.answered();
        assertTrue(breaker.admits());
        assertTrue(breaker.admits());
    }

    @Test
    void admitsNobodyForASecondAfterAFailureAndThenOne() {
        breaker.failed();
        pass(Duration.ofMillis(999));
        assertFalse(breaker.admits());
        pass(Duration.ofMillis(1));
        assertTrue(breaker.admits());
        assertFalse(breaker.admits());
    }

    @Test
    void doublesThePauseUpToFifteenSeconds() {
        for (int i = 0; i < 10; i++) {
            breaker.failed();
        }
        pass(Duration.ofMillis(14_999));
        assertFalse(breaker.admits());
        pass(Duration.ofMillis(1));
        assertTrue(breaker.admits());
    }

    @Test
    void admitsEverybodyAgainAfterOneAnswer() {
        breaker.failed();
        breaker.failed();
        breaker.answered();
        assertTrue(breaker.admits());
        assertTrue(breaker.admits());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
