package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One enforcement as a line of the list. Its words are made once, because a list asks for them at every scroll;
/// only the outcome of the call arrives later.
final class Row {
    static final Comparator<Row> NEWEST_FIRST = Comparator.<Row>comparingLong(
                    row -> row.record.sequence().epoch())
            .thenComparingLong(row -> row.record.sequence().number())
            .reversed();

    private static final int LONGEST = 300;

    private final Look look;
    private final String what;
    private final String where;
    private final String haystack;
    private AuditRecord record;

    /// @param home the person's home directory, shown as `~`
    Row(AuditRecord record, String home) {
        var enforcement = record.enforcement();
        var origin = enforcement.origin();
        this.record = record;
        this.look = Look.of(enforcement.verdict());
        this.what = enforcement.shown().isBlank()
                ? text("window.row.unread")
                : Shown.line(Words.shortened(enforcement.shown(), home), LONGEST);
        this.where = Stream.of(
                        origin.tool(),
                        origin.agent() + (origin.subagent().isBlank() ? "" : "/" + origin.subagent()),
                        lastName(enforcement.workspace()))
                .filter(part -> !part.isBlank())
                .map(part -> Shown.line(part, 60))
                .reduce((left, right) -> left + "  ·  " + right)
                .orElse("");
        var rules = enforcement.verdict().denial().map(deny -> deny.rules()).orElse(List.of());
        this.haystack = Stream.concat(
                        Stream.of(enforcement.shown(), origin.tool(), origin.agent(), enforcement.workspace()),
                        rules.stream().map(Rule::id))
                .reduce("", (left, right) -> left + '\n' + right)
                .toLowerCase(Locale.ROOT);
    }

    /// Whether the daemon's search would find it too.
    boolean matches(Filter filter) {
        return (!filter.deniedOnly() || look != Look.ALLOWED)
                && Stream.of(filter.text().toLowerCase(Locale.ROOT).split("\\s+"))
                        .allMatch(haystack::contains);
    }

    void update(AuditRecord newer) {
        record = newer;
    }

    AuditRecord record() {
        return record;
    }

    String id() {
        return record.enforcement().id();
    }

    Instant at() {
        return record.enforcement().at();
    }

    Look look() {
        return look;
    }

    /// What the agent wanted, on one line.
    String what() {
        return what;
    }

    /// Tool, agent and workspace.
    String where() {
        return where;
    }

    private static String lastName(String workspace) {
        if (workspace.isBlank()) {
            return "";
        }
        var name = Path.of(workspace).getFileName();
        return name == null ? workspace : name.toString();
    }
}
