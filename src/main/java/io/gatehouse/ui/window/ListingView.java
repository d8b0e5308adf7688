package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollBar;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The list of enforcements, or what stands in its place.
final class ListingView extends VBox {
    private static final double NEARLY_THE_END = 0.98;
    private static final int ROWS_ABOVE = 4;

    private final ActivityModel model;
    private final ListView<Row> list;

    ListingView(ActivityModel model, ReadOnlyObjectProperty<Instant> now) {
        this.model = model;
        this.list = new ListView<>(model.rows());
        getStyleClass().add("listing");
        list.getStyleClass().add("rows");
        list.setCellFactory(_ -> new RowCell(now));
        list.setAccessibleText(text("window.list.name"));
        var stack = new StackPane(list, blank());
        VBox.setVgrow(stack, Priority.ALWAYS);
        getChildren().addAll(Nodes.trouble(model.failure(), "list-failure"), stack);
        list.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null && model.selectedIndex() != list.getSelectionModel().getSelectedIndex()) {
                model.select(row);
            }
        });
        model.selected().subscribe(_ -> follow(true));
        model.rows().addListener((ListChangeListener<Row>) _ -> follow(false));
        list.skinProperty().subscribe(skin -> {
            if (skin != null) {
                pageAtTheEnd();
            }
        });
    }

    void focusList() {
        list.requestFocus();
    }

    private void follow(boolean scroll) {
        int index = model.selectedIndex();
        if (index < 0) {
            list.getSelectionModel().clearSelection();
        } else if (list.getSelectionModel().getSelectedIndex() != index) {
            list.getSelectionModel().clearAndSelect(index);
            list.getFocusModel().focus(index);
            if (scroll) {
                list.scrollTo(Math.max(0, index - ROWS_ABOVE));
            }
        }
    }

    private void pageAtTheEnd() {
        for (Node bar : list.lookupAll(".scroll-bar:vertical")) {
            if (bar instanceof ScrollBar scrollBar) {
                scrollBar.valueProperty().subscribe(value -> {
                    if (value.doubleValue() > NEARLY_THE_END * scrollBar.getMax()) {
                        model.more();
                    }
                });
            }
        }
    }

    private StackPane blank() {
        var blank = new StackPane();
        blank.getStyleClass().add("blank-page");
        model.state().subscribe(state -> {
            blank.getChildren().clear();
            switch (state) {
                case LOADING -> blank.getChildren().add(Nodes.label(text("window.list.loading"), "muted"));
                case EMPTY ->
                    blank.getChildren()
                            .add(new BlankView(
                                    "fth-inbox", text("window.list.empty.title"), text("window.list.empty.text")));
                case NO_HIT ->
                    blank.getChildren()
                            .add(new BlankView(
                                    "fth-search",
                                    text("window.list.no-hit.title"),
                                    text("window.list.no-hit.text"),
                                    showAll()));
                case FAILED ->
                    blank.getChildren().add(new BlankView("fth-alert-circle", text("window.list.failed.title"), ""));
                case ROWS -> {}
            }
            blank.setVisible(state != ActivityModel.State.ROWS);
        });
        return blank;
    }

    private Button showAll() {
        var all = new Button(text("window.list.no-hit.clear"));
        all.setOnAction(_ -> model.showAll());
        return all;
    }
}
