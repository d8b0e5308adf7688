package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.ui.window.Filters.Chip;
import io.gatehouse.ui.window.Filters.Kind;
import io.gatehouse.ui.window.Filters.Period;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private final Filters filters =
            new Filters(Clock.fixed(Instant.parse("2026-11-23T00:30:20Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));

    @Test
    void asksForAllThatWasTypedAndChosenAtOnce() {
        filters.query().set("  git push ");
        filters.verdicts().set(Verdicts.WOULD_DENY);
        filters.value(Kind.RULE).set("a.rule");
        filters.value(Kind.AGENT).set("codex");
        filters.value(Kind.TOOL).set("Bash");
        filters.value(Kind.WORKSPACE).set("/w");
        filters.period().set(Period.HOUR);
        assertEquals(
                new Filter(
                        Verdicts.WOULD_DENY,
                        "a.rule",
                        "codex",
                        "Bash",
                        "/w",
                        "",
                        "git push",
                        Instant.parse("2026-11-22T23:30:00Z")),
                filters.filter().get());
    }

    @Test
    void aDayBeginsWherePeopleAre() {
        filters.period().set(Period.TODAY);
        assertEquals(
                Instant.parse("2026-11-22T23:00:00Z"), filters.filter().get().since());
        filters.period().set(Period.WEEK);
        assertEquals(
                Instant.parse("2026-11-16T23:00:00Z"), filters.filter().get().since());
    }

    @Test
    void whatWasChosenCanBeTakenAwayOneByOne() {
        filters.verdicts().set(Verdicts.DENIED);
        filters.value(Kind.TOOL).set("Bash");
        filters.period().set(Period.TODAY);
        assertEquals(
                List.of(new Chip.Value(Kind.TOOL, "Bash"), new Chip.Time(Period.TODAY)),
                filters.chips().get());
        filters.remove(new Chip.Value(Kind.TOOL, "Bash"));
        filters.remove(new Chip.Time(Period.TODAY));
        assertEquals(new Filter(true, "", Instant.EPOCH), filters.filter().get());
        filters.verdicts().set(Verdicts.ALLOWED);
        filters.remove(new Chip.Verdict(Verdicts.ALLOWED));
        assertFalse(filters.isActive());
    }

    @Test
    void allIsTakenAwayAsOneChange() {
        filters.query().set("git");
        filters.verdicts().set(Verdicts.DENIED);
        filters.value(Kind.WORKSPACE).set("/w");
        var asked = new ArrayList<Filter>();
        filters.filter().addListener((_, _, now) -> asked.add(now));
        filters.clear();
        assertEquals(List.of(Filter.ALL), asked);
        assertEquals(List.of(), filters.chips().get());
    }
}
