package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.RuleRow.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// What applies to this person, and why.
final class RulesView extends StackPane implements TakesFocus {
    private static final double LIST_SHARE = 0.5;

    private final RulesModel model;
    private final Consumer<String> showCalls;
    private final StackPane details = new StackPane();
    private final ListView<RuleRow> list;

    /// @param showCalls lists the calls in which a rule fired, by its id
    RulesView(RulesModel model, Consumer<String> showCalls) {
        this.model = model;
        this.showCalls = showCalls;
        var summary = Nodes.prose("", "muted");
        summary.textProperty().bind(model.summary());
        var filter = new TextField();
        filter.setPromptText(text("window.rules.filter"));
        filter.setAccessibleText(text("window.rules.filter"));
        filter.textProperty().bindBidirectional(model.query());
        var head = new VBox(filter, summary);
        head.getStyleClass().add("page-bar");
        this.list = list();
        var left = new VBox(head, Nodes.trouble(model.failure(), "list-failure"), new StackPane(list, noHit()));
        left.getStyleClass().add("listing");
        VBox.setVgrow(left.getChildren().getLast(), Priority.ALWAYS);
        details.getStyleClass().add("details-page");
        var split = new SplitPane(left, details);
        split.getStyleClass().add("activity");
        split.setDividerPositions(LIST_SHARE);
        getChildren().addAll(split, blank());
        model.selected().subscribe(this::arrange);
    }

    @Override
    public void takeFocus() {
        list.requestFocus();
    }

    private ListView<RuleRow> list() {
        var rows = new ListView<>(model.rows());
        rows.getStyleClass().add("rows");
        rows.setCellFactory(_ -> new RuleCell());
        rows.setAccessibleText(text("window.rules.list"));
        rows.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                model.select(row);
            }
        });
        model.selected().subscribe(_ -> Nodes.select(rows, model.selectedIndex()));
        return rows;
    }

    /// Over the whole page while there are no rules to choose from.
    private StackPane blank() {
        var blank = new StackPane();
        blank.getStyleClass().add("blank-page");
        model.state().subscribe(state -> {
            blank.getChildren()
                    .setAll(
                            switch (state) {
                                case LOADING -> List.of(Nodes.label(text("window.list.loading"), "muted"));
                                case NOT_YET -> List.of(blank("fth-wifi-off", "not-yet"));
                                case NEVER -> List.of(blank("fth-help-circle", "never"));
                                case FAILED ->
                                    List.of(new BlankView(
                                            "fth-alert-circle",
                                            text("window.rules.failed.title"),
                                            model.failure().get()));
                                case ROWS, NO_HIT -> List.<Node>of();
                            });
            blank.setVisible(!blank.getChildren().isEmpty());
        });
        return blank;
    }

    private static BlankView blank(String icon, String key) {
        return new BlankView(icon, text("window.rules." + key + ".title"), text("window.rules." + key + ".text"));
    }

    private StackPane noHit() {
        var all = new Button(text("window.list.no-hit.clear"));
        all.setOnAction(_ -> model.query().set(""));
        var page = new StackPane(
                new BlankView("fth-search", text("window.list.no-hit.title"), text("window.rules.no-hit.text"), all));
        page.getStyleClass().add("blank-page");
        Nodes.showWhile(page, model.state(), RulesModel.State.NO_HIT);
        return page;
    }

    private void arrange(Optional<RuleRow> chosen) {
        details.getChildren()
                .setAll(chosen.<Node>map(this::details)
                        .orElseGet(() -> new BlankView(
                                "fth-book-open", text("window.rules.none.title"), text("window.rules.none.text"))));
    }

    private ScrollPane details(RuleRow row) {
        var head = new HBox(standing(row.standing(), true));
        head.getStyleClass().add("details-head");
        var content = new VBox(
                head,
                Nodes.prose(row.name(), "headline", "code"),
                Nodes.prose(row.standing().explained(), "lead"));
        content.getStyleClass().add("details-content");
        var parts = content.getChildren();
        for (var part : row.parts()) {
            parts.add(Nodes.label(part.about(), "section"));
            parts.add(new ReasonView(part.reason(), part.severity()));
        }
        parts.add(Nodes.label(text("window.rules.days"), "section"));
        parts.add(Nodes.prose(row.counted()));
        if (row.fired() > 0) {
            var show = new Button(text("window.rules.show"), Nodes.icon("fth-list"));
            show.setOnAction(_ -> showCalls.accept(row.id()));
            parts.add(show);
        }
        var scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("page-scroll");
        return scroll;
    }

    static Label standing(Standing standing, boolean big) {
        var label = Nodes.label(standing.word(), "verdict", "standing", standing.styleClass());
        label.setGraphic(Nodes.icon(standing.icon()));
        label.setMinWidth(USE_PREF_SIZE);
        if (big) {
            label.getStyleClass().add("big");
        }
        return label;
    }
}
