package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.control.ListView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The list of enforcements, or what stands in its place.
final class ListingView extends VBox {
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
        var stack = new StackPane(list, new ListBlank(model.state(), model.filters()::clear));
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
                Nodes.whenAtTheEnd(list, model::more);
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
}
