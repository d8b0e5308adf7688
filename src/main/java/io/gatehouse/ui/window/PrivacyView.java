package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Marked;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.OfCall;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.ui.window.PrivacyModel.Chosen;
import io.gatehouse.ui.window.PrivacyModel.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// What leaves this computer: to whom and how much, and of each call what exactly.
final class PrivacyView extends StackPane implements TakesFocus {
    private static final double LIST_SHARE = 0.42;

    private final PrivacyModel model;
    private final ReadOnlyObjectProperty<Instant> now;
    private final ToggleButton overview = new ToggleButton(text("window.privacy.overview"), Nodes.icon("fth-globe"));
    private final ScrollPane page = new ScrollPane();
    /// Kept, so that what is read stays as it is while the overview is arranged anew.
    private final Map<Piece, PieceView> inOverview = new HashMap<>();

    PrivacyView(PrivacyModel model, ReadOnlyObjectProperty<Instant> now) {
        this.model = model;
        this.now = now;
        page.setFitToWidth(true);
        page.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        page.getStyleClass().add("page-scroll");
        var right = new StackPane(page);
        right.getStyleClass().add("details-page");
        var split = new SplitPane(left(), right);
        split.getStyleClass().add("activity");
        split.setDividerPositions(LIST_SHARE);
        getChildren().addAll(split, blank());
        model.selected().subscribe(_ -> arrange());
        model.chosen().subscribe(_ -> arrange());
        model.privacy().subscribe(_ -> arrangeOverview());
        model.status().subscribe(_ -> arrangeOverview());
        now.subscribe(_ -> arrangeOverview());
    }

    @Override
    public void takeFocus() {
        overview.requestFocus();
    }

    private VBox left() {
        overview.getStyleClass().add("overview-button");
        overview.setMaxWidth(Double.MAX_VALUE);
        overview.setOnAction(_ -> {
            model.showOverview();
            overview.setSelected(true);
        });
        model.selected().subscribe(row -> overview.setSelected(row.isEmpty()));
        var none = Nodes.prose(text("window.privacy.calls.none"), "muted", "list-note");
        var list = list();
        none.visibleProperty().bind(list.itemsProperty().flatMap(Bindings::isEmpty));
        none.managedProperty().bind(none.visibleProperty());
        var left = new VBox(
                overview,
                Nodes.trouble(model.failure(), "list-failure"),
                Nodes.label(text("window.privacy.calls"), "section", "list-section"),
                none,
                list);
        left.getStyleClass().add("listing");
        return left;
    }

    private ListView<Row> list() {
        var list = new ListView<>(model.rows());
        list.getStyleClass().addAll("rows", "privacy-rows");
        list.setCellFactory(_ -> new RowCell(now));
        list.setAccessibleText(text("window.privacy.calls"));
        VBox.setVgrow(list, Priority.ALWAYS);
        list.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                model.select(row);
            }
        });
        model.selected().subscribe(row -> {
            if (row.isEmpty()) {
                list.getSelectionModel().clearSelection();
            } else {
                Nodes.select(list, model.selectedIndex());
            }
        });
        return list;
    }

    /// Over the whole page while nothing is known.
    private StackPane blank() {
        var blank = new StackPane();
        blank.getStyleClass().add("blank-page");
        model.state().subscribe(state -> {
            blank.getChildren()
                    .setAll(
                            switch (state) {
                                case LOADING -> List.of(Nodes.label(text("window.list.loading"), "muted"));
                                case FAILED ->
                                    List.of(new BlankView(
                                            "fth-alert-circle",
                                            text("window.privacy.failed"),
                                            model.failure().get()));
                                case READY -> List.<Node>of();
                            });
            blank.setVisible(state != State.READY);
        });
        return blank;
    }

    private void arrange() {
        if (model.selected().get().isEmpty()) {
            page.setVvalue(0);
            arrangeOverview();
        } else {
            show(model.chosen()
                    .get()
                    .<Node>map(this::call)
                    .orElseGet(() -> content(Nodes.label(text("window.list.loading"), "muted"))));
        }
    }

    private void arrangeOverview() {
        if (model.selected().get().isEmpty()) {
            model.privacy().get().ifPresent(privacy -> {
                boolean leaves = privacy.pdp().isPresent()
                        || privacy.console().isPresent()
                        || privacy.telemetry().isPresent();
                var key = leaves ? "" : ".nothing";
                var content = content(
                        Nodes.prose(text("window.privacy.title" + key), "headline"),
                        Nodes.prose(text("window.privacy.lead" + key), "lead"));
                var cards = PrivacyCard.of(privacy, model.status().get(), now.get());
                inOverview
                        .keySet()
                        .retainAll(cards.stream()
                                .flatMap(card -> card.pieces().stream())
                                .toList());
                cards.forEach(card -> content.getChildren().add(card(card)));
                show(content);
            });
        }
    }

    /// What is read stays where it is.
    private void show(Node content) {
        double at = page.getVvalue();
        page.setContent(content);
        page.setVvalue(at);
    }

    private static VBox content(Node... parts) {
        var content = new VBox(parts);
        content.getStyleClass().add("details-content");
        return content;
    }

    private VBox card(PrivacyCard card) {
        var head = new HBox(Nodes.icon(card.icon()), Nodes.label(card.title(), "card-title"));
        head.getStyleClass().add("card-head");
        var box = new VBox(head);
        box.getStyleClass().add("card");
        if (!card.address().isEmpty()) {
            box.getChildren().add(Nodes.prose(card.address(), "code"));
        }
        box.getChildren().add(Nodes.prose(card.words(), "lead"));
        if (!card.facts().isEmpty()) {
            box.getChildren().add(new FactsView(card.facts()));
        }
        card.report().ifPresent(report -> box.getChildren()
                .addAll(Nodes.label(report.name(), "fact-name"), Nodes.prose(report.value(), "code", "fact-value")));
        card.pieces().forEach(piece -> box.getChildren().add(inOverview.computeIfAbsent(piece, PieceView::new)));
        return box;
    }

    private VBox call(Chosen chosen) {
        var row = chosen.row();
        var head = new HBox(Nodes.verdict(row.look()));
        head.getStyleClass().add("details-head");
        var content = content(
                head,
                Nodes.prose(text("window.privacy.call"), "headline"),
                new CallView(List.of(new Marked.Part(row.what(), false)), row.look()));
        chosen.told().ifPresentOrElse(told -> content.getChildren().addAll(told(told)), () -> content.getChildren()
                .add(Nodes.prose(text("window.list.missing", row.id()), "muted")));
        return content;
    }

    private List<Node> told(OfCall told) {
        var parts = new ArrayList<Node>();
        parts.add(Nodes.label(text("window.privacy.to-pdp"), "section"));
        parts.add(Nodes.prose(asked(told)));
        parts.addAll(pieces(told.questions()));
        parts.add(Nodes.label(text("window.privacy.to-console"), "section"));
        parts.add(Nodes.prose(
                text(told.console().isEmpty() ? "window.privacy.no-console.text" : "window.privacy.to-console.text")));
        parts.addAll(pieces(told.console()));
        return parts;
    }

    private static List<PieceView> pieces(List<Piece> pieces) {
        return pieces.stream().map(PieceView::new).toList();
    }

    private String asked(OfCall told) {
        var key = "window.privacy.asked." + told.asked().name().toLowerCase(Locale.ROOT);
        if (told.asked() == Privacy.Asked.NOT_ASKED) {
            return text(key);
        }
        if (told.questions().isEmpty()) {
            return text("window.privacy.asked.gone");
        }
        return text(key) + " " + text(told.sameRules() ? "window.privacy.same" : "window.privacy.rebuilt");
    }
}
