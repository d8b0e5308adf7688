package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions.Session;
import io.gatehouse.policy.Shown;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;

/// A session as the head of its calls.
final class SessionLine implements Line {
    private static final int LONGEST = 120;

    private final String title;
    private final String where;
    private final ObjectProperty<Session> facts;
    private final BooleanProperty open = new SimpleBooleanProperty();

    /// @param home the person's home directory, shown as `~`
    SessionLine(Session facts, String home) {
        this.facts = new SimpleObjectProperty<>(facts);
        this.title = facts.agent().isBlank() ? text("window.session.no-agent") : Shown.line(facts.agent(), LONGEST);
        this.where = facts.workspace().isBlank()
                ? text("window.session.no-workspace")
                : Shown.line(Words.shortened(facts.workspace(), home), LONGEST);
    }

    /// Of a session whose first call was just decided.
    static SessionLine begin(RecordHead first, String home) {
        var origin = first.origin();
        var at = first.at();
        return new SessionLine(
                new Session(origin.agent(), origin.session(), first.workspace(), at, Instant.EPOCH, 0, 0, 0), home);
    }

    boolean isOf(RecordHead record) {
        var origin = record.origin();
        return isSame(origin.agent(), origin.session());
    }

    boolean isSame(Session other) {
        return isSame(other.agent(), other.session());
    }

    private boolean isSame(String agent, String session) {
        return facts.get().agent().equals(agent) && facts.get().session().equals(session);
    }

    /// Counts a call in, unless the daemon has counted it already.
    void count(RecordHead record) {
        var before = facts.get();
        var at = record.at().truncatedTo(ChronoUnit.MILLIS);
        if (!at.isAfter(before.lastAt())) {
            return;
        }
        var look = Look.of(record.verdict());
        facts.set(new Session(
                before.agent(),
                before.session(),
                before.workspace(),
                before.startedAt(),
                at,
                before.allowed() + (look == Look.ALLOWED ? 1 : 0),
                before.denied() + (look == Look.DENIED || look == Look.FAULT ? 1 : 0),
                before.wouldDeny() + (look == Look.WOULD_DENY ? 1 : 0)));
    }

    void update(Session newer) {
        facts.set(newer);
    }

    void setOpen(boolean isOpen) {
        open.set(isOpen);
    }

    ReadOnlyObjectProperty<Session> facts() {
        return facts;
    }

    /// Whether its calls are listed below it.
    ReadOnlyBooleanProperty open() {
        return open;
    }

    String title() {
        return title;
    }

    String where() {
        return where;
    }
}
