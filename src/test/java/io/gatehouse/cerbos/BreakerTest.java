package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private long now = Long.MAX_VALUE - 5; // nanoTime may overflow at any moment
    private final Breaker breaker = new Breaker(() -> now);

    @Test
    void admitsEverybodyWhileThePdpAnswers() {
        breaker.answered();
        assertTrue(admits());
        assertTrue(admits());
    }

    @Test
    void admitsNobodyForASecondAfterAFailureAndThenOne() {
        breaker.failed(breaker.begin());
        pass(Duration.ofMillis(999));
        assertFalse(admits());
        pass(Duration.ofMillis(1));
        assertTrue(admits());
        assertFalse(admits());
    }

    @Test
    void doublesThePauseUpToFifteenSeconds() {
        for (int i = 0; i < 10; i++) {
            breaker.failed(breaker.begin());
        }
        pass(Duration.ofMillis(14_999));
        assertFalse(admits());
        pass(Duration.ofMillis(1));
        assertTrue(admits());
    }

    @Test
    void admitsEverybodyAgainAfterOneAnswer() {
        breaker.failed(breaker.begin());
        breaker.failed(breaker.begin());
        breaker.answered();
        assertTrue(admits());
        assertTrue(admits());
    }

    @Test
    void callsThatFailTogetherAreOneFailure() {
        var attempts = IntStream.range(0, 16)
                .mapToObj(_ -> breaker.tryBegin().orElseThrow())
                .toList();
        attempts.forEach(breaker::failed);
        pass(Duration.ofMillis(999));
        assertFalse(admits());
        pass(Duration.ofMillis(1));
        assertTrue(admits());
    }

    @Test
    void nobodyTriesBesideTheOneWhoTries() {
        breaker.failed(breaker.begin());
        pass(Duration.ofSeconds(1));
        var attempt = breaker.tryBegin().orElseThrow();
        pass(Duration.ofSeconds(3));
        assertFalse(admits());
        breaker.failed(attempt);
        pass(Duration.ofMillis(1_999));
        assertFalse(admits());
        pass(Duration.ofMillis(1));
        assertTrue(admits());
    }

    @Test
    void anotherOneTriesWhenTheOneWhoTriesIsNeverHeardOfAgain() {
        breaker.failed(breaker.begin());
        pass(Duration.ofSeconds(1));
        assertTrue(admits());
        pass(Duration.ofSeconds(15));
        assertTrue(admits());
    }

    @Test
    void aFailureAfterAnAnswerCountsUnlessAnotherWasHeardOfSinceItBegan() {
        var early = breaker.begin();
        breaker.failed(breaker.begin());
        var late = breaker.begin();
        breaker.answered();
        breaker.failed(early);
        assertTrue(admits());
        breaker.failed(late);
        assertFalse(admits());
    }

    private boolean admits() {
        return breaker.tryBegin().isPresent();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
