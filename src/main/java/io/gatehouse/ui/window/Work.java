package io.gatehouse.ui.window;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the daemon away from the JavaFX thread, and comes back to it with what came of it.
///
/// @param away where the asking waits
/// @param back the JavaFX thread
record Work(Executor away, Executor back) {
    private static final Logger log = LoggerFactory.getLogger(Work.class);

    /// @param then gets the answer, on the JavaFX thread
    /// @param failed gets what went wrong in words for people, on the JavaFX thread
    <T> void ask(Supplier<T> question, Consumer<T> then, Consumer<String> failed) {
        away.execute(() -> {
            try {
                var answer = question.get();
                back.execute(() -> then.accept(answer));
            } catch (RuntimeException e) {
                log.warn("The daemon did not answer the window", e);
                var message = e.getMessage();
                back.execute(() -> failed.accept(message == null ? e.getClass().getSimpleName() : message));
            }
        });
    }
}
