package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Rulebook;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.policy.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A deny rule as the window shows it, with all the kinds that have it: each text has gone through [Shown].
///
/// @param id as the policy spells it, to be searched for
/// @param parts what it says about each kind of thing; none for a rule of which no more is known
record RuleRow(String id, Standing standing, long denied, long wouldDeny, List<Part> parts) {
    /// The rules that weigh most first.
    private static final Comparator<RuleRow> ORDER = Comparator.comparing(RuleRow::standing)
            .thenComparing(Comparator.comparingLong(RuleRow::fired).reversed())
            .thenComparing(RuleRow::id);

    enum Standing {
        HARD("window.rule.hard", "fth-lock"),
        WAIVABLE("window.rule.waivable", "fth-unlock"),
        /// It denies nothing for now.
        OBSERVED("window.rules.observed", "fth-eye"),
        /// It fired here and is not in the policy any more, or nothing is known of the policy.
        GONE("window.rules.gone", "fth-clock");

        private final String key;
        private final String icon;

        Standing(String key, String icon) {
            this.key = key;
            this.icon = icon;
        }

        String word() {
            return text(key);
        }

        String explained() {
            return text(key + ".more");
        }

        String icon() {
            return icon;
        }

        String styleClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param about the actions that it can deny, in words
    record Part(String about, Details.Reason reason, String severity) {}

    /// One row a rule, whatever kinds have it.
    static List<RuleRow> of(Rulebook book) {
        var byId = book.rules().stream()
                .collect(Collectors.groupingBy(entry -> entry.rule().id(), LinkedHashMap::new, Collectors.toList()));
        var rows = new ArrayList<RuleRow>();
        byId.forEach((id, entries) -> rows.add(row(id, entries)));
        book.gone()
                .forEach(gone ->
                        rows.add(new RuleRow(gone.rule(), Standing.GONE, gone.denied(), gone.wouldDeny(), List.of())));
        rows.sort(ORDER);
        return List.copyOf(rows);
    }

    private static RuleRow row(String id, List<Rulebook.Entry> entries) {
        var first = entries.getFirst();
        boolean hard = entries.stream().anyMatch(entry -> !entry.rule().waivable());
        var standing = first.mode() != Mode.ENFORCE ? Standing.OBSERVED : hard ? Standing.HARD : Standing.WAIVABLE;
        return new RuleRow(
                id,
                standing,
                first.fired().denied(),
                first.fired().wouldDeny(),
                entries.stream().map(RuleRow::part).toList());
    }

    private static Part part(Rulebook.Entry entry) {
        Rule rule = entry.rule();
        return new Part(
                entry.actions().stream().map(RuleRow::about).collect(Collectors.joining("  ·  ")),
                Details.reason(rule),
                severity(rule.severity()));
    }

    /// A policy may know actions that this version does not.
    private static String about(String action) {
        return switch (action) {
            case "use", "exec", "read", "write", "delete", "access", "connect", "call", "spawn", "configure" ->
                text("window.rules.about." + action);
            default -> Shown.line(action, 40);
        };
    }

    private static String severity(Severity severity) {
        return text(
                switch (severity) {
                    case LOW -> "window.rules.severity.low";
                    case MEDIUM -> "window.rules.severity.medium";
                    case HIGH -> "window.rules.severity.high";
                });
    }

    String name() {
        return Shown.line(id, 80);
    }

    /// Why it is there, on one line.
    String why() {
        return parts.isEmpty()
                ? text("window.rules.gone.more")
                : parts.getFirst().reason().why();
    }

    long fired() {
        return denied + wouldDeny;
    }

    /// How often it fired, in a few words.
    String count() {
        return fired() == 0 ? "" : text("window.rules.count", denied, wouldDeny);
    }

    /// How often it fired, in a sentence.
    String counted() {
        return text("window.rules.counted", denied, wouldDeny);
    }

    boolean matches(List<String> words) {
        var all = parts.stream()
                .map(part -> part.about() + " " + part.reason().why() + " "
                        + part.reason().fix())
                .collect(Collectors.joining(" ", id + " " + standing.word() + " ", ""))
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(all::contains);
    }
}
