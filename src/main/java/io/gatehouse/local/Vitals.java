package io.gatehouse.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What takes some looking to be told: the numbers of the last days, sizes, versions and settings.
///
/// @param hours the last twenty-four, the oldest first; the last of them is not over
/// @param days the last fourteen, the oldest first; today is the last
/// @param roundTrip of the last question to the PDP that was about its revision alone; absent when it did not answer
/// @param consoleAt when something was sent to the console last
/// @param settings each with its value, secrets masked, and where that comes from
public record Vitals(
        List<Bar> hours,
        List<Bar> days,
        Optional<Duration> roundTrip,
        Optional<Instant> consoleAt,
        Sizes sizes,
        Versions versions,
        List<Setting> settings) {
    public Vitals {
        hours = List.copyOf(hours);
        days = List.copyOf(days);
        settings = List.copyOf(settings);
    }

    /// The calls of an hour or a day.
    ///
    /// @param medianMicros of deciding; 0 when there was no call
    /// @param p99Micros no more than one call in a hundred took longer
    public record Bar(Instant from, long allowed, long denied, long wouldDeny, long medianMicros, long p99Micros) {
        public long calls() {
            return allowed + denied + wouldDeny;
        }
    }

    /// @param database in bytes, as far as it is used
    /// @param cap at this size calls are denied
    /// @param log in bytes, older files included
    public record Sizes(long database, long cap, long records, long log) {}

    public record Versions(String gatehouse, String java, String os) {}

    public record Setting(String key, String value, String source) {}
}
