package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.policy.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The list of enforcements, the newest first, and the one that is looked at. All methods belong to the JavaFX
/// thread.
///
/// Design. A row has what the list shows; the whole record is asked for when it is looked at. `recent` is what is
/// known without a filter and has no gap. A filter asks the daemon, one question at a time, and its answer is merged
/// with what of `recent` matches. That is shown alone only when the answer takes longer than a tenth of a second: drawn
/// before, it would be one more picture a keystroke, for which the answer waits.
final class ActivityModel {
    /// Most rows in memory; older ones are found by searching.
    static final int CAPACITY = 5_000;
    /// Rows that are asked for first: more than a window shows, and few, as each keystroke of a search asks.
    static final int FIRST = 40;
    /// Rows that are asked for at a time further down.
    static final int PAGE = 100;

    enum State {
        LOADING,
        ROWS,
        /// Nothing was ever decided.
        EMPTY,
        NO_HIT,
        /// The daemon could not answer; [#failure] says why.
        FAILED
    }

    private final Link link;
    private final Work work;
    private final Executor soon;
    private final String home;
    private final List<Row> recent = new ArrayList<>();
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final Filters filters;
    private final SessionsModel sessions;
    private final ReadOnlyObjectWrapper<Facets> facets = new ReadOnlyObjectWrapper<>(Facets.NONE);
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOADING);
    private final ReadOnlyObjectWrapper<Optional<Row>> selected = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Details>> details = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyBooleanWrapper asking = new ReadOnlyBooleanWrapper();
    private final Latest looking;
    /// The record of [#details].
    private Optional<AuditRecord> looked = Optional.empty();
    private boolean askAgain;
    /// Whether [#rows] are those of the filter before.
    private boolean outdated;
    private boolean complete;

    /// @param soon runs a task on the JavaFX thread a tenth of a second later
    ActivityModel(Link link, Work work, Executor soon, Filters filters, String home) {
        this.soon = soon;
        this.filters = filters;
        this.sessions = new SessionsModel(link, work, soon, filters, home);
        this.link = link;
        this.work = work;
        this.home = home;
        this.looking = new Latest(work);
        filters.filter().addListener((_, _, _) -> refilter());
        sessions.grouped().addListener((_, _, _) -> refilter());
    }

    /// Forgets what is known, because some of it may be missing, and asks anew. Rows stay until the answer is there.
    void reload() {
        recent.clear();
        ask();
        sessions.reload();
        askFacets();
    }

    /// Takes in the newest calls before the first answer to its own question.
    void glimpse(List<RecordHead> newest) {
        if (state.get() == State.LOADING && filter().equals(Filter.ALL)) {
            merge(Filter.ALL, newest);
        }
    }

    /// Looks again what one can filter by.
    void askFacets() {
        work.ask(link.facets(), facets::set, failure::set);
    }

    /// Takes in what the daemon just recorded: new calls, and outcomes of known ones.
    void add(List<RecordHead> records) {
        var arrived = new HashMap<String, RecordHead>();
        records.forEach(record -> arrived.merge(record.id(), record, (_, newer) -> newer));
        var known = new ArrayList<String>();
        for (var list : List.of(recent, rows)) {
            for (var row : list) {
                var newer = arrived.get(row.id());
                if (newer != null) {
                    row.update(newer);
                    known.add(row.id());
                }
            }
        }
        selected.get().ifPresent(row -> {
            var newer = arrived.get(row.id());
            if (newer != null) {
                row.update(newer);
                look(row);
            }
        });
        known.forEach(arrived::remove);
        // An outcome of a call that is not known here belongs to an older page.
        var fresh = arrived.values().stream()
                .filter(record ->
                        isNewerThanAllKnown(record) || record.outcome().isEmpty())
                .map(record -> new Row(record, home))
                .sorted(Row.NEWEST_FIRST)
                .toList();
        recent.addAll(0, fresh);
        cut(recent);
        var filter = filter();
        var matching = fresh.stream().filter(row -> row.matches(filter)).toList();
        if (!matching.isEmpty()) {
            rows.addAll(0, matching);
            cut(rows);
        }
        sessions.add(records);
        settle();
    }

    /// Asks for older rows, unless all are there or as many as are kept.
    void more() {
        if (asking.get() || complete || rows.isEmpty() || rows.size() >= CAPACITY) {
            return;
        }
        asking.set(true);
        var filter = filter();
        var last = rows.getLast().id();
        work.ask(
                () -> link.history().list(filter, Optional.of(last), PAGE),
                records -> {
                    if (answered(filter)) {
                        complete = records.size() < PAGE;
                        var older = records.stream()
                                .map(record -> new Row(record, home))
                                .toList();
                        rows.addAll(older);
                        if (filter.equals(Filter.ALL)) {
                            recent.addAll(older);
                        }
                    }
                },
                this::failed);
    }

    void select(Row row) {
        selected.set(Optional.of(row));
        look(row);
    }

    /// Shows one enforcement, wherever it is.
    void show(String id) {
        var known = rows.stream().filter(row -> row.id().equals(id)).findFirst();
        if (known.isPresent()) {
            select(known.get());
            return;
        }
        work.ask(
                () -> link.find().apply(id),
                found -> found.ifPresentOrElse(
                        record -> select(new Row(RecordHead.of(record), home)),
                        () -> failure.set(text("window.list.missing", Shown.line(id, 40)))),
                failure::set);
    }

    /// The record of the details as JSON, to be copied.
    Optional<String> json() {
        return looked.map(link.json());
    }

    ObservableList<Row> rows() {
        return rows;
    }

    Filters filters() {
        return filters;
    }

    /// The same calls by session.
    SessionsModel sessions() {
        return sessions;
    }

    ReadOnlyObjectProperty<Facets> facets() {
        return facets.getReadOnlyProperty();
    }

    /// The person's home directory.
    String home() {
        return home;
    }

    /// Where the selected row is in [#rows], -1 when it is not among them.
    int selectedIndex() {
        return selected.get().map(row -> indexOf(row.id())).orElse(-1);
    }

    /// Whether the daemon has yet to answer.
    ReadOnlyBooleanProperty searching() {
        return asking.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Row>> selected() {
        return selected.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Details>> details() {
        return details.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    private Filter filter() {
        return filters.filter().get();
    }

    /// Later, while the same calls are shown by session.
    private void refilter() {
        if (sessions.grouped().get()) {
            return;
        }
        outdated = true;
        ask();
        soon.execute(this::narrow);
    }

    /// Shows of what is known what matches, where the daemon has not answered yet.
    private void narrow() {
        if (outdated) {
            outdated = false;
            var filter = filter();
            rows.setAll(recent.stream().filter(row -> row.matches(filter)).toList());
            settle();
        }
    }

    private void ask() {
        if (asking.get()) {
            askAgain = true;
            return;
        }
        asking.set(true);
        var filter = filter();
        work.ask(
                () -> link.history().list(filter, Optional.empty(), FIRST),
                records -> {
                    if (answered(filter)) {
                        complete = records.size() < FIRST;
                        merge(filter, records);
                    }
                },
                this::failed);
    }

    /// @return whether the answer still is one to the present question
    private boolean answered(Filter filter) {
        asking.set(false);
        failure.set("");
        if (askAgain || !filter.equals(filter())) {
            askAgain = false;
            ask();
            return false;
        }
        return true;
    }

    private void failed(String why) {
        asking.set(false);
        askAgain = false;
        failure.set(why);
        narrow();
        settle();
    }

    private void merge(Filter filter, List<RecordHead> records) {
        outdated = false;
        var listed = new HashMap<String, Row>();
        rows.forEach(row -> listed.put(row.id(), row));
        var merged = new TreeSet<>(Row.NEWEST_FIRST);
        recent.stream().filter(row -> row.matches(filter)).forEach(merged::add);
        for (var record : records) {
            var row = listed.computeIfAbsent(record.id(), _ -> new Row(record, home));
            row.update(record);
            merged.add(row);
        }
        var newest = merged.stream().limit(CAPACITY).toList();
        if (!newest.equals(rows)) {
            rows.setAll(newest);
        }
        if (filter.equals(Filter.ALL)) {
            recent.clear();
            recent.addAll(newest);
        }
        if (selected.get().isEmpty() && !rows.isEmpty()) {
            select(rows.getFirst());
        } else if (selectedIndex() >= 0) {
            select(rows.get(selectedIndex()));
        }
        settle();
    }

    private void settle() {
        state.set(
                !rows.isEmpty()
                        ? State.ROWS
                        : asking.get()
                                ? State.LOADING
                                : !failure.get().isEmpty()
                                        ? State.FAILED
                                        : filters.isActive() ? State.NO_HIT : State.EMPTY);
    }

    private int indexOf(String id) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /// Asks for the record of a row, unless its details are shown as they are.
    private void look(Row row) {
        if (!looked.map(RecordHead::of).equals(Optional.of(row.head()))) {
            looking.ask(() -> link.find().apply(row.id()), found -> show(row, found), why -> {
                failure.set(why);
                show(row, Optional.empty());
            });
        }
    }

    private void show(Row row, Optional<AuditRecord> found) {
        boolean isWanted = selected.get().map(Row::id).filter(row.id()::equals).isPresent();
        boolean isShown = looked.filter(record -> record.enforcement().id().equals(row.id()))
                .isPresent();
        if (isWanted && (found.isPresent() || !isShown)) {
            looked = found;
            details.set(found.map(Details::of));
        }
    }

    private boolean isNewerThanAllKnown(RecordHead record) {
        return !recent.isEmpty() && Row.NEWEST_FIRST.compare(new Row(record, home), recent.getFirst()) < 0;
    }

    private void cut(List<Row> list) {
        if (list.size() > CAPACITY) {
            list.subList(CAPACITY, list.size()).clear();
            complete = false;
        }
    }
}
