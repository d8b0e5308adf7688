package io.gatehouse.ui.window;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/// The way onto the JavaFX thread.
final class Fx {
    private Fx() {}

    static void onFxThread(Runnable task) {
        if (Platform.isFxApplicationThread()) {
            task.run();
        } else {
            Platform.runLater(task);
        }
    }

    static void later(Duration delay, Runnable task) {
        after(delay).execute(task);
    }

    /// Runs tasks on the JavaFX thread, each a while later.
    static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Fx::onFxThread);
    }
}
