package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import java.time.ZoneId;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// One line of a list: how it stands, what the agent wanted, a word more about it, and when.
///
/// Design. While calls come, each line moves down ten times a second: the list empties all of its cells and fills them
/// again. A node that was taken out and put in has its style worked out anew, so nothing is taken out, only hidden.
abstract class LineCell<T> extends ListCell<T> {
    private final ReadOnlyObjectProperty<Instant> now;
    private final StackPane standing = new StackPane();
    private final Label what = Nodes.label("", "code", "what");
    private final Label where = Nodes.label("", "muted", "where");
    private final Label when = Nodes.label("", "muted", "when");
    private final Tooltip exact = Nodes.hover("");
    private final HBox line;

    LineCell(ReadOnlyObjectProperty<Instant> now) {
        this.now = now;
        var words = new VBox(what, where);
        words.getStyleClass().add("words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        standing.getStyleClass().add("verdict-column");
        when.setMinWidth(USE_PREF_SIZE);
        when.setTooltip(exact);
        line = new HBox(standing, words, when);
        line.getStyleClass().add("row");
        getStyleClass().add("row-cell");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        setPrefWidth(0);
        now.subscribe(_ -> age());
    }

    /// One of a few labels that this cell keeps.
    abstract Label standing(T item);

    abstract String what(T item);

    abstract String where(T item);

    abstract Instant at(T item);

    /// Shows nothing of a line itself: the cell has something else to show for this item.
    final void bare(T item) {
        super.updateItem(item, false);
    }

    @Override
    protected void updateItem(@Nullable T item, boolean empty) {
        super.updateItem(item, empty);
        if (empty || item == null) {
            if (getGraphic() != null) {
                getGraphic().setVisible(false);
            }
            setAccessibleText(null);
            return;
        }
        var label = standing(item);
        stand(label);
        what.setText(what(item));
        where.setText(where(item));
        exact.setText(Words.exact(at(item), ZoneId.systemDefault()));
        age();
        setAccessibleText(text("window.row.spoken", label.getText(), what(item), where(item), when.getText()));
        face(line);
    }

    /// Shows this in the cell.
    final void face(Node node) {
        if (!node.equals(getGraphic())) {
            setGraphic(node);
        }
        node.setVisible(true);
    }

    private void stand(Label label) {
        if (!standing.getChildren().contains(label)) {
            standing.getChildren().add(label);
        }
        for (var known : standing.getChildren()) {
            known.setVisible(known.equals(label));
            known.setManaged(known.equals(label));
        }
    }

    private void age() {
        var item = getItem();
        if (item != null) {
            when.setText(Words.when(at(item), now.get(), ZoneId.systemDefault()));
        }
    }
}
