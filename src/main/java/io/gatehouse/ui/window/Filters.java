package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/// What a person typed and chose to narrow the list.
final class Filters {
    /// How far back.
    enum Period {
        ALL("all"),
        HOUR("hour"),
        TODAY("today"),
        WEEK("week");

        private final String key;

        Period(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /// What can be chosen by its value.
    enum Kind {
        RULE("rule"),
        AGENT("agent"),
        TOOL("tool"),
        WORKSPACE("workspace");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /// Something that narrows the list and can be taken away.
    sealed interface Chip {
        record Verdict(Verdicts verdicts) implements Chip {}

        record Value(Kind kind, String value) implements Chip {}

        record Time(Period period) implements Chip {}
    }

    private final Clock clock;
    private final ZoneId zone;
    private final StringProperty query = new SimpleStringProperty("");
    private final ObjectProperty<Verdicts> verdicts = new SimpleObjectProperty<>(Verdicts.ALL);
    private final StringProperty rule = new SimpleStringProperty("");
    private final StringProperty agent = new SimpleStringProperty("");
    private final StringProperty tool = new SimpleStringProperty("");
    private final StringProperty workspace = new SimpleStringProperty("");
    private final ObjectProperty<Period> period = new SimpleObjectProperty<>(Period.ALL);
    private final ReadOnlyObjectWrapper<Filter> filter = new ReadOnlyObjectWrapper<>(Filter.ALL);
    private final ReadOnlyObjectWrapper<List<Chip>> chips = new ReadOnlyObjectWrapper<>(List.of());
    private boolean several;

    Filters(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
        for (var property : List.<ObservableValue<?>>of(query, verdicts, rule, agent, tool, workspace, period)) {
            property.addListener((_, _, _) -> change());
        }
    }

    StringProperty query() {
        return query;
    }

    ObjectProperty<Verdicts> verdicts() {
        return verdicts;
    }

    ObjectProperty<Period> period() {
        return period;
    }

    StringProperty value(Kind kind) {
        return switch (kind) {
            case RULE -> rule;
            case AGENT -> agent;
            case TOOL -> tool;
            case WORKSPACE -> workspace;
        };
    }

    /// All of it, as the daemon is asked.
    ReadOnlyObjectProperty<Filter> filter() {
        return filter.getReadOnlyProperty();
    }

    /// What was chosen and has no place of its own, as what was typed and *denied* have.
    ReadOnlyObjectProperty<List<Chip>> chips() {
        return chips.getReadOnlyProperty();
    }

    boolean isActive() {
        return !filter.get().equals(Filter.ALL);
    }

    void remove(Chip chip) {
        switch (chip) {
            case Chip.Verdict _ -> verdicts.set(Verdicts.ALL);
            case Chip.Value value -> value(value.kind()).set("");
            case Chip.Time _ -> period.set(Period.ALL);
        }
    }

    /// Takes everything away, as one change.
    void clear() {
        several = true;
        query.set("");
        verdicts.set(Verdicts.ALL);
        chips.get().forEach(this::remove);
        several = false;
        change();
    }

    private void change() {
        if (several) {
            return;
        }
        var chosen = new ArrayList<Chip>();
        if (verdicts.get() == Verdicts.ALLOWED || verdicts.get() == Verdicts.WOULD_DENY) {
            chosen.add(new Chip.Verdict(verdicts.get()));
        }
        for (var kind : Kind.values()) {
            if (!value(kind).get().isEmpty()) {
                chosen.add(new Chip.Value(kind, value(kind).get()));
            }
        }
        if (period.get() != Period.ALL) {
            chosen.add(new Chip.Time(period.get()));
        }
        chips.set(List.copyOf(chosen));
        filter.set(new Filter(
                verdicts.get(),
                rule.get(),
                agent.get(),
                tool.get(),
                workspace.get(),
                "",
                query.get().strip(),
                since(period.get())));
    }

    private Instant since(Period chosen) {
        var now = clock.instant();
        var midnight = LocalDate.ofInstant(now, zone).atStartOfDay(zone);
        return switch (chosen) {
            case ALL -> Instant.EPOCH;
            case HOUR -> now.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
            case TODAY -> midnight.toInstant();
            case WEEK -> midnight.minusDays(6).toInstant();
        };
    }
}
