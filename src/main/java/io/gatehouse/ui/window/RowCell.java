package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import java.time.ZoneId;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// One line of the list: verdict, what the agent wanted, whose call it is, and when.
final class RowCell extends ListCell<Row> {
    private final ReadOnlyObjectProperty<Instant> now;
    private final StackPane verdict = new StackPane();
    private final Label what = Nodes.label("", "code", "what");
    private final Label where = Nodes.label("", "muted", "where");
    private final Label when = Nodes.label("", "muted", "when");
    private final HBox line;

    RowCell(ReadOnlyObjectProperty<Instant> now) {
        this.now = now;
        var words = new VBox(what, where);
        words.getStyleClass().add("words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        verdict.getStyleClass().add("verdict-column");
        when.setMinWidth(USE_PREF_SIZE);
        line = new HBox(verdict, words, when);
        line.getStyleClass().add("row");
        getStyleClass().add("row-cell");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        setPrefWidth(0);
        now.subscribe(_ -> age());
    }

    @Override
    protected void updateItem(@Nullable Row row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        verdict.getChildren().setAll(Nodes.verdict(row.look()));
        what.setText(row.what());
        where.setText(row.where());
        when.setTooltip(Nodes.hover(Words.exact(row.at(), ZoneId.systemDefault())));
        age();
        setAccessibleText(text("window.row.spoken", row.look().word(), row.what(), row.where(), when.getText()));
        setGraphic(line);
    }

    private void age() {
        var row = getItem();
        if (row != null) {
            when.setText(Words.when(row.at(), now.get(), ZoneId.systemDefault()));
        }
    }
}
