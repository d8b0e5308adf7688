package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.ActivityModel.State;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;

/// What lies over a list while it has nothing to show.
final class ListBlank extends StackPane {
    private final Runnable clear;

    /// @param clear takes every filter away
    ListBlank(ReadOnlyObjectProperty<State> state, Runnable clear) {
        this.clear = clear;
        getStyleClass().add("blank-page");
        state.subscribe(now -> {
            getChildren().setAll(content(now));
            setVisible(now != State.ROWS);
        });
    }

    private List<Node> content(State state) {
        return switch (state) {
            case LOADING -> List.of(Nodes.label(text("window.list.loading"), "muted"));
            case EMPTY ->
                List.of(new BlankView("fth-inbox", text("window.list.empty.title"), text("window.list.empty.text")));
            case NO_HIT -> {
                var all = new Button(text("window.filter.clear"));
                all.setOnAction(_ -> clear.run());
                yield List.of(new BlankView(
                        "fth-search", text("window.list.no-hit.title"), text("window.list.no-hit.text"), all));
            }
            case FAILED -> List.of(new BlankView("fth-alert-circle", text("window.list.failed.title"), ""));
            case ROWS -> List.of();
        };
    }
}
