package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Marked;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.layout.Region;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/// Wrapped text whose offending parts lie on a tint and are underlined.
final class MarkedText extends Region {
    private record Mark(int from, int to, Path tint) {}

    private final TextFlow flow = new TextFlow();
    private final List<Mark> marks = new ArrayList<>();

    MarkedText(List<Marked.Part> parts) {
        getStyleClass().add("marked-text");
        int at = 0;
        for (var part : parts) {
            var text = new Text(part.text());
            if (part.offending()) {
                text.getStyleClass().add("offending");
                var tint = new Path();
                tint.getStyleClass().add("offending-tint");
                tint.setManaged(false);
                marks.add(new Mark(at, at + part.text().length(), tint));
                getChildren().add(tint);
            }
            flow.getChildren().add(text);
            at += part.text().length();
        }
        getChildren().add(flow);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double sides = getInsets().getLeft() + getInsets().getRight();
        return flow.prefHeight(width < 0 ? width : width - sides)
                + getInsets().getTop()
                + getInsets().getBottom();
    }

    @Override
    protected double computePrefWidth(double height) {
        return getInsets().getLeft() + flow.prefWidth(-1) + getInsets().getRight();
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected void layoutChildren() {
        var insets = getInsets();
        flow.resizeRelocate(
                insets.getLeft(),
                insets.getTop(),
                getWidth() - insets.getLeft() - insets.getRight(),
                getHeight() - insets.getTop() - insets.getBottom());
        flow.layout();
        for (var mark : marks) {
            mark.tint().getElements().setAll(flow.getRangeShape(mark.from(), mark.to(), false));
            mark.tint().relocate(0, 0);
            mark.tint().setLayoutX(insets.getLeft());
            mark.tint().setLayoutY(insets.getTop());
        }
    }
}
