package io.gatehouse.local;

import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The windows that listen. One that was closed may still look open for some seconds, so each has to say that it came
/// to the front.
final class Windows {
    /// How long a window may take to say so.
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Deque<Predicate<Call>> open = new ConcurrentLinkedDeque<>();
    private final Map<Long, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /// The data of the event `land`.
    record Call(long number, Landing landing) {}

    /// @param window takes a call, if it can
    /// @return ends it
    Runnable add(Predicate<Call> window) {
        open.addFirst(window);
        return () -> open.remove(window);
    }

    /// Waits for the answer of the window that was opened last, and of the ones before it if there is none.
    ///
    /// @return whether a window came to the front
    boolean land(Landing landing) throws InterruptedException {
        for (var window : open) {
            var call = new Call(last.incrementAndGet(), landing);
            var landed = new CountDownLatch(1);
            awaited.put(call.number(), landed);
            try {
                if (window.test(call) && landed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return true;
                }
            } finally {
                awaited.remove(call.number());
            }
        }
        return false;
    }

    void landed(long number) {
        var landed = awaited.get(number);
        if (landed != null) {
            landed.countDown();
        }
    }
}
