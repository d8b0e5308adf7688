package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.grant.Scope;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Times, lengths and paths in words.
final class Words {
    private Words() {}

    /// How long ago, as a person would say it; the date once that says more.
    static String when(Instant at, Instant now, ZoneId zone) {
        var age = Duration.between(at, now);
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            return text("window.when.now");
        }
        if (age.compareTo(Duration.ofHours(1)) < 0) {
            return text("window.when.minutes", age.toMinutes());
        }
        if (age.compareTo(Duration.ofDays(1)) < 0) {
            return text("window.when.hours", age.toHours());
        }
        return Times.day(at, zone);
    }

    static String exact(Instant at, ZoneId zone) {
        return Times.exact(at, zone);
    }

    static String clock(Instant at, ZoneId zone) {
        return Times.clock(at, zone);
    }

    /// With two digits that matter: `0.42 ms`, `1.8 ms`, `36 ms`, `2.4 s`, `4 min`, `3 h`, `5 days`.
    static String length(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis < 1) {
            return text("window.length.millis", String.format(Messages.locale(), "%.2f", millis));
        }
        if (millis < 10) {
            return text("window.length.millis", String.format(Messages.locale(), "%.1f", millis));
        }
        if (millis < 1_000) {
            return text("window.length.millis", Math.round(millis));
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return text("window.length.seconds", String.format(Messages.locale(), "%.1f", millis / 1_000));
        }
        if (duration.compareTo(Duration.ofHours(1)) < 0) {
            return text("window.length.minutes", duration.toMinutes());
        }
        return duration.compareTo(Duration.ofDays(2)) < 0
                ? text("window.length.hours", duration.toHours())
                : text("window.length.days", duration.toDays());
    }

    /// A length that was chosen: `15 min`, `1 h`, `1 day`, `7 days`.
    static String span(Duration length) {
        if (length.toDays() > 0 && length.toHoursPart() == 0 && length.toMinutesPart() == 0) {
            return text("window.length.days", length.toDays());
        }
        return length.toMinutesPart() == 0
                ? text("window.length.hours", length.toHours())
                : text("window.length.minutes", length.toMinutes());
    }

    /// What a grant of it covers.
    static String scope(Scope scope) {
        return switch (scope) {
            case Scope.ExactCall _ -> text("window.exception.scope.exact");
            case Scope.Command(var argv, var wrappers) ->
                text(
                        "window.exception.scope.command",
                        String.join(" ", argv),
                        wrappers.size(),
                        String.join(", ", wrappers));
            case Scope.Below(var path) -> text("window.exception.scope.below", path);
            case Scope.Host(var host) -> text("window.exception.scope.host", host);
        };
    }

    /// How many calls were asked for: `1 call`, `10 calls`, `Any number of calls`.
    static String uses(OptionalLong uses) {
        return uses.isPresent()
                ? text("window.exception.uses.count", uses.getAsLong())
                : text("window.exception.uses.any");
    }

    /// How much time is left, never less than nothing.
    static String left(Instant now, Instant until) {
        var left = Duration.between(now, until);
        return length(left.isNegative() ? Duration.ZERO : left.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES));
    }

    /// Writes `~` for the person's home directory wherever a path starts with it.
    static String shortened(String raw, String home) {
        if (home.length() < 2 || !raw.contains(home)) {
            return raw;
        }
        return raw.replaceAll("(?<![\\p{L}\\p{N}._/\\\\-])" + Pattern.quote(home) + "(?![\\p{L}\\p{N}._-])", "~");
    }
}
