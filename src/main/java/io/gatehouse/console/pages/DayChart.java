package io.gatehouse.console.pages;

import io.gatehouse.console.DayCounts.Count;
import io.gatehouse.console.DayCounts.Counted;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Calls by day as bars, one on top of the other: allowed, would be denied, denied.
///
/// @param isExact whether each was looked at
public record DayChart(List<Count> days, boolean isExact) {
    public static final int WIDTH = 900;
    public static final int HEIGHT = 100;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);

    /// What is seen, though it is little.
    private static final double LEAST = 1.5;

    /// Up to today, unless a laptop's clock was ahead.
    static DayChart of(Counted counted, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var days = new ArrayList<>(counted.days());
        while (days.size() > 1 && days.getLast().day().isAfter(today) && sum(days.getLast()) == 0) {
            days.removeLast();
        }
        return new DayChart(days, counted.isExact());
    }

    /// A part of a bar.
    ///
    /// @param look allow, would-deny or deny
    public record Bar(String look, String x, String y, String width, String height) {}

    public List<Bar> bars() {
        var bars = new ArrayList<Bar>();
        double step = WIDTH / (double) Math.max(1, days.size());
        long most = Math.max(1, most());
        for (int i = 0; i < days.size(); i++) {
            var count = days.get(i);
            double top = HEIGHT;
            for (var part : List.of(
                    new Part("allow", count.allowed()),
                    new Part("would-deny", count.wouldDeny()),
                    new Part("deny", count.denied()))) {
                if (part.calls() > 0) {
                    double height = Math.max(LEAST, part.calls() * (HEIGHT - 2 * LEAST) / most);
                    top -= height;
                    bars.add(new Bar(part.look(), text(i * step), text(top), text(step * .8), text(height)));
                }
            }
        }
        return bars;
    }

    private record Part(String look, long calls) {}

    private static String text(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private static long sum(Count count) {
        return count.allowed() + count.denied() + count.wouldDeny();
    }

    /// Of one day.
    public long most() {
        return days.stream().mapToLong(DayChart::sum).max().orElse(0);
    }

    public boolean isEmpty() {
        return most() == 0;
    }

    public String first() {
        return day(days.getFirst().day());
    }

    public String last() {
        return day(days.getLast().day());
    }

    public String day(LocalDate day) {
        return DAY.format(day);
    }

    /// Those with calls, the newest first.
    public List<Count> rows() {
        return days.reversed().stream().filter(count -> sum(count) > 0).toList();
    }

    public String words() {
        return first() + " to " + last() + ": "
                + Words.number(days.stream().mapToLong(Count::allowed).sum()) + " allowed, "
                + Words.number(days.stream().mapToLong(Count::denied).sum()) + " denied, "
                + Words.number(days.stream().mapToLong(Count::wouldDeny).sum()) + " would be denied";
    }
}
