package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.enforcement.Verdict;
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
final class Row implements Line {
    static final Comparator<Row> NEWEST_FIRST = Comparator.<Row>comparingLong(
                    row -> row.head.sequence().epoch())
            .thenComparingLong(row -> row.head.sequence().number())
            .reversed();

    private static final int LONGEST = 300;

    private final Look look;
    private final String what;
    private final String where;
    private final List<String> rules;
    private final String haystack;
    private RecordHead head;

    /// @param home the person's home directory, shown as `~`
    Row(RecordHead head, String home) {
        var origin = head.origin();
        this.head = head;
        this.look = Look.of(head.verdict());
        this.what = head.shown().isBlank()
                ? text("window.row.unread")
                : Shown.line(Words.shortened(head.shown(), home), LONGEST);
        this.where = Stream.of(
                        origin.tool(),
                        origin.agent() + (origin.subagent().isBlank() ? "" : "/" + origin.subagent()),
                        lastName(head.workspace()))
                .filter(part -> !part.isBlank())
                .map(part -> Shown.line(part, 60))
                .reduce((left, right) -> left + "  ·  " + right)
                .orElse("");
        var denial = head.verdict().denial();
        this.rules = denial.stream()
                .flatMap(deny -> deny.rules().stream())
                .map(Rule::id)
                .toList();
        this.haystack = Stream.of(
                        Stream.of(head.shown(), origin.tool(), origin.agent(), head.workspace()),
                        rules.stream(),
                        denial.stream().map(Verdict.Deny::toldPerson))
                .flatMap(texts -> texts)
                .reduce("", (left, right) -> left + '\n' + right)
                .toLowerCase(Locale.ROOT);
    }

    /// Whether the daemon's search would find it too; words need not begin with it.
    boolean matches(Filter filter) {
        var origin = head.origin();
        return isOf(filter.verdicts())
                && (filter.rule().isEmpty() || rules.contains(filter.rule()))
                && isOf(filter.agent(), origin.agent())
                && isOf(filter.tool(), origin.tool())
                && isOf(filter.workspace(), head.workspace())
                && isOf(filter.session(), origin.session())
                && !head.at().isBefore(filter.since())
                && Stream.of(filter.text().toLowerCase(Locale.ROOT).split("\\s+"))
                        .allMatch(haystack::contains);
    }

    private boolean isOf(Verdicts verdicts) {
        return switch (verdicts) {
            case ALL -> true;
            case ALLOWED -> look == Look.ALLOWED;
            case DENIED -> look != Look.ALLOWED;
            case WOULD_DENY -> look == Look.WOULD_DENY;
        };
    }

    private static boolean isOf(String wanted, String value) {
        return wanted.isEmpty() || wanted.equals(value);
    }

    void update(RecordHead newer) {
        head = newer;
    }

    RecordHead head() {
        return head;
    }

    String id() {
        return head.id();
    }

    Instant at() {
        return head.at();
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
