package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Vitals;
import io.gatehouse.ui.Messages;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Bars over time, each with a strong part in front of a pale one.
///
/// @param style its style class
/// @param most the value of a bar of full height; 0 when all are empty
/// @param top that value in words
/// @param spoken what it shows, in a sentence
record Chart(
        String style, String title, String strong, String pale, long most, String top, List<Bar> bars, String spoken) {
    /// @param label when
    /// @param strong never more than `pale`
    /// @param words what hovering tells
    record Bar(String label, long strong, long pale, String words) {}

    /// Denied calls, and with them those that would have been.
    static Chart denials(List<Vitals.Bar> bars, boolean byDay) {
        var when = label(byDay);
        long all =
                bars.stream().mapToLong(bar -> bar.denied() + bar.wouldDeny()).sum();
        return of(
                "denials",
                bars,
                Vitals.Bar::denied,
                bar -> bar.denied() + bar.wouldDeny(),
                Chart::count,
                bar -> new Bar(
                        when.apply(bar.from()),
                        bar.denied(),
                        bar.denied() + bar.wouldDeny(),
                        text(
                                "window.chart.denials.bar",
                                when.apply(bar.from()),
                                bar.denied(),
                                bar.wouldDeny(),
                                bar.calls())),
                Long.toString(all),
                when);
    }

    /// How long deciding took: half of the calls, and all but one in a hundred.
    static Chart times(List<Vitals.Bar> bars, boolean byDay) {
        var when = label(byDay);
        return of(
                "times",
                bars,
                Vitals.Bar::medianMicros,
                Vitals.Bar::p99Micros,
                Chart::length,
                bar -> new Bar(
                        when.apply(bar.from()),
                        bar.medianMicros(),
                        bar.p99Micros(),
                        bar.calls() == 0
                                ? text("window.chart.times.none", when.apply(bar.from()))
                                : text(
                                        "window.chart.times.bar",
                                        when.apply(bar.from()),
                                        length(bar.medianMicros()),
                                        length(bar.p99Micros()))),
                length(bars.isEmpty() ? 0 : bars.getLast().medianMicros()),
                when);
    }

    private static Chart of(
            String key,
            List<Vitals.Bar> bars,
            ToLongFunction<Vitals.Bar> strong,
            ToLongFunction<Vitals.Bar> pale,
            Function<Long, String> words,
            Function<Vitals.Bar, Bar> bar,
            String summary,
            Function<Instant, String> when) {
        var highest = bars.stream().max(Comparator.comparingLong(pale));
        long most = highest.map(pale::applyAsLong).orElse(0L);
        return new Chart(
                key,
                text("window.chart." + key),
                text("window.chart." + key + ".strong"),
                text("window.chart." + key + ".pale"),
                most,
                most == 0 ? "" : words.apply(most),
                bars.stream().map(bar).toList(),
                most == 0
                        ? text("window.chart." + key + ".empty")
                        : text(
                                "window.chart." + key + ".spoken",
                                summary,
                                words.apply(most),
                                when.apply(highest.orElseThrow().from()),
                                words.apply(
                                        bars.stream().mapToLong(strong).max().orElse(0))));
    }

    private static String count(long count) {
        return String.format(Messages.locale(), "%,d", count);
    }

    private static String length(long micros) {
        return Words.length(Duration.ofNanos(micros * 1_000));
    }

    private static Function<Instant, String> label(boolean byDay) {
        var zone = ZoneId.systemDefault();
        return byDay
                ? DateTimeFormatter.ofPattern(text("window.chart.day"), Messages.locale())
                        .withZone(zone)::format
                : at -> Words.clock(at, zone);
    }
}
