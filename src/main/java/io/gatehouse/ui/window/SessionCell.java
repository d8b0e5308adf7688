package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.Sessions.Session;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/// A session with its counts, a call of it, or the way to older ones.
///
/// Design. A change of style classes has the styles of the cell and of all in it worked out anew, which was half of the
/// window's part of a keystroke. So a cell keeps those of the kind that it showed last, also while it is empty.
final class SessionCell extends LineCell<Line> {
    private static final String SESSION = "session";
    private static final String CALL = "call-of-session";
    private static final String MORE = "more-of-session";

    private final ReadOnlyObjectProperty<Instant> now;
    private final FontIcon chevron = Nodes.icon("fth-chevron-right", "chevron");
    private final Label title = Nodes.label("", "session-title");
    private final Label where = Nodes.label("", "muted", "where");
    private final Label allowed = count(Look.ALLOWED);
    private final Label wouldDeny = count(Look.WOULD_DENY);
    private final Label denied = count(Look.DENIED);
    private final Label when = Nodes.label("", "muted", "when");
    private final Tooltip began = Nodes.hover("");
    private final Tooltip ended = Nodes.hover("");
    private final Label more = Nodes.label(text("window.session.more"), "more");
    private final Map<Look, Label> verdicts = new EnumMap<>(Look.class);
    private final HBox head;
    private Subscription following = Subscription.EMPTY;

    /// @param act opens or closes a session, or asks for older calls
    SessionCell(ReadOnlyObjectProperty<Instant> now, Consumer<Line> act) {
        super(now);
        this.now = now;
        var words = new VBox(title, where);
        words.getStyleClass().add("words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        where.setTooltip(began);
        when.setMinWidth(USE_PREF_SIZE);
        when.setTooltip(ended);
        head = new HBox(chevron, words, denied, wouldDeny, allowed, when);
        head.getStyleClass().addAll("row", "session-head");
        setOnMouseClicked(_ -> {
            if (getItem() != null && !(getItem() instanceof Row)) {
                act.accept(getItem());
            }
        });
    }

    @Override
    protected void updateItem(@Nullable Line item, boolean empty) {
        following.unsubscribe();
        following = Subscription.EMPTY;
        if (empty || item == null) {
            super.updateItem(item, empty);
            return;
        }
        switch (item) {
            case Row _ -> {
                super.updateItem(item, false);
                setKind(CALL);
            }
            case SessionLine session -> {
                bare(item);
                face(head);
                setKind(SESSION);
                Runnable again = () -> show(session, session.facts().get());
                again.run();
                following = session.facts()
                        .subscribe((_, _) -> again.run())
                        .and(session.open().subscribe((_, _) -> again.run()))
                        .and(now.subscribe((_, _) -> again.run()));
            }
            case MoreLine _ -> {
                bare(item);
                face(more);
                setAccessibleText(more.getText());
                setKind(MORE);
            }
        }
    }

    private void setKind(String kind) {
        if (!getStyleClass().contains(kind)) {
            getStyleClass().removeAll(SESSION, CALL, MORE);
            getStyleClass().add(kind);
        }
    }

    private void show(SessionLine session, Session facts) {
        boolean isOpen = session.open().get();
        chevron.setRotate(isOpen ? 90 : 0);
        title.setText(session.where());
        where.setText(text(
                "window.session.about",
                session.title(),
                Words.when(facts.startedAt(), now.get(), ZoneId.systemDefault())));
        began.setText(Words.exact(facts.startedAt(), ZoneId.systemDefault()));
        show(allowed, facts.allowed());
        show(wouldDeny, facts.wouldDeny());
        show(denied, facts.denied());
        when.setText(Words.when(facts.lastAt(), now.get(), ZoneId.systemDefault()));
        ended.setText(Words.exact(facts.lastAt(), ZoneId.systemDefault()));
        setAccessibleText(text(
                isOpen ? "window.session.spoken.open" : "window.session.spoken.closed",
                session.title(),
                session.where(),
                facts.allowed(),
                facts.denied(),
                facts.wouldDeny()));
    }

    private static void show(Label label, long count) {
        label.setText(text("window.session.count", count));
        label.setVisible(count > 0);
        label.setManaged(count > 0);
    }

    private static Label count(Look look) {
        var label = Nodes.verdict(look);
        label.getStyleClass().add("count");
        label.setTooltip(Nodes.hover(look.word()));
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    @Override
    Label standing(Line line) {
        return verdicts.computeIfAbsent(row(line).look(), Nodes::verdict);
    }

    @Override
    String what(Line line) {
        return row(line).what();
    }

    @Override
    String where(Line line) {
        return row(line).where();
    }

    @Override
    Instant at(Line line) {
        return switch (line) {
            case Row row -> row.at();
            case SessionLine session -> session.facts().get().lastAt();
            case MoreLine _ -> now.get();
        };
    }

    private static Row row(Line line) {
        if (line instanceof Row row) {
            return row;
        }
        throw new IllegalArgumentException("not a call: " + line);
    }
}
