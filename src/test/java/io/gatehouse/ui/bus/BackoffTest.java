package io.gatehouse.ui.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(10));

    @Test
    void doublesUpToItsLimit() {
        assertEquals(List.of(2L, 4L, 8L, 10L, 10L), seconds(5));
    }

    @Test
    void beginsAnewAfterAReset() {
        var _ = seconds(3);
        backoff.reset();
        assertEquals(List.of(2L, 4L), seconds(2));
    }

    private List<Long> seconds(int times) {
        return Stream.generate(backoff::next)
                .limit(times)
                .map(Duration::toSeconds)
                .toList();
    }
}
