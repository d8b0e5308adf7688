package io.gatehouse.ui.window;

import javafx.scene.Node;
import javafx.scene.layout.VBox;

/// What stands where there is nothing to show: an icon, a title, a sentence, and what can be done.
final class BlankView extends VBox {
    BlankView(String icon, String title, String sentence, Node... actions) {
        getStyleClass().add("blank");
        getChildren()
                .addAll(
                        Nodes.icon(icon),
                        Nodes.label(title, "blank-title"),
                        Nodes.prose(sentence, "muted", "blank-text"));
        getChildren().addAll(actions);
    }
}
