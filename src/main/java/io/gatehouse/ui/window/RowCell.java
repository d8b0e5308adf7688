package io.gatehouse.ui.window;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Label;

/// An enforcement in the list: verdict, what the agent wanted, whose call it is, and when.
final class RowCell extends LineCell<Row> {
    private final Map<Look, Label> verdicts = new EnumMap<>(Look.class);

    RowCell(ReadOnlyObjectProperty<Instant> now) {
        super(now);
    }

    @Override
    Label standing(Row row) {
        return verdicts.computeIfAbsent(row.look(), Nodes::verdict);
    }

    @Override
    String what(Row row) {
        return row.what();
    }

    @Override
    String where(Row row) {
        return row.where();
    }

    @Override
    Instant at(Row row) {
        return row.at();
    }
}
