package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Vitals;
import io.gatehouse.policy.Shown;
import java.io.File;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

/// How Gatehouse does, and a bundle for whoever is asked for help.
final class StatusView extends BorderPane implements TakesFocus {
    private final StatusModel model;
    private final ReadOnlyObjectProperty<Instant> now;
    private final Supplier<Optional<File>> choose;
    private final GridPane cards = columns(3);
    private final GridPane charts = columns(2);
    private final VBox rest = new VBox();
    private final ToggleButton hours = new ToggleButton(text("window.status.hours"));
    private final ToggleButton days = new ToggleButton(text("window.status.days"));

    StatusView(StatusModel model, ReadOnlyObjectProperty<Instant> now) {
        this(model, now, StatusView::chosen);
    }

    /// @param choose asks the person for a file to save to
    StatusView(StatusModel model, ReadOnlyObjectProperty<Instant> now, Supplier<Optional<File>> choose) {
        this.model = model;
        this.now = now;
        this.choose = choose;
        var chartHead = new HBox(Nodes.label(text("window.status.calls"), "section"), Nodes.spring(), spans());
        chartHead.getStyleClass().add("calls-head");
        chartHead
                .visibleProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.failure().get().isEmpty()
                                || model.vitals().get().isPresent(),
                        model.failure(),
                        model.vitals()));
        chartHead.managedProperty().bind(chartHead.visibleProperty());
        var trouble = model.failure().map(why -> why.isEmpty() ? "" : why + "\n" + text("window.status.uncounted"));
        var content = new VBox(cards, Nodes.trouble(trouble, "list-failure"), chartHead, charts, rest);
        content.getStyleClass().add("status-content");
        rest.getStyleClass().add("status-rest");
        var scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("page-scroll");
        setCenter(scroll);
        setBottom(foot());
        getStyleClass().addAll("details-page");
        model.status().subscribe(_ -> arrangeCards());
        now.subscribe(_ -> arrangeCards());
        model.vitals().subscribe(_ -> {
            arrangeCards();
            arrangeCharts();
            arrangeRest();
        });
        model.byDay().subscribe(_ -> arrangeCharts());
        model.failure().subscribe(_ -> arrangeCharts());
    }

    @Override
    public void takeFocus() {
        (model.byDay().get() ? days : hours).requestFocus();
    }

    private HBox spans() {
        hours.getStyleClass().add("left-pill");
        days.getStyleClass().add("right-pill");
        var group = new ToggleGroup();
        group.getToggles().addAll(hours, days);
        hours.setOnAction(_ -> model.byDay().set(false));
        days.setOnAction(_ -> model.byDay().set(true));
        model.byDay().subscribe(byDay -> group.selectToggle(byDay ? days : hours));
        group.selectedToggleProperty().subscribe(chosen -> {
            if (chosen == null) {
                group.selectToggle(model.byDay().get() ? days : hours);
            }
        });
        var segments = new HBox(hours, days);
        segments.getStyleClass().add("segments");
        return segments;
    }

    private static GridPane columns(int count) {
        var grid = new GridPane();
        grid.getStyleClass().add("status-grid");
        for (int i = 0; i < count; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(100.0 / count);
            column.setFillWidth(true);
            grid.getColumnConstraints().add(column);
        }
        return grid;
    }

    private void arrangeCards() {
        model.status()
                .get()
                .ifPresent(status -> fill(
                        cards,
                        StatusCard.of(status, model.vitals().get(), now.get()).stream()
                                .map(StatusView::card)
                                .toList()));
    }

    private void arrangeCharts() {
        boolean byDay = model.byDay().get();
        fill(
                charts,
                model.vitals()
                        .get()
                        .map(vitals -> byDay ? vitals.days() : vitals.hours())
                        .map(bars -> List.<Node>of(
                                new ChartView(Chart.denials(bars, byDay)), new ChartView(Chart.times(bars, byDay))))
                        .orElseGet(this::notYet));
    }

    private List<Node> notYet() {
        return model.failure().get().isEmpty()
                ? List.of(Nodes.label(text("window.status.counting"), "muted"))
                : List.of();
    }

    private static void fill(GridPane grid, List<? extends Node> nodes) {
        grid.getChildren().clear();
        for (int i = 0; i < nodes.size(); i++) {
            grid.add(nodes.get(i), i, 0);
        }
    }

    private static VBox card(StatusCard card) {
        var word = Nodes.label(
                card.word(), "verdict", "standing", card.tone().name().toLowerCase(Locale.ROOT));
        word.setMinWidth(USE_PREF_SIZE);
        var title = new HBox(Nodes.icon(card.icon()), Nodes.label(card.title(), "card-title"));
        title.getStyleClass().add("card-head");
        var head = new FlowPane(title, word); // the word goes below where both are too long for a row
        head.getStyleClass().add("card-row");
        var box = new VBox(head);
        if (!card.meaning().isEmpty()) {
            box.getChildren().add(Nodes.prose(card.meaning()));
        }
        if (!card.facts().isEmpty()) {
            box.getChildren().add(new FactsView(card.facts()));
        }
        box.getStyleClass().add("card");
        box.setMaxHeight(Double.MAX_VALUE);
        return box;
    }

    private void arrangeRest() {
        var known = model.vitals().get();
        var status = model.status().get();
        if (known.isEmpty() || status.isEmpty()) {
            rest.getChildren().clear();
            return;
        }
        var facts = new VBox(new FactsView(StatusCard.facts(status.get(), known.get())));
        facts.getStyleClass().add("card");
        var settings = new VBox(settings(known.get().settings()));
        settings.getStyleClass().add("card");
        rest.getChildren()
                .setAll(
                        Nodes.label(text("window.status.installation"), "section"),
                        facts,
                        Nodes.label(text("window.status.settings"), "section"),
                        settings);
    }

    private static GridPane settings(List<Vitals.Setting> settings) {
        var grid = new GridPane();
        grid.getStyleClass().add("facts");
        var value = new ColumnConstraints();
        value.setHgrow(Priority.ALWAYS);
        var key = new ColumnConstraints();
        key.setMinWidth(USE_PREF_SIZE);
        grid.getColumnConstraints().addAll(key, value, new ColumnConstraints());
        for (int i = 0; i < settings.size(); i++) {
            var setting = settings.get(i);
            var name = Nodes.label(Shown.text(setting.key(), false), "fact-name", "code");
            var told = Nodes.prose(Shown.text(setting.value(), false), "fact-value", "code");
            name.setLabelFor(told);
            var source = Nodes.prose(Shown.text(setting.source(), false), "fact-value", "muted");
            grid.addRow(i, name, told, source);
            List.of(name, told, source).forEach(label -> GridPane.setValignment(label, VPos.TOP));
        }
        return grid;
    }

    private HBox foot() {
        var copy = new Button(text("window.status.bundle.copy"), Nodes.icon("fth-copy"));
        copy.setOnAction(_ -> model.copy(StatusView::toClipboard));
        var save = new Button(text("window.status.bundle.save"), Nodes.icon("fth-download"));
        save.setOnAction(_ -> choose.get().map(File::toPath).ifPresent(model::save));
        copy.disableProperty().bind(model.busy());
        save.disableProperty().bind(model.busy());
        Label said = Nodes.prose("", "muted", "bundle-said");
        said.textProperty()
                .bind(model.said().map(words -> words.isEmpty() ? text("window.status.bundle.text") : words));
        said.setMinWidth(0);
        HBox.setHgrow(said, Priority.ALWAYS);
        copy.setMinWidth(USE_PREF_SIZE);
        save.setMinWidth(USE_PREF_SIZE);
        var foot = new HBox(copy, save, said);
        foot.getStyleClass().add("details-buttons");
        return foot;
    }

    private static void toClipboard(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    private static Optional<File> chosen() {
        var chooser = new FileChooser();
        chooser.setTitle(text("window.status.bundle.save"));
        chooser.setInitialFileName("gatehouse-diagnostics.txt");
        return Optional.ofNullable(chooser.showSaveDialog(null));
    }
}
