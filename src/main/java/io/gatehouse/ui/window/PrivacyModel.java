package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What leaves this computer: who gets what, and of one call each byte. All methods belong to the JavaFX thread.
final class PrivacyModel {
    enum State {
        LOADING,
        READY,
        /// The daemon could not answer; [#failure] says why.
        FAILED
    }

    /// What is told of the chosen call; absent where there is no record of it any more.
    record Chosen(Row row, Optional<OfCall> told) {}

    private static final int CALLS = 50;

    private final Link link;
    private final Work work;
    private final String home;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOADING);
    private final ReadOnlyObjectWrapper<Optional<Privacy>> privacy = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Status>> status = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Row>> selected = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Chosen>> chosen = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private boolean asking;
    private boolean askAgain;

    /// @param home the person's home directory, shown as `~`
    PrivacyModel(Link link, Work work, String home) {
        this.link = link;
        this.work = work;
        this.home = home;
    }

    private record Answer(Privacy privacy, List<RecordHead> calls) {}

    /// Asks for all of it anew. What is shown stays until the answer is there.
    void reload() {
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        work.ask(
                () -> new Answer(
                        link.insight().privacy().get(), link.history().list(Filter.ALL, Optional.empty(), CALLS)),
                this::answered,
                this::failed);
        selected.get().ifPresent(this::look);
    }

    void update(Status reported) {
        status.set(Optional.of(reported));
    }

    /// Shows what left of a call.
    void select(Row row) {
        if (selected.get().filter(row::equals).isEmpty()) {
            selected.set(Optional.of(row));
            chosen.set(Optional.empty());
            look(row);
        }
    }

    /// Shows who gets what.
    void showOverview() {
        selected.set(Optional.empty());
        chosen.set(Optional.empty());
    }

    private void look(Row row) {
        work.ask(() -> link.insight().ofCall().apply(row.id()), told -> looked(row, told), this::said);
    }

    private void looked(Row row, Optional<OfCall> told) {
        var shown = chosen.get();
        if (isSelected(row.id()) && (shown.isEmpty() || !shown.get().told().equals(told))) {
            chosen.set(Optional.of(new Chosen(row, told)));
        }
    }

    private boolean isSelected(String id) {
        return selected.get().map(Row::id).filter(id::equals).isPresent();
    }

    private void answered(Answer answer) {
        failure.set("");
        privacy.set(Optional.of(answer.privacy()));
        var ids = answer.calls().stream().map(RecordHead::id).toList();
        if (!ids.equals(rows.stream().map(Row::id).toList())) {
            rows.setAll(answer.calls().stream()
                    .map(call -> known(call).orElseGet(() -> new Row(call, home)))
                    .toList());
        }
        state.set(State.READY);
        next();
    }

    /// The same line stays the same, so that a list keeps its selection.
    private Optional<Row> known(RecordHead call) {
        return rows.stream().filter(row -> row.id().equals(call.id())).findFirst();
    }

    private void failed(String why) {
        said(why);
        state.set(privacy.get().isPresent() ? State.READY : State.FAILED);
        next();
    }

    private void said(String why) {
        failure.set(Shown.text(why, true));
    }

    private void next() {
        asking = false;
        if (askAgain) {
            askAgain = false;
            reload();
        }
    }

    int selectedIndex() {
        return selected.get()
                .map(row -> rows.stream().map(Row::id).toList().indexOf(row.id()))
                .orElse(-1);
    }

    ObservableList<Row> rows() {
        return rows;
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Privacy>> privacy() {
        return privacy.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Status>> status() {
        return status.getReadOnlyProperty();
    }

    /// The call that is looked at; absent for the overview.
    ReadOnlyObjectProperty<Optional<Row>> selected() {
        return selected.getReadOnlyProperty();
    }

    /// What is told of it; absent until the answer is there.
    ReadOnlyObjectProperty<Optional<Chosen>> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /// Why the last question was not answered; "" when it was.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }
}
