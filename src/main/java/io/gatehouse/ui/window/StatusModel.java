package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Status;
import io.gatehouse.local.Vitals;
import io.gatehouse.policy.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/// How the daemon does. All methods belong to the JavaFX thread.
final class StatusModel {
    /// For how long what takes some looking is not asked for again.
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Link link;
    private final Work work;
    private final ReadOnlyObjectWrapper<Optional<Status>> status = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Vitals>> vitals = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> said = new ReadOnlyObjectWrapper<>("");
    private final BooleanProperty byDay = new SimpleBooleanProperty();
    private final BooleanProperty busy = new SimpleBooleanProperty();
    private Instant askedAt = Instant.MIN;

    StatusModel(Link link, Work work) {
        this.link = link;
        this.work = work;
    }

    void update(Status reported) {
        status.set(Optional.of(reported));
    }

    /// Asks for what takes some looking, unless that is fresh.
    void refresh(Instant now) {
        if (askedAt.isBefore(now.minus(FRESH))) {
            askedAt = now;
            work.ask(link.insight().vitals(), this::answered, this::failed);
        }
    }

    private void answered(Vitals answer) {
        failure.set("");
        vitals.set(Optional.of(answer));
    }

    private void failed(String why) {
        askedAt = Instant.MIN;
        failure.set(Shown.text(why, true));
    }

    /// Hands the diagnostic bundle on, to be copied.
    void copy(Consumer<String> clipboard) {
        bundle(text -> {
            clipboard.accept(text);
            said.set(text("window.status.bundle.copied"));
        });
    }

    /// Writes the diagnostic bundle to a file, in the place of one that is there.
    void save(Path file) {
        bundle(text -> work.ask(
                () -> written(file, text),
                saved -> said.set(text("window.status.bundle.saved", Shown.text(saved.toString(), false))),
                this::bundleFailed));
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(text("window.status.bundle.unwritten", file), e);
        }
    }

    private void bundle(Consumer<String> then) {
        said.set("");
        busy.set(true);
        work.ask(
                link.insight().diagnostics(),
                text -> {
                    busy.set(false);
                    then.accept(text);
                },
                this::bundleFailed);
    }

    private void bundleFailed(String why) {
        busy.set(false);
        said.set(Shown.text(why, true));
    }

    ReadOnlyObjectProperty<Optional<Status>> status() {
        return status.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Vitals>> vitals() {
        return vitals.getReadOnlyProperty();
    }

    /// Why the numbers are not there, or are old; "" when they are of now.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    /// What came of the bundle; "" for nothing.
    ReadOnlyObjectProperty<String> said() {
        return said.getReadOnlyProperty();
    }

    /// Whether the charts are of the last fourteen days and not of the last day.
    BooleanProperty byDay() {
        return byDay;
    }

    /// Whether the bundle is being made.
    BooleanProperty busy() {
        return busy;
    }
}
