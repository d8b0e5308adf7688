package io.gatehouse.console.pages;

import io.gatehouse.console.Activity.Query;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is searched for, as it stands in the address: so that a search can be kept and handed on.
///
/// @param filters by their names, those that say something
/// @param from, to as days, "" for the usual ones
record Search(Query query, Map<String, String> filters, String from, String to) {
    private static final int LONGEST = 200;
    private static final List<String> NAMES =
            List.of("text", "principal", "device", "agent", "rule", "verdict", "path", "program", "host", "workspace");

    static Search of(Visit visit) {
        var filters = new LinkedHashMap<String, String>();
        for (var name : NAMES) {
            var value = visit.asked(name);
            if (!value.isEmpty()) {
                filters.put(name, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
            }
        }
        var from = day(visit.asked("from"));
        var to = day(visit.asked("to"));
        from.ifPresent(day -> filters.put("from", day.toString()));
        to.ifPresent(day -> filters.put("to", day.toString()));
        var usual = Query.recent(visit.now());
        var query = new Query(
                said(filters, "text"),
                said(filters, "principal"),
                said(filters, "device"),
                said(filters, "agent"),
                said(filters, "rule"),
                said(filters, "verdict"),
                said(filters, "path"),
                said(filters, "program"),
                said(filters, "host"),
                said(filters, "workspace"),
                from.map(Search::begin).orElse(usual.from()),
                to.map(day -> begin(day.plusDays(1))).orElse(usual.to()),
                Numbers.read(visit.asked("before")),
                usual.limit());
        return new Search(query, filters, said(filters, "from"), said(filters, "to"));
    }

    private static String said(Map<String, String> filters, String name) {
        return filters.getOrDefault(name, "");
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// Within the centuries that databases and people count by.
    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() >= 2000 && day.getYear() < 2200);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// As an address carries it.
    String address() {
        return Fields.written(filters);
    }

    String address(String name, String value) {
        var more = new LinkedHashMap<>(filters);
        more.put(name, value);
        return Fields.written(more);
    }

    /// For the log.
    String words() {
        return filters.isEmpty()
                ? "Read the newest calls."
                : filters.entrySet().stream()
                        .map(filter -> filter.getKey() + " " + filter.getValue())
                        .collect(Collectors.joining(", ", "Searched for ", "."));
    }
}
