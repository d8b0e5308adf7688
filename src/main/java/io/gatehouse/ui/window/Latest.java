package io.gatehouse.ui.window;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/// One question at a time: of those that come while one waits for its answer only the last is asked, and the
/// answer that nobody wants any more is dropped. For the JavaFX thread.
final class Latest {
    private final Work work;
    private Optional<Runnable> next = Optional.empty();
    private final ReadOnlyBooleanWrapper asking = new ReadOnlyBooleanWrapper();

    Latest(Work work) {
        this.work = work;
    }

    <T> void ask(Supplier<T> question, Consumer<T> then, Consumer<String> failed) {
        if (asking.get()) {
            next = Optional.of(() -> ask(question, then, failed));
            return;
        }
        asking.set(true);
        work.ask(question, answer -> answered(() -> then.accept(answer)), why -> answered(() -> failed.accept(why)));
    }

    /// Whether a question waits for its answer.
    ReadOnlyBooleanProperty asking() {
        return asking.getReadOnlyProperty();
    }

    private void answered(Runnable use) {
        asking.set(false);
        if (next.isEmpty()) {
            use.run();
            return;
        }
        var ask = next.get();
        next = Optional.empty();
        ask.run();
    }
}
