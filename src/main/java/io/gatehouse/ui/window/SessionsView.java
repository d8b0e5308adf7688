package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The sessions, each opening to its calls: by a click, and by the arrow keys as a tree does.
final class SessionsView extends VBox {
    private final ActivityModel activity;
    private final SessionsModel model;
    private final ListView<Line> list;

    SessionsView(ActivityModel activity, ReadOnlyObjectProperty<Instant> now) {
        this.activity = activity;
        this.model = activity.sessions();
        this.list = new ListView<>(model.lines());
        getStyleClass().add("listing");
        list.getStyleClass().addAll("rows", "session-rows");
        list.setCellFactory(_ -> new SessionCell(now, this::act));
        list.setAccessibleText(text("window.sessions.name"));
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
        list.getSelectionModel().selectedItemProperty().subscribe(line -> {
            if (line instanceof Row row) {
                activity.select(row);
            }
        });
        activity.selected().subscribe(chosen -> chosen.ifPresent(this::follow));
        list.skinProperty().subscribe(skin -> {
            if (skin != null) {
                Nodes.whenAtTheEnd(list, model::more);
            }
        });
        var stack = new StackPane(list, new ListBlank(model.state(), activity.filters()::clear));
        VBox.setVgrow(stack, Priority.ALWAYS);
        getChildren().addAll(Nodes.trouble(model.failure(), "list-failure"), stack);
    }

    void focusList() {
        list.requestFocus();
    }

    /// Marks the call that is looked at, where it is listed.
    private void follow(Row chosen) {
        for (int i = 0; i < model.lines().size(); i++) {
            if (model.lines().get(i) instanceof Row row && row.id().equals(chosen.id())) {
                list.getSelectionModel().clearAndSelect(i);
            }
        }
    }

    private void act(Line line) {
        switch (line) {
            case SessionLine session -> model.toggle(session);
            case MoreLine more -> model.more(more);
            case Row row -> activity.select(row);
        }
    }

    private void onKey(KeyEvent key) {
        var line = list.getSelectionModel().getSelectedItem();
        if (line == null) {
            return;
        }
        boolean acts =
                switch (key.getCode()) {
                    case ENTER, SPACE -> !(line instanceof Row);
                    case RIGHT ->
                        line instanceof SessionLine session && !session.open().get();
                    case LEFT ->
                        line instanceof SessionLine session && session.open().get();
                    default -> false;
                };
        if (acts) {
            act(line);
            key.consume();
        } else if (key.getCode() == KeyCode.LEFT && !(line instanceof SessionLine)) {
            model.head(line).ifPresent(head -> list.getSelectionModel()
                    .clearAndSelect(model.lines().indexOf(head)));
            key.consume();
        }
    }
}
