package io.gatehouse.ui.window;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;

/// Names and values in two columns.
final class FactsView extends GridPane {
    FactsView(List<Details.Fact> facts) {
        getStyleClass().add("facts");
        var names = new ColumnConstraints();
        names.setMinWidth(USE_PREF_SIZE);
        var values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setFillWidth(true);
        getColumnConstraints().addAll(names, values);
        for (int i = 0; i < facts.size(); i++) {
            var fact = facts.get(i);
            var name = Nodes.label(fact.name(), "fact-name");
            var value = fact.code()
                    ? Nodes.prose(fact.value(), "fact-value", "code")
                    : Nodes.prose(fact.value(), "fact-value");
            name.setLabelFor(value);
            setValignment(name, VPos.TOP);
            addRow(i, name, value);
        }
    }
}
