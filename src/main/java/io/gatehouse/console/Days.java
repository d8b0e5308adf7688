package io.gatehouse.console;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions of PostgreSQL: one for each day of which there are enforcements, so that old days can be dropped
/// and a search reads only those of its time.
final class Days {
    private static final Logger log = LoggerFactory.getLogger(Days.class);

    /// Any number, the same in all instances.
    private static final long LOCK = 7_412_001L;

    private static final int DAYS_BACK = 400;
    private static final int DAYS_AHEAD = 2;

    private final ConsoleDatabase database;
    private final Clock clock;
    private final Set<LocalDate> made = ConcurrentHashMap.newKeySet();

    Days(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Makes those that are missing. Times that no laptop's clock should have go where the rest goes.
    void make(List<Instant> times) {
        if (database.kind() == ConsoleDatabase.Kind.SQLITE) {
            return;
        }
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var first = today.minusDays(DAYS_BACK).atStartOfDay().toInstant(ZoneOffset.UTC);
        var last = today.plusDays(DAYS_AHEAD).atStartOfDay().toInstant(ZoneOffset.UTC);
        times.stream()
                .filter(time -> !time.isBefore(first) && time.isBefore(last))
                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                .distinct()
                .filter(day -> !made.contains(day))
                .forEach(this::make);
    }

    private void make(LocalDate day) {
        long from = Places.from(day.atStartOfDay().toInstant(ZoneOffset.UTC));
        long to = Places.from(day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        try {
            var _ = database.write(handle -> {
                var _ = handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                return handle.execute("CREATE TABLE IF NOT EXISTS enforcement_"
                        + day.format(DateTimeFormatter.BASIC_ISO_DATE)
                        + " PARTITION OF enforcement FOR VALUES FROM (" + from + ") TO (" + to + ")");
            });
        } catch (RuntimeException e) { // rows of that day came while it was no usual one
            log.warn("There is no partition for {}; its rows go where the rest goes", day, e);
        }
        made.add(day);
    }
}
