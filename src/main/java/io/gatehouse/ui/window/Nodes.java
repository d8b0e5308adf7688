package io.gatehouse.ui.window;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;

/// The few shapes that all views are made of. How they look is the style sheet's alone.
final class Nodes {
    private static final double NEARLY_THE_END = 0.98;
    private static final Duration HOVER = Duration.millis(400);

    private Nodes() {}

    static Label label(String text, String... styles) {
        var label = new Label(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /// A label that breaks its lines instead of being cut.
    static Label prose(String text, String... styles) {
        var label = label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /// What went wrong, shown while there is anything to say.
    static Label trouble(ObservableValue<String> why, String style) {
        var label = prose("", style);
        label.textProperty().bind(why);
        label.visibleProperty().bind(why.map(words -> !words.isEmpty()));
        label.managedProperty().bind(label.visibleProperty());
        return label;
    }

    /// @param code the icon's name, e.g. `fth-shield`
    static FontIcon icon(String code, String... styles) {
        var icon = new FontIcon(code);
        icon.getStyleClass().addAll(styles);
        return icon;
    }

    static Label verdict(Look look) {
        var label = label(look.word(), "verdict", look.styleClass());
        label.setGraphic(icon(glyph(look)));
        return label;
    }

    /// Selects what the model has chosen, where it is listed and not selected already.
    ///
    /// @param index negative for nothing that is listed
    static void select(ListView<?> list, int index) {
        if (index >= 0 && list.getSelectionModel().getSelectedIndex() != index) {
            list.getSelectionModel().clearAndSelect(index);
        }
    }

    static Region spring() {
        var spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        return spring;
    }

    static Tooltip hover(String text) {
        var tooltip = new Tooltip(text);
        tooltip.setShowDelay(HOVER);
        return tooltip;
    }

    /// Shows a node only while a value is the wanted one; its place is free otherwise.
    static <T> void showWhile(Node node, ReadOnlyObjectProperty<T> value, T wanted) {
        node.visibleProperty().bind(value.map(wanted::equals));
        node.managedProperty().bind(node.visibleProperty());
    }

    /// Runs something each time the person comes near the end of a list that has its skin.
    static void whenAtTheEnd(ListView<?> list, Runnable act) {
        for (Node bar : list.lookupAll(".scroll-bar:vertical")) {
            if (bar instanceof ScrollBar scrollBar) {
                scrollBar.valueProperty().subscribe(value -> {
                    if (value.doubleValue() > NEARLY_THE_END * scrollBar.getMax()) {
                        act.run();
                    }
                });
            }
        }
    }

    private static String glyph(Look look) {
        return switch (look) {
            case ALLOWED -> "fth-check";
            case DENIED -> "fth-slash";
            case WOULD_DENY -> "fth-eye";
            case FAULT -> "fth-alert-triangle";
        };
    }
}
