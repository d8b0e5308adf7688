package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// A call that nobody makes, and what would be decided about it. All methods belong to the JavaFX thread.
///
/// Design. The daemon is asked a moment after the last change, one question at a time; an answer to what has changed
/// since is dropped. It records nothing of it.
final class TryModel {
    /// In UTF-16 units; the daemon takes questions up to 64 KB.
    static final int LONGEST = 10_000;

    private static final int CALLS_LOOKED_AT = 100;
    private static final int MOST_DIRECTORIES = 8;

    enum Kind {
        BASH,
        POWERSHELL,
        CMD,
        READ,
        WRITE,
        DELETE,
        URL
    }

    private final Link link;
    private final Work work;
    private final Executor soon;
    private final String home;
    private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>(Kind.BASH);
    private final StringProperty typed = new SimpleStringProperty("");
    private final StringProperty directory = new SimpleStringProperty("");
    private final ObservableList<String> directories = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Optional<Trial>> trial = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> unanswered = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyBooleanWrapper pending = new ReadOnlyBooleanWrapper();
    private long changes;
    private boolean asking;

    /// @param soon runs a task on the JavaFX thread a tenth of a second later
    TryModel(Link link, Work work, Executor soon, String home) {
        this.link = link;
        this.work = work;
        this.soon = soon;
        this.home = home;
        kind.subscribe((_, _) -> changed());
        typed.subscribe((_, _) -> changed());
        directory.subscribe((_, _) -> changed());
    }

    /// Looks where agents worked last, to offer those directories.
    void reload() {
        work.ask(
                () -> link.history().list(Filter.ALL, Optional.empty(), CALLS_LOOKED_AT).stream()
                        .map(record -> record.workspace())
                        .toList(),
                this::offer,
                _ -> offer(List.of()));
    }

    /// Asks about an example.
    void tryOut(Kind example, String text) {
        kind.set(example);
        typed.set(text);
    }

    /// Asks again what is there, as after the daemon came back.
    void again() {
        changed();
    }

    ObjectProperty<Kind> kind() {
        return kind;
    }

    StringProperty typed() {
        return typed;
    }

    /// Where the call would run, and where relative paths begin.
    StringProperty directory() {
        return directory;
    }

    ObservableList<String> directories() {
        return directories;
    }

    /// Empty until something was decided; stays while the next is asked for.
    ReadOnlyObjectProperty<Optional<Trial>> trial() {
        return trial.getReadOnlyProperty();
    }

    /// Why this is no question to the daemon yet; "" when it is one.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    /// Why the daemon has decided nothing; "" when it has, or was not asked.
    ReadOnlyObjectProperty<String> unanswered() {
        return unanswered.getReadOnlyProperty();
    }

    /// Whether [#trial] is about something else than what is typed now.
    ReadOnlyBooleanProperty pending() {
        return pending.getReadOnlyProperty();
    }

    private void offer(List<String> workspaces) {
        directories.setAll(Stream.concat(workspaces.stream(), Stream.of(home))
                .filter(TryModel::isAbsolute)
                .distinct()
                .limit(MOST_DIRECTORIES)
                .toList());
        if (directory.get().isEmpty() && !directories.isEmpty()) {
            directory.set(directories.getFirst());
        }
    }

    private void changed() {
        long mine = ++changes;
        if (typed.get().isBlank()) {
            nothing("", "");
            pending.set(false);
            return;
        }
        pending.set(true);
        soon.execute(() -> {
            if (mine == changes) {
                ask();
            }
        });
    }

    private void ask() {
        if (asking) {
            return; // the answer that is awaited asks again
        }
        var question = question();
        if (question.isEmpty()) {
            pending.set(false);
            nothing(text("window.try.relative"), "");
            return;
        }
        asking = true;
        long mine = changes;
        work.ask(
                () -> link.explain().apply(question.get()),
                enforcement -> answered(mine, enforcement),
                why -> failed(mine, why));
    }

    private void answered(long asked, Enforcement enforcement) {
        if (isCurrent(asked)) {
            failure.set("");
            unanswered.set("");
            trial.set(Optional.of(Trial.of(enforcement)));
        }
    }

    private void failed(long asked, String why) {
        if (isCurrent(asked)) {
            nothing("", Shown.text(why, true));
        }
    }

    private void nothing(String wrong, String silence) {
        trial.set(Optional.empty());
        failure.set(wrong);
        unanswered.set(silence);
    }

    private boolean isCurrent(long asked) {
        asking = false;
        if (typed.get().isBlank()) {
            return false;
        }
        if (asked != changes) {
            ask();
            return false;
        }
        pending.set(false);
        return true;
    }

    private Optional<ExplainQuestion> question() {
        var text = typed.get();
        if (kind.get() == Kind.URL) {
            return Optional.of(new ExplainQuestion.Url(text.strip()));
        }
        var cwd = directory.get().isBlank() ? home : expanded(directory.get());
        if (!isAbsolute(cwd)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (kind.get()) {
                    case BASH -> new ExplainQuestion.Command(Dialect.BASH, text, cwd);
                    case POWERSHELL -> new ExplainQuestion.Command(Dialect.POWERSHELL, text, cwd);
                    case CMD -> new ExplainQuestion.Command(Dialect.CMD, text, cwd);
                    case READ -> new ExplainQuestion.File(Action.READ, expanded(text), cwd);
                    case WRITE -> new ExplainQuestion.File(Action.WRITE, expanded(text), cwd);
                    case DELETE -> new ExplainQuestion.File(Action.DELETE, expanded(text), cwd);
                    case URL -> new ExplainQuestion.Url(text.strip());
                });
    }

    /// A person writes `~` for the home directory; no file tool of an agent does.
    private String expanded(String path) {
        var stripped = path.strip();
        return stripped.equals("~") || stripped.startsWith("~/") ? home + stripped.substring(1) : stripped;
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException _) {
            return false;
        }
    }
}
