package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// What is wrong and what to do: the most serious problem, and the others on a click.
final class BannerView extends HBox {
    private final VBox lines = new VBox();
    private final Hyperlink more = new Hyperlink();
    private List<String> problems = List.of();
    private boolean all;

    BannerView(ReadOnlyObjectProperty<Overview> overview) {
        getStyleClass().add("banner");
        lines.getStyleClass().add("problems");
        HBox.setHgrow(lines, Priority.ALWAYS);
        more.setMinWidth(USE_PREF_SIZE);
        more.setOnAction(_ -> {
            all = !all;
            arrange();
        });
        getChildren().addAll(Nodes.icon("fth-alert-triangle"), lines, more);
        overview.subscribe(current -> {
            if (!current.problems().equals(problems)) {
                problems = current.problems();
                all = false;
            }
            arrange();
        });
    }

    private void arrange() {
        setVisible(!problems.isEmpty());
        setManaged(!problems.isEmpty());
        lines.getChildren()
                .setAll(problems.stream()
                        .limit(all ? problems.size() : 1)
                        .map(problem -> Nodes.prose(problem, "problem"))
                        .toList());
        more.setVisible(problems.size() > 1);
        more.setManaged(problems.size() > 1);
        more.setText(all ? text("window.problem.less") : text("window.problem.more", problems.size() - 1));
        more.setVisited(false);
    }
}
