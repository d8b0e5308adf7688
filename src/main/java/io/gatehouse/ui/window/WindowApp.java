package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The window, from its opening to its end. A plain class, because the class path's main class must not extend
/// JavaFX's own.
public final class WindowApp {
    static final double NARROWEST = 940;
    static final double LOWEST = 500;

    private static final Logger log = LoggerFactory.getLogger(WindowApp.class);
    private static final Duration BATCH = Duration.ofMillis(100);
    private static final double TICK_SECONDS = 10;

    /// Guarded by the class.
    private static boolean started;

    private final WindowModel model;
    private final Stage stage;
    private final CountDownLatch closed = new CountDownLatch(1);

    private WindowApp(WindowModel model) {
        this.model = model;
        this.stage = new Stage();
    }

    /// Starts the toolkit, while another thread still reads the command line. Does nothing that shows; what fails here
    /// fails again, and is told, when the window opens.
    public static void preload() {
        try {
            onToolkit(() -> {});
        } catch (RuntimeException e) {
            log.debug("The window could not be prepared", e);
        }
    }

    static synchronized void onToolkit(Runnable task) {
        if (started) {
            Platform.runLater(task);
        } else {
            ToolkitLog.quieten();
            Platform.startup(task);
            started = true;
        }
    }

    /// Starts the toolkit and opens the window. Any thread but the toolkit's own.
    ///
    /// @param json a record as JSON text, for the clipboard
    /// @param disconnect takes the hook out of the settings of an agent, by its name, and tells from which file
    /// @param landing what to show first
    /// @param place the file that remembers where the window was
    public static WindowApp open(
            LocalClient daemon,
            Function<AuditRecord, String> json,
            Function<String, String> disconnect,
            Path place,
            Landing landing) {
        return open(daemon, Link.to(daemon, json, disconnect), place, app -> {
            app.land(landing);
            return daemon.listen(app.model::hear, app::show);
        });
    }

    /// @param listen has the window, which is being built, hear the daemon
    private static WindowApp open(
            LocalClient daemon, Link link, Path place, Function<WindowApp, LocalClient.Subscription> listen) {
        var opened = new CompletableFuture<WindowApp>();
        var glimpse = CompletableFuture.supplyAsync(() -> Glimpse.of(daemon), Thread::startVirtualThread);
        onToolkit(() -> {
            try {
                var app = new WindowApp(model(link));
                app.arrange(listen.apply(app), new PlaceFile(place)::follow);
                var _ = glimpse.thenAccept(
                        seen -> Fx.onFxThread(() -> app.model.glimpse(seen.status(), seen.newest())));
                opened.complete(app);
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        return opened.join();
    }

    private static WindowModel model(Link link) {
        var work = new Work(Executors.newVirtualThreadPerTaskExecutor(), Fx::onFxThread);
        return new WindowModel(link, work, Fx.after(BATCH), Clock.systemUTC(), System.getProperty("user.home", ""));
    }

    /// Opens a window, does in it what people do, and closes it. It is told of no click.
    ///
    /// @param place a file of its own
    /// @return whether there was a call to show
    public static boolean rehearse(LocalClient daemon, Function<AuditRecord, String> json, Path place)
            throws InterruptedException {
        ScreenClasses.load();
        var shown = new CompletableFuture<Boolean>();
        var app = open(daemon, Link.to(daemon, json, _ -> ""), place, rehearsing -> {
            Rehearsal.begin(rehearsing.model, rows -> {
                shown.complete(rows);
                rehearsing.stage.hide();
            });
            return daemon.listen(rehearsing.model::hear);
        });
        app.awaitClosed();
        return shown.getNow(false);
    }

    /// What the first picture shows, asked for while the toolkit starts. Fails where there is no daemon, which whoever
    /// listens to it hears as well.
    private record Glimpse(Status status, List<RecordHead> newest) {
        static Glimpse of(LocalClient daemon) {
            return new Glimpse(
                    daemon.status(), daemon.list(AuditLog.Filter.ALL, Optional.empty(), ActivityModel.FIRST));
        }
    }

    /// Comes to the front and shows what the person wants to see. Any thread.
    void show(Landing landing) {
        Fx.onFxThread(() -> {
            land(landing);
            stage.setIconified(false);
            stage.show();
            stage.toFront();
            stage.requestFocus();
        });
    }

    private void land(Landing landing) {
        landing.enforcement().ifPresent(id -> {
            if (landing.ask()) {
                model.ask(id);
            } else {
                model.show(id);
            }
        });
    }

    /// Returns when the person has closed the window.
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /// @param place sees to where the window is
    private void arrange(LocalClient.Subscription listening, Consumer<Stage> place) {
        var view = new WindowView(model);
        var scene = new Scene(view, 1180, 760);
        Theme.follow(scene);
        var ticks = new Timeline(new KeyFrame(javafx.util.Duration.seconds(TICK_SECONDS), _ -> model.tick()));
        ticks.setCycleCount(Animation.INDEFINITE);
        ticks.play();
        stage.setTitle(text("window.title"));
        stage.setMinWidth(NARROWEST);
        stage.setMinHeight(LOWEST);
        stage.getIcons().setAll(icons());
        stage.setScene(scene);
        place.accept(stage);
        stage.setOnHidden(_ -> {
            listening.close();
            ticks.stop();
            closed.countDown();
        });
        stage.show();
    }

    static List<Image> icons() {
        return IntStream.of(16, 32, 48, 64, 128, 256).mapToObj(WindowApp::icon).toList();
    }

    private static Image icon(int size) {
        var name = "/icons/gatehouse-" + size + ".png";
        try (var stream = WindowApp.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks " + name);
            }
            return new Image(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
