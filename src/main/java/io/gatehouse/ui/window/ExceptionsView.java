package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Marked;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// What was asked for on this laptop, and what came of it.
final class ExceptionsView extends StackPane {
    private static final double LIST_SHARE = 0.5;
    private static final int ANSWER_ROWS = 3;

    /// In UTF-16 units, as the console takes it.
    private static final int LONGEST_ANSWER = 2_000;

    private final ExceptionsModel model;
    private final ReadOnlyObjectProperty<Instant> now;
    private final StackPane details = new StackPane();

    ExceptionsView(ExceptionsModel model, ReadOnlyObjectProperty<Instant> now) {
        this.model = model;
        this.now = now;
        var none = new StackPane(
                new BlankView("fth-key", text("window.exceptions.none.title"), text("window.exceptions.none.text")));
        none.getStyleClass().add("blank-page");
        none.visibleProperty().bind(Bindings.isEmpty(model.rows()));
        var split = new SplitPane(new VBox(Nodes.trouble(model.failure(), "list-failure"), list()), details);
        split.getStyleClass().add("activity");
        split.setDividerPositions(LIST_SHARE);
        split.visibleProperty().bind(Bindings.isNotEmpty(model.rows()));
        details.getStyleClass().add("details-page");
        getChildren().addAll(split, none);
        model.selected().subscribe(this::arrange);
    }

    private ListView<RequestRow> list() {
        var list = new ListView<>(model.rows());
        list.getStyleClass().addAll("rows", "request-rows");
        list.setCellFactory(_ -> new Cell(now));
        list.setAccessibleText(text("window.exceptions.list"));
        VBox.setVgrow(list, Priority.ALWAYS);
        list.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                model.select(row.id());
            }
        });
        model.selected().subscribe(_ -> Nodes.select(list, model.selectedIndex()));
        return list;
    }

    private void arrange(Optional<RequestRow> chosen) {
        details.getChildren().setAll(chosen.map(this::details).stream().toList());
    }

    private BorderPane details(RequestRow row) {
        var standing = Nodes.prose("", "headline");
        standing.textProperty().bind(now.map(row::standing));
        var when = Nodes.label("", "muted");
        when.textProperty().bind(now.map(time -> Words.when(row.at(), time, ZoneId.systemDefault())));
        var head = new HBox(state(row, true), Nodes.spring(), when);
        head.getStyleClass().add("details-head");
        var content = new VBox(head, standing);
        content.getStyleClass().add("details-content");
        var parts = content.getChildren();
        if (!row.question().isEmpty()) {
            parts.addAll(
                    Nodes.label(text("window.exception.question"), "section"), Nodes.prose(row.question(), "told"));
            parts.addAll(
                    row.needsAnswer()
                            ? List.of(answer(row))
                            : List.of(
                                    Nodes.label(text("window.exception.answer"), "section"),
                                    Nodes.prose(row.answer(), "told")));
        }
        if (!row.said().isEmpty()) {
            parts.addAll(
                    Nodes.label(text("window.exception.said", row.reviewer()), "section"),
                    Nodes.prose(row.said(), "told"));
        }
        parts.addAll(
                new CallView(List.of(new Marked.Part(row.call(), false)), Look.DENIED),
                Nodes.prose(row.rules(), "code", "muted"),
                Nodes.label(text("window.exception.facts"), "section"),
                new FactsView(row.facts()));
        var scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        var page = new BorderPane(scroll);
        page.getStyleClass().add("details");
        if (row.canWithdraw()) {
            page.setBottom(buttons(row));
        }
        return page;
    }

    private VBox answer(RequestRow row) {
        var words = new TextArea();
        words.setPromptText(text("window.exception.answer.prompt"));
        words.setAccessibleText(text("window.exception.answer.prompt"));
        words.setPrefRowCount(ANSWER_ROWS);
        words.setWrapText(true);
        words.setTextFormatter(
                new TextFormatter<>(change -> change.getControlNewText().length() <= LONGEST_ANSWER ? change : null));
        words.textProperty().bindBidirectional(model.answer(row.id()));
        var send = new Button(text("window.exception.answer.send"), Nodes.icon("fth-send"));
        send.getStyleClass().add("accent");
        send.disableProperty().bind(words.textProperty().map(String::isBlank));
        send.setOnAction(_ -> model.answer());
        var box = new VBox(words, send);
        box.getStyleClass().add("answer");
        return box;
    }

    private HBox buttons(RequestRow row) {
        var buttons = new HBox();
        buttons.getStyleClass().add("details-buttons");
        if (row.needsConfirmation()) {
            var confirm = new Button(text("window.exception.confirm"), Nodes.icon("fth-send"));
            confirm.getStyleClass().add("accent");
            confirm.setOnAction(_ -> model.confirm());
            buttons.getChildren().add(confirm);
        }
        var withdraw = new Button(text("window.exception.withdraw"));
        withdraw.setOnAction(_ -> model.withdraw());
        buttons.getChildren().add(withdraw);
        return buttons;
    }

    private static Label state(RequestRow row, boolean big) {
        var label = Nodes.label(
                row.state(), "verdict", "standing", row.tone().name().toLowerCase(Locale.ROOT));
        label.setGraphic(Nodes.icon(row.icon()));
        if (big) {
            label.getStyleClass().add("big");
        }
        return label;
    }

    private static final class Cell extends LineCell<RequestRow> {
        private final Map<String, Label> states = new HashMap<>();

        Cell(ReadOnlyObjectProperty<Instant> now) {
            super(now);
        }

        @Override
        Label standing(RequestRow row) {
            return states.computeIfAbsent(row.state() + row.icon(), _ -> state(row, false));
        }

        @Override
        String what(RequestRow row) {
            return row.what();
        }

        @Override
        String where(RequestRow row) {
            return row.rules();
        }

        @Override
        Instant at(RequestRow row) {
            return row.at();
        }
    }
}
