package io.gatehouse.ui.window;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/// The daemon's vital signs on one line.
final class FooterView extends HBox {
    FooterView(ReadOnlyObjectProperty<Overview> overview) {
        getStyleClass().add("footer");
        overview.subscribe(current -> {
            getChildren().clear();
            current.notes().stream().map(FooterView::label).forEach(getChildren()::add);
            if (!getChildren().isEmpty()) {
                getChildren().add(getChildren().size() - 1, Nodes.spring());
            }
        });
    }

    private static Label label(Overview.Note note) {
        var label = Nodes.label(note.text(), "note");
        if (!note.more().isEmpty()) {
            label.setTooltip(Nodes.hover(note.more()));
        }
        return label;
    }
}
