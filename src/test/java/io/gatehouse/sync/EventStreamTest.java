package io.gatehouse.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.sync.EventStream.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static List<Event> read(String text) throws IOException {
        var stream = new EventStream(new ByteArrayInputStream(text.getBytes(UTF_8)), () -> {});
        var events = new ArrayList<Event>();
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
            events.add(event.get());
        }
        return events;
    }

    @Test
    void eventsAreReadWithAnyEndOfLine() throws IOException {
        for (var end : List.of("\n", "\r", "\r\n")) {
            assertEquals(
                    List.of(new Event("document", "{ü}"), new Event("message", "a\nb")),
                    read(": hello\n\nevent: document\ndata: {ü}\nid: 7\n\nretry: 3\ndata:a\ndata: b\n\n"
                            .replace("\n", end)));
        }
    }

    @Test
    void anEventWithoutDataAndOneThatBreaksOffAreNone() throws IOException {
        assertEquals(List.of(), read("event: document\n\nevent: document\ndata: {\n"));
    }

    @Test
    void aLineWithoutAnEndIsNotReadForEver() {
        var endless =
                new SequenceInputStream(Collections.enumeration(Stream.generate(() -> "data: " + "x".repeat(9_994))
                        .limit(900)
                        .map(part -> (InputStream) new ByteArrayInputStream(part.getBytes(UTF_8)))
                        .toList()));
        assertThrows(IOException.class, () -> new EventStream(endless, () -> {}).next());
    }

    @Test
    void pausesGrowFromASecondToFiveMinutesAtRandom() {
        var backoff = new Backoff(new Random(7));
        var pauses = IntStream.range(0, 1_000).mapToObj(_ -> backoff.next()).toList();
        assertTrue(pauses.getFirst().compareTo(Duration.ofSeconds(2)) <= 0);
        assertTrue(pauses.stream()
                .allMatch(pause ->
                        pause.compareTo(Duration.ofSeconds(1)) >= 0 && pause.compareTo(Duration.ofMinutes(5)) <= 0));
        assertTrue(pauses.stream().anyMatch(pause -> pause.compareTo(Duration.ofMinutes(4)) > 0));
        assertTrue(pauses.stream().skip(20).anyMatch(pause -> pause.compareTo(Duration.ofMinutes(1)) < 0));
        backoff.reset();
        assertTrue(backoff.next().compareTo(Duration.ofSeconds(2)) <= 0);
    }
}
