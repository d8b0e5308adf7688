package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Marked;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;

/// What the agent wanted, in a box that grows with it up to a height, and scrolls from there.
final class CallView extends Region {
    private static final double HIGHEST = 168;

    private final MarkedText words;
    private final ScrollPane pane;
    private final double highest;

    CallView(List<Marked.Part> parts, Look look) {
        this(text("window.details.call.name"), parts, look.styleClass(), HIGHEST);
    }

    /// @param name what it is, for those who cannot see it
    CallView(String name, List<Marked.Part> parts, String style, double highest) {
        this.highest = highest;
        words = new MarkedText(parts);
        pane = new ScrollPane(words);
        pane.setFitToWidth(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getStyleClass().addAll("call", style);
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(name + ": " + parts.stream().map(Marked.Part::text).reduce("", String::concat));
        getChildren().add(pane);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double frame = getInsets().getTop() + getInsets().getBottom();
        double inside =
                width < 0 ? width : width - getInsets().getLeft() - getInsets().getRight();
        return Math.min(highest, Math.ceil(words.prefHeight(inside)) + frame);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        var insets = getInsets();
        pane.resizeRelocate(
                insets.getLeft(),
                insets.getTop(),
                getWidth() - insets.getLeft() - insets.getRight(),
                getHeight() - insets.getTop() - insets.getBottom());
    }
}
