package io.gatehouse.ui.window;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A small chart of bars; who cannot see it is told in a sentence what it shows.
final class ChartView extends VBox {
    ChartView(Chart chart) {
        getStyleClass().addAll("bar-chart", chart.style());
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(chart.title() + ". " + chart.spoken());
        var title = new HBox(
                Nodes.label(chart.title(), "card-title"),
                Nodes.spring(),
                legend("strong", chart.strong()),
                legend("pale", chart.pale()));
        title.getStyleClass().add("chart-head");
        var bars = new Bars(chart);
        var first = chart.bars().isEmpty() ? "" : chart.bars().getFirst().label();
        var last = chart.bars().isEmpty() ? "" : chart.bars().getLast().label();
        var axis = new HBox(Nodes.label(first, "axis"), Nodes.spring(), Nodes.label(last, "axis"));
        var plot = new StackPane(bars);
        if (chart.most() == 0) {
            plot.getChildren().add(Nodes.label(chart.spoken(), "muted"));
        }
        getChildren().addAll(title, Nodes.label(chart.top(), "axis"), plot, axis);
    }

    private static Label legend(String style, String name) {
        var square = new Region();
        square.getStyleClass().addAll("square", style);
        var label = Nodes.label(name, "axis");
        label.setGraphic(square);
        return label;
    }

    private static final class Bars extends Region {
        private static final double HEIGHT = 84;
        private static final double GAP = 3;
        private static final double LOWEST = 2;

        private record Pair(Chart.Bar bar, Region pale, Region strong) {}

        private final Chart chart;
        private final List<Pair> pairs = new ArrayList<>();

        Bars(Chart chart) {
            this.chart = chart;
            getStyleClass().add("bars");
            setMinHeight(HEIGHT);
            setPrefHeight(HEIGHT);
            for (var bar : chart.bars()) {
                var pair = new Pair(bar, part("pale"), part("strong"));
                Tooltip.install(pair.pale(), Nodes.hover(bar.words()));
                Tooltip.install(pair.strong(), Nodes.hover(bar.words()));
                getChildren().addAll(pair.pale(), pair.strong());
                pairs.add(pair);
            }
        }

        private static Region part(String style) {
            var part = new Region();
            part.getStyleClass().addAll("bar", style);
            part.setManaged(false);
            return part;
        }

        @Override
        protected void layoutChildren() {
            double step = (getWidth() + GAP) / Math.max(1, pairs.size());
            for (int i = 0; i < pairs.size(); i++) {
                var pair = pairs.get(i);
                place(pair.pale(), pair.bar().pale(), i * step, step - GAP);
                place(pair.strong(), pair.bar().strong(), i * step, step - GAP);
            }
        }

        /// What is not nothing is to be seen.
        private void place(Region part, long value, double x, double width) {
            double height = value == 0 ? 0 : Math.max(LOWEST, getHeight() * value / chart.most());
            part.resizeRelocate(x, getHeight() - height, width, height);
            part.setVisible(value > 0);
        }
    }
}
