package io.gatehouse.ui.window;

import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/// The header's tabs. Where the header has no room for their titles, icons stand for them.
final class TabsView extends HBox {
    private static final class TabButton extends ToggleButton {
        /// A tab that is open stays open.
        @Override
        public void fire() {
            if (!isSelected()) {
                super.fire();
            }
        }
    }

    TabsView(List<Tab> tabs, WindowModel model) {
        getStyleClass().add("tabs");
        setMinWidth(USE_PREF_SIZE);
        setAccessibleRole(AccessibleRole.TAB_PANE);
        var group = new ToggleGroup();
        for (int i = 0; i < tabs.size(); i++) {
            getChildren().add(button(tabs.get(i), i, group, model));
        }
    }

    /// Shows titles, or icons in their place.
    void roomy(boolean roomy) {
        for (var child : getChildren()) {
            if (child instanceof TabButton tab) {
                tab.setContentDisplay(roomy ? ContentDisplay.TEXT_ONLY : ContentDisplay.GRAPHIC_ONLY);
            }
        }
    }

    private static TabButton button(Tab tab, int index, ToggleGroup group, WindowModel model) {
        var button = new TabButton();
        button.setGraphic(Nodes.icon(tab.icon()));
        button.setContentDisplay(ContentDisplay.TEXT_ONLY);
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleRole(AccessibleRole.TAB_ITEM);
        button.textProperty().bind(tab.title());
        button.accessibleTextProperty().bind(tab.title());
        var hover = Nodes.hover("");
        hover.textProperty()
                .bind(tab.title().map(title -> title + "  " + Tab.key(index).getDisplayText()));
        button.setTooltip(hover);
        button.setToggleGroup(group);
        button.setOnAction(_ -> model.go(tab.page()));
        model.page().subscribe(page -> button.setSelected(page == tab.page()));
        return button;
    }
}
