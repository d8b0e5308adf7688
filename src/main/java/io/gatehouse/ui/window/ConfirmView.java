package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import javafx.event.Event;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.InputEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// The dialog that asks a person about a call.
final class ConfirmView extends VBox {
    private static final double WIDTH = 560;
    private static final int LETTERS_A_LINE = 60;
    private static final int MOST_LINES = 12;
    private static final double LINE = 19;
    private static final double PADDING = 20;

    private final ConfirmModel model;
    private final Button deny = new Button(text("window.confirm.deny"));
    private final Button allow = new Button(text("window.confirm.allow"));

    ConfirmView(ConfirmModel model) {
        this.model = model;
        getStyleClass().addAll("gatehouse", "confirm");
        setPrefWidth(WIDTH);
        var head = new HBox(Nodes.icon("fth-shield", "logo"), Nodes.prose(model.headline(), "headline"));
        head.getStyleClass().add("confirm-head");
        var line = new ScrollPane(Nodes.prose(model.shown(), "code"));
        line.setFitToWidth(true);
        line.setFocusTraversable(false);
        line.setPrefViewportHeight(PADDING + LINE * Math.min(model.lines(LETTERS_A_LINE), MOST_LINES));
        line.getStyleClass().add("confirm-line");
        var workspace = Nodes.prose(model.workspace(), "muted");
        workspace.setManaged(!model.workspace().isEmpty());
        getChildren().addAll(head, Nodes.prose(model.asks(), "muted"), line, workspace);
        model.reasons().forEach(reason -> getChildren().add(Nodes.prose(reason, "reason")));
        getChildren().add(foot());
    }

    private HBox foot() {
        deny.getStyleClass().addAll("accent", "deny-button");
        deny.setOnAction(_ -> model.deny());
        allow.getStyleClass().add("allow-button");
        allow.setOnAction(_ -> model.allow());
        model.awake().subscribe(awake -> {
            getStyleClass().remove("asleep");
            if (!awake) {
                getStyleClass().add("asleep");
            }
        });
        var countdown = Nodes.label("", "muted", "countdown");
        countdown.textProperty().bind(model.countdown());
        var foot = new HBox(countdown, Nodes.spring(), allow, deny);
        foot.getStyleClass().add("confirm-foot");
        return foot;
    }

    /// While it sleeps nothing that is typed or clicked reaches anything in it.
    Scene scene() {
        var scene = new Scene(this);
        scene.addEventFilter(InputEvent.ANY, event -> {
            if (!model.awake().get()) {
                event.consume();
            }
        });
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        return scene;
    }

    private void pressed(KeyEvent event) {
        if (event.isConsumed()) {
            return;
        }
        if (event.getCode() == KeyCode.ESCAPE || (event.getCode() == KeyCode.ENTER && !allow.isFocused())) {
            taken(event, model::deny);
        } else if (event.getCode() == KeyCode.ENTER) {
            taken(event, model::allow);
        }
    }

    private static void taken(Event event, Runnable act) {
        event.consume();
        act.run();
    }

    /// The button that an accident may press.
    void focusDeny() {
        deny.requestFocus();
    }
}
