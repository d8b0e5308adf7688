package io.gatehouse.console;

import java.time.Duration;
import java.time.Instant;

/// The ids of enforcements in the console: they rise with the time of the decision, so that pages, times and days
/// on disk are all a range of ids.
final class Places {
    /// Beside the milliseconds: what tells those of one millisecond apart.
    private static final int BITS = 21;

    static final long DAY = Duration.ofDays(1).toMillis() << BITS;

    private static final long MASK = (1L << BITS) - 1;
    private static final long LATEST = (1L << (63 - BITS)) - 1;

    private Places() {}

    /// The first place of that moment. A clock that is far off is taken as one end of what can be said.
    static long from(Instant at) {
        long millis =
                at.isBefore(Instant.EPOCH) ? 0 : at.isAfter(Instant.ofEpochMilli(LATEST)) ? LATEST : at.toEpochMilli();
        return millis << BITS;
    }

    /// A place for a row; the same one for the same row.
    static long of(Instant at, String device, long seq) {
        long mixed = (device.hashCode() * 0x9E3779B97F4A7C15L) ^ (seq * 0xC2B2AE3D27D4EB4FL);
        return from(at) | ((mixed ^ (mixed >>> 32)) & MASK);
    }

    /// Days since 1970.
    static long day(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), Duration.ofDays(1).toMillis());
    }

    static Instant instant(long place) {
        return Instant.ofEpochMilli(place >> BITS);
    }
}
