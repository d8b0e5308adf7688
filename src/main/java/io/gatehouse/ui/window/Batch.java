package io.gatehouse.ui.window;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Collects what arrives one by one and hands it on together, so that a storm of calls is a few changes of the
/// list and not hundreds. Safe for use by many threads.
final class Batch<T> {
    private final Executor soon;
    private final Consumer<List<T>> sink;
    private List<T> pending = new ArrayList<>();

    /// @param soon runs a task once, a batch's length later, on the thread of `sink`
    Batch(Executor soon, Consumer<List<T>> sink) {
        this.soon = soon;
        this.sink = sink;
    }

    void add(T value) {
        boolean first;
        synchronized (this) {
            first = pending.isEmpty();
            pending.add(value);
        }
        if (first) {
            soon.execute(this::flush);
        }
    }

    private void flush() {
        List<T> ready;
        synchronized (this) {
            ready = pending;
            pending = new ArrayList<>();
        }
        sink.accept(ready);
    }
}
