package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// One rule: how much it weighs, its name, why it is there, and how often it fired.
final class RuleCell extends ListCell<RuleRow> {
    private final StackPane standing = new StackPane();
    private final Label name = Nodes.label("", "code", "what");
    private final Label why = Nodes.label("", "muted", "where");
    private final Label count = Nodes.label("", "muted", "when");
    private final HBox line;

    RuleCell() {
        var words = new VBox(name, why);
        words.getStyleClass().add("words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        standing.getStyleClass().add("verdict-column");
        count.setMinWidth(USE_PREF_SIZE);
        line = new HBox(standing, words, count);
        line.getStyleClass().add("row");
        getStyleClass().add("row-cell");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable RuleRow row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        standing.getChildren().setAll(RulesView.standing(row.standing(), false));
        name.setText(row.name());
        why.setText(row.why());
        count.setText(row.count());
        setAccessibleText(text("window.row.spoken", row.standing().word(), row.name(), row.why(), row.counted()));
        setGraphic(line);
    }
}
