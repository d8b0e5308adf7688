package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Rulebook;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The rules that apply to this person, and the one that is looked at. All methods belong to the JavaFX thread.
final class RulesModel {
    private static final Pattern BLANK = Pattern.compile("\\s+");

    enum State {
        LOADING,
        ROWS,
        NO_HIT,
        /// The policy engine has told nothing yet, and nothing of its policies was kept.
        NOT_YET,
        /// The policies do not tell their rules.
        NEVER,
        /// The daemon could not answer; [#failure] says why.
        FAILED
    }

    private final Link link;
    private final Work work;
    private final ObservableList<RuleRow> rows = FXCollections.observableArrayList();
    private final StringProperty query = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOADING);
    private final ReadOnlyObjectWrapper<Optional<RuleRow>> selected = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> summary = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private List<RuleRow> all = List.of();
    private Optional<Rulebook> book = Optional.empty();
    private Optional<Status> status = Optional.empty();
    private boolean asking;
    private boolean askAgain;

    RulesModel(Link link, Work work) {
        this.link = link;
        this.work = work;
        query.subscribe((_, _) -> arrange());
    }

    /// Asks for them anew. Rows stay until the answer is there.
    void reload() {
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        work.ask(link.rules(), this::answered, this::failed);
    }

    void update(Status reported) {
        status = Optional.of(reported);
        summarise();
    }

    void select(RuleRow row) {
        selected.set(Optional.of(row));
    }

    ObservableList<RuleRow> rows() {
        return rows;
    }

    StringProperty query() {
        return query;
    }

    int selectedIndex() {
        return selected.get().map(rows::indexOf).orElse(-1);
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<RuleRow>> selected() {
        return selected.getReadOnlyProperty();
    }

    /// Whose rules these are, in a sentence.
    ReadOnlyObjectProperty<String> summary() {
        return summary.getReadOnlyProperty();
    }

    /// Why the last question was not answered; "" when it was.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    private void answered(Rulebook answer) {
        asking = false;
        failure.set("");
        book = Optional.of(answer);
        all = RuleRow.of(answer);
        summarise();
        arrange();
        again();
    }

    private void failed(String why) {
        asking = false;
        failure.set(Shown.text(why, true));
        arrange();
        again();
    }

    private void again() {
        if (askAgain) {
            askAgain = false;
            reload();
        }
    }

    private void arrange() {
        var words = BLANK.splitAsStream(query.get().strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        var looked = selected.get().map(RuleRow::id);
        var hits = all.stream().filter(row -> row.matches(words)).toList();
        if (!hits.equals(rows)) {
            rows.setAll(hits);
        }
        selected.set(looked.flatMap(
                        id -> rows.stream().filter(row -> row.id().equals(id)).findFirst())
                .or(() -> rows.stream().findFirst()));
        state.set(settled());
    }

    private State settled() {
        if (!rows.isEmpty()) {
            return State.ROWS;
        }
        if (!all.isEmpty()) {
            return State.NO_HIT;
        }
        if (!failure.get().isEmpty()) {
            return State.FAILED;
        }
        return book.map(known -> switch (known.known()) {
                    case YES -> State.NO_HIT;
                    case NOT_YET -> State.NOT_YET;
                    case NEVER -> State.NEVER;
                })
                .orElse(State.LOADING);
    }

    private void summarise() {
        if (book.isEmpty() || status.isEmpty()) {
            return;
        }
        var who = Shown.line(status.get().principal(), 60);
        summary.set(
                switch (book.get().known()) {
                    case YES ->
                        text(
                                "window.rules.summary",
                                all.stream()
                                        .filter(row -> row.standing() != RuleRow.Standing.GONE)
                                        .count(),
                                who,
                                Shown.line(String.join(", ", status.get().roles()), 60));
                    case NOT_YET -> text("window.rules.not-yet.title");
                    case NEVER -> text("window.rules.never.title");
                });
    }
}
