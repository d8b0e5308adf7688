package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The sheet of shortcuts, over the page. Its close button has the focus for as long as it is open.
final class ShortcutsView extends StackPane {
    private final Button close = new Button("", Nodes.icon("fth-x"));
    private final GridPane grid = new GridPane();

    /// @param open whether it is to be seen
    ShortcutsView(List<Tab> tabs, BooleanProperty open) {
        getStyleClass().add("sheet-page");
        grid.getStyleClass().add("shortcuts");
        grid.setMinWidth(USE_PREF_SIZE);
        section(text("window.shortcuts.pages"));
        for (int i = 0; i < tabs.size(); i++) {
            line(Tab.key(i).getDisplayText(), tabs.get(i).title());
        }
        section(text("window.header.tab.activity"));
        line("/", text("window.shortcuts.search"));
        line("↑ ↓", text("window.shortcuts.rows"));
        line(shortcut(KeyCode.C), text("window.shortcuts.copy"));
        line("Esc", text("window.shortcuts.clear"));
        section(text("window.shortcuts.everywhere"));
        line("?", text("window.shortcuts.sheet"));
        line("Tab", text("window.shortcuts.next"));
        close.setAccessibleText(text("window.shortcuts.close"));
        close.setTooltip(Nodes.hover(text("window.shortcuts.close")));
        close.getStyleClass().add("flat");
        close.setOnAction(_ -> open.set(false));
        var head = new HBox(Nodes.label(text("window.shortcuts.title"), "sheet-title"), Nodes.spring(), close);
        head.getStyleClass().add("sheet-head");
        var scroll = new ScrollPane(grid);
        scroll.getStyleClass().add("page-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(true);
        var sheet = new VBox(head, scroll);
        sheet.getStyleClass().add("shortcut-sheet");
        sheet.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        getChildren().add(sheet);
        setOnMouseClicked(click -> {
            if (click.getTarget() == this) {
                open.set(false);
            }
        });
        visibleProperty().bind(open);
        managedProperty().bind(open);
    }

    void focusClose() {
        close.requestFocus();
    }

    private static String shortcut(KeyCode key) {
        return new KeyCodeCombination(key, KeyCombination.SHORTCUT_DOWN).getDisplayText();
    }

    private void section(String title) {
        grid.add(Nodes.label(title, "section"), 0, grid.getRowCount(), 2, 1);
    }

    private void line(String keys, String meaning) {
        line(keys, Nodes.label(meaning));
    }

    private void line(String keys, ObservableValue<String> meaning) {
        var label = Nodes.label("");
        label.textProperty().bind(meaning);
        line(keys, label);
    }

    private void line(String keys, Node meaning) {
        var cap = Nodes.label(keys, "key-cap");
        cap.setMinWidth(USE_PREF_SIZE);
        grid.addRow(grid.getRowCount(), cap, meaning);
    }
}
