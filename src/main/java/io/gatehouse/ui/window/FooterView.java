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

    /// Where there is no room for all notes, those before the last one give way, the last of them first.
    @Override
    protected void layoutChildren() {
        var notes = getChildren().stream().filter(Label.class::isInstance).toList();
        double room = getWidth() - snappedLeftInset() - snappedRightInset() + getSpacing();
        if (!notes.isEmpty()) {
            room -= notes.getLast().prefWidth(-1) + 2 * getSpacing();
            for (var note : notes.subList(0, notes.size() - 1)) {
                room -= note.prefWidth(-1) + getSpacing();
                note.setVisible(room >= 0);
                note.setManaged(room >= 0);
            }
        }
        super.layoutChildren();
    }

    private static Label label(Overview.Note note) {
        var label = Nodes.label(note.text(), "note");
        if (!note.more().isEmpty()) {
            label.setTooltip(Nodes.hover(note.more()));
        }
        return label;
    }
}
