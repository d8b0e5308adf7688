package io.gatehouse.ui.window;

import io.gatehouse.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.stage.Window;

/// The real window with a meter in it, for the benchmark: does what it reads from its input, and prints how long it
/// took.
public final class MeasuredWindow {
    private final WindowModel model;
    private final Frames frames = new Frames();

    private MeasuredWindow(WindowModel model) {
        this.model = model;
    }

    /// @param args the program's own
    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("meter").start(MeasuredWindow::measure);
        Main.main(args);
    }

    private static void measure() {
        try {
            var window = firstContent();
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(window.answer(line));
            }
        } catch (IOException | ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MeasuredWindow firstContent() throws InterruptedException, ExecutionException {
        while (true) {
            var found = started() ? onFxThread(MeasuredWindow::find) : Optional.<MeasuredWindow>empty();
            if (found.isPresent()) {
                System.out.println("first cpu " + cpu());
                return found.get();
            }
            Thread.sleep(15);
        }
    }

    /// Milliseconds of CPU that the process has used.
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static boolean started() {
        try {
            Platform.runLater(() -> {});
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /// Once the first rows are laid out. On a machine whose agents are not connected it first shows how to do that.
    private static Optional<MeasuredWindow> find() {
        var roots = Window.getWindows().stream()
                .filter(Window::isShowing)
                .map(window -> window.getScene().getRoot())
                .filter(WindowView.class::isInstance)
                .toList();
        roots.stream()
                .map(root -> ((WindowView) root).model())
                .filter(model -> model.page().get() == WindowModel.Page.SETUP)
                .forEach(model -> model.go(WindowModel.Page.ACTIVITY));
        return roots.stream()
                .filter(root -> root.lookupAll(".row-cell .what").stream()
                        .anyMatch(node -> node.getBoundsInParent().getWidth() > 0))
                .map(root -> new MeasuredWindow(((WindowView) root).model()))
                .findFirst();
    }

    private String answer(String line) throws InterruptedException, ExecutionException {
        var word = line.split(" ", 2);
        return switch (word[0]) {
            case "type" -> "typed " + typed(word.length > 1 ? word[1] : "");
            case "rule" -> chosen(Filters.Kind.RULE, word[1]);
            case "tool" -> chosen(Filters.Kind.TOOL, word[1]);
            case "agent" -> chosen(Filters.Kind.AGENT, word[1]);
            case "group" ->
                onFxThread(() -> {
                    model.activity().sessions().grouped().set(word[1].equals("true"));
                    return "grouped";
                });
            case "clear" ->
                onFxThread(() -> {
                    model.activity().filters().clear();
                    return "cleared";
                });
            case "frames" -> onFxThread(frames::begin);
            case "longest" -> onFxThread(frames::end);
            case "close" ->
                onFxThread(() -> {
                    Window.getWindows().getFirst().hide();
                    return "closed";
                });
            default -> "unknown " + line;
        };
    }

    private String chosen(Filters.Kind kind, String value) throws InterruptedException, ExecutionException {
        return onFxThread(() -> {
            model.activity().filters().value(kind).set(value);
            return "chosen";
        });
    }

    /// Microseconds from the change of the text to the answer in the list.
    private long typed(String text) throws InterruptedException, ExecutionException {
        awaitAnswer();
        var answered = new CompletableFuture<Long>();
        Platform.runLater(() -> {
            long began = System.nanoTime();
            var searching = searching();
            searching.addListener(new ChangeListener<Boolean>() {
                @Override
                public void changed(ObservableValue<? extends Boolean> observable, Boolean was, Boolean is) {
                    if (!is) {
                        searching.removeListener(this);
                        Platform.runLater(() -> answered.complete(System.nanoTime() - began));
                    }
                }
            });
            model.activity().filters().query().set(text);
        });
        return answered.get() / 1_000;
    }

    private ReadOnlyBooleanProperty searching() {
        var sessions = model.activity().sessions();
        return sessions.grouped().get()
                ? sessions.searching()
                : model.activity().searching();
    }

    private void awaitAnswer() throws InterruptedException, ExecutionException {
        while (onFxThread(() -> searching().get())) {
            Thread.sleep(2);
        }
        Thread.sleep(60); // nobody types faster
    }

    private static <T> T onFxThread(Supplier<T> question) throws InterruptedException, ExecutionException {
        return CompletableFuture.supplyAsync(question, Platform::runLater).get();
    }

    /// How far apart the frames are.
    private static final class Frames extends AnimationTimer {
        private long last;
        private long longest;
        private long over;
        private long count;

        @Override
        public void handle(long now) {
            if (last > 0) {
                longest = Math.max(longest, now - last);
                over += now - last > 50_000_000 ? 1 : 0;
                count++;
            }
            last = now;
        }

        String begin() {
            last = 0;
            longest = 0;
            over = 0;
            count = 0;
            start();
            return "begun";
        }

        String end() {
            stop();
            return "frames " + count + " longest " + longest / 1_000 + " over " + over;
        }
    }
}
