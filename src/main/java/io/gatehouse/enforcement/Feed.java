package io.gatehouse.enforcement;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whoever listens what just happened. Listeners are called on the publisher's thread and must only hand
/// the value on; one that throws is logged and loses that value, because nobody who merely watches may hold up a
/// verdict.
public final class Feed<T> {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);

    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();

    /// @return ends the subscription
    public Runnable subscribe(Consumer<? super T> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public void publish(T value) {
        for (var listener : listeners) {
            try {
                listener.accept(value);
            } catch (RuntimeException e) {
                log.warn("A listener of the feed failed", e);
            }
        }
    }
}
