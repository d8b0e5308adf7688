package io.gatehouse.ui.window;

import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The exception requests of this laptop, the newest first, and the one that is looked at. All methods belong to the
/// JavaFX thread.
final class ExceptionsModel {
    private static final Comparator<RequestRow> NEWEST_FIRST =
            Comparator.comparing(RequestRow::at).reversed().thenComparing(RequestRow::id);

    private final Link link;
    private final Work work;
    private final ObservableList<RequestRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Optional<RequestRow>> selected = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final Map<String, StringProperty> answers = new HashMap<>();
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyIntegerWrapper open = new ReadOnlyIntegerWrapper();

    ExceptionsModel(Link link, Work work) {
        this.link = link;
        this.work = work;
    }

    /// Asks for all of them anew. Rows stay until the answer is there.
    void reload() {
        work.ask(link.exceptions().list(), this::show, this::failed);
    }

    /// Takes in a request that was made or has changed.
    void update(KeptRequest changed) {
        var next = new ArrayList<KeptRequest>();
        next.add(changed);
        rows.stream()
                .map(RequestRow::kept)
                .filter(kept -> !kept.request().id().equals(changed.request().id()))
                .forEach(next::add);
        show(next);
    }

    private void show(List<KeptRequest> requests) {
        failure.set("");
        var looked = selected.get().map(RequestRow::id);
        rows.setAll(requests.stream().map(RequestRow::new).sorted(NEWEST_FIRST).toList());
        open.set((int) rows.stream().filter(RequestRow::isOpen).count());
        selected.set(looked.flatMap(this::find).or(() -> rows.stream().findFirst()));
    }

    private void failed(String why) {
        failure.set(Shown.text(why, true));
    }

    private Optional<RequestRow> find(String id) {
        return rows.stream().filter(row -> row.id().equals(id)).findFirst();
    }

    void select(String id) {
        find(id).ifPresent(row -> selected.set(Optional.of(row)));
    }

    int selectedIndex() {
        return selected.get().map(rows::indexOf).orElse(-1);
    }

    /// Takes the selected one back.
    void withdraw() {
        act(link.exceptions().withdraw());
    }

    /// Lets the selected one be sent, which an agent filed.
    void confirm() {
        act(link.exceptions().confirm());
    }

    /// What is typed so far as the answer about a request; it outlives a change of the list.
    StringProperty answer(String id) {
        return answers.computeIfAbsent(id, _ -> new SimpleStringProperty(""));
    }

    /// Sends what is typed as the answer about the selected one.
    void answer() {
        act(id -> link.exceptions().answer().apply(id, answer(id).get().strip()));
    }

    private void act(Function<String, KeptRequest> does) {
        selected.get().ifPresent(row -> work.ask(() -> does.apply(row.id()), this::update, this::failed));
    }

    ObservableList<RequestRow> rows() {
        return rows;
    }

    ReadOnlyObjectProperty<Optional<RequestRow>> selected() {
        return selected.getReadOnlyProperty();
    }

    /// Why the last thing did not work; "" when it did.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    /// How many have not ended.
    ReadOnlyIntegerProperty open() {
        return open.getReadOnlyProperty();
    }
}
