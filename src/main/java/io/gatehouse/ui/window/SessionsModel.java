package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.audit.Sessions.Session;
import io.gatehouse.ui.window.ActivityModel.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The sessions that have calls like those that are wanted, the one with the newest call first, and below each that is
/// open its calls. All methods belong to the JavaFX thread.
final class SessionsModel {
    /// Sessions, and calls of one of them, that are asked for at a time.
    static final int PAGE = 50;
    /// Most lines in memory.
    static final int CAPACITY = 3_000;

    private final Link link;
    private final Work work;
    private final Executor soon;
    private final Latest latest;
    private final Filters filters;
    private final String home;
    private final ObservableList<Line> lines = FXCollections.observableArrayList();
    private final BooleanProperty grouped = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOADING);
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private Optional<String> next = Optional.empty();
    /// Whether [#lines] are those of the filter before.
    private boolean outdated;

    /// @param soon runs a task on the JavaFX thread a tenth of a second later
    SessionsModel(Link link, Work work, Executor soon, Filters filters, String home) {
        this.soon = soon;
        this.link = link;
        this.work = work;
        this.latest = new Latest(work);
        this.filters = filters;
        this.home = home;
        grouped.addListener((_, _, _) -> begin());
        filters.filter().addListener((_, _, _) -> begin());
    }

    /// Whether the activity is shown by session.
    BooleanProperty grouped() {
        return grouped;
    }

    ObservableList<Line> lines() {
        return lines;
    }

    /// Whether the daemon has yet to answer.
    ReadOnlyBooleanProperty searching() {
        return latest.asking();
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    private void begin() {
        outdated = true;
        if (lines.isEmpty() || !grouped.get()) {
            empty();
        } else {
            soon.execute(this::empty);
        }
        reload();
    }

    /// What was listed is of another filter, and the daemon has not answered yet.
    private void empty() {
        if (outdated) {
            lines.clear();
            state.set(State.LOADING);
        }
    }

    /// Asks anew, because something may be missing. What is open stays open.
    void reload() {
        if (!grouped.get()) {
            return;
        }
        var filter = filters.filter().get();
        latest.ask(
                () -> link.sessions().list(filter, Optional.empty(), PAGE),
                page -> {
                    failure.set("");
                    next = page.next();
                    merge(page.sessions());
                    settle();
                },
                this::failed);
    }

    /// Asks for sessions further down, unless all are there or as many as are kept.
    void more() {
        if (next.isEmpty() || latest.asking().get() || lines.size() >= CAPACITY) {
            return;
        }
        var filter = filters.filter().get();
        var before = next;
        latest.ask(
                () -> link.sessions().list(filter, before, PAGE),
                page -> {
                    next = page.next();
                    lines.addAll(fresh(page));
                },
                this::failed);
    }

    /// Lists a session's calls below it, or no longer.
    void toggle(SessionLine session) {
        if (session.open().get()) {
            int head = lines.indexOf(session);
            session.setOpen(false);
            lines.remove(head + 1, end(head));
        } else {
            session.setOpen(true);
            calls(session, Optional.empty());
        }
    }

    /// Lists older calls of an open session.
    void more(MoreLine line) {
        calls(line.session(), Optional.of(line.before()));
    }

    /// The head of the lines that a line belongs to.
    Optional<SessionLine> head(Line line) {
        return IntStream.iterate(lines.indexOf(line), index -> index >= 0, index -> index - 1)
                .mapToObj(lines::get)
                .filter(SessionLine.class::isInstance)
                .map(SessionLine.class::cast)
                .findFirst();
    }

    /// Takes in what the daemon just recorded: new calls, and outcomes of known ones.
    void add(List<RecordHead> records) {
        if (!grouped.get() || outdated || state.get() == State.LOADING) {
            return;
        }
        var filter = filters.filter().get();
        for (var record : records) {
            var known = lines.stream()
                    .filter(line -> line instanceof Row row && row.id().equals(record.id()))
                    .map(Row.class::cast)
                    .findFirst();
            if (known.isPresent()) {
                known.get().update(record);
            } else if (record.outcome().isEmpty()) {
                var row = new Row(record, home);
                if (row.matches(filter)) {
                    put(row);
                }
            }
        }
        settle();
    }

    private void put(Row row) {
        int head = IntStream.range(0, lines.size())
                .filter(index -> lines.get(index) instanceof SessionLine line && line.isOf(row.head()))
                .findFirst()
                .orElse(-1);
        if (head < 0) {
            lines.addFirst(SessionLine.begin(row.head(), home));
        } else if (head > 0) {
            var block = List.copyOf(lines.subList(head, end(head)));
            lines.remove(head, head + block.size());
            lines.addAll(0, block);
        }
        var session = (SessionLine) lines.getFirst();
        session.count(row.head());
        if (session.open().get()) {
            lines.add(1, row);
        }
    }

    private void calls(SessionLine session, Optional<String> before) {
        var filter = of(session.facts().get());
        work.ask(
                () -> link.history().list(filter, before, PAGE),
                records -> {
                    int head = lines.indexOf(session);
                    if (head < 0 || !session.open().get()) {
                        return;
                    }
                    var below = new ArrayList<Line>();
                    if (before.isPresent()) {
                        below.addAll(lines.subList(head + 1, end(head)));
                        below.removeIf(MoreLine.class::isInstance);
                    }
                    records.forEach(record -> below.add(new Row(record, home)));
                    if (records.size() == PAGE) {
                        below.add(new MoreLine(session, records.getLast().id()));
                    }
                    lines.remove(head + 1, end(head));
                    lines.addAll(head + 1, below);
                },
                this::failed);
    }

    private Filter of(Session session) {
        var filter = filters.filter().get();
        return new Filter(
                filter.verdicts(),
                filter.rule(),
                session.agent(),
                filter.tool(),
                filter.workspace(),
                session.session(),
                filter.text(),
                filter.since());
    }

    /// Behind the last line of a session.
    private int end(int head) {
        int end = head + 1;
        while (end < lines.size() && !(lines.get(end) instanceof SessionLine)) {
            end++;
        }
        return end;
    }

    /// A line stays the same one where it can: what does not change is not drawn. The calls below an open one were of
    /// the filter before.
    private void merge(List<Session> sessions) {
        var merged = new ArrayList<Line>();
        for (var session : sessions) {
            var known = find(session).filter(line -> !outdated || !line.open().get());
            if (known.isEmpty()) {
                merged.add(new SessionLine(session, home));
            } else {
                int head = lines.indexOf(known.get());
                known.get().update(session);
                merged.addAll(lines.subList(head, end(head)));
            }
        }
        outdated = false;
        if (!merged.equals(lines)) {
            lines.setAll(merged);
        }
    }

    private List<SessionLine> fresh(Sessions page) {
        return page.sessions().stream()
                .filter(session -> find(session).isEmpty())
                .map(session -> new SessionLine(session, home))
                .toList();
    }

    private Optional<SessionLine> find(Session session) {
        return lines.stream()
                .filter(SessionLine.class::isInstance)
                .map(SessionLine.class::cast)
                .filter(line -> line.isSame(session))
                .findFirst();
    }

    private void failed(String why) {
        empty();
        failure.set(why);
        settle();
    }

    private void settle() {
        state.set(
                !lines.isEmpty()
                        ? State.ROWS
                        : !failure.get().isEmpty() ? State.FAILED : filters.isActive() ? State.NO_HIT : State.EMPTY);
    }
}
