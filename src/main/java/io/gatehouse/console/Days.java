package io.gatehouse.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
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

    /// Makes those that are missing. Times that no laptop's clock should have go where the rest goes, and so do rows
    /// of a day that cannot be made at the moment, or that was dropped by another instance, until [#tidy].
    void make(List<Instant> times) {
        if (database.kind() == ConsoleDatabase.Kind.SQLITE) {
            return;
        }
        times.stream()
                .filter(this::isUsual)
                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                .distinct()
                .filter(made::add)
                .forEach(this::makeOrGoOn);
    }

    private boolean isUsual(Instant time) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var first = today.minusDays(DAYS_BACK).atStartOfDay().toInstant(ZoneOffset.UTC);
        var end = today.plusDays(DAYS_AHEAD).atStartOfDay().toInstant(ZoneOffset.UTC);
        return !time.isBefore(first) && time.isBefore(end);
    }

    private void makeOrGoOn(LocalDate day) {
        try {
            var _ = database.write(handle -> make(handle, day));
        } catch (RuntimeException e) {
            log.warn("There is no partition for {} yet; its rows go where the rest goes", day, e);
        }
    }

    /// Makes the partitions of today and tomorrow, so that none has to be made while their rows come in, and gives
    /// rows of usual days that went where the rest goes their partition.
    void tidy() {
        if (database.kind() == ConsoleDatabase.Kind.SQLITE) {
            return;
        }
        make(List.of(clock.instant(), clock.instant().plus(Duration.ofDays(1))));
        var astray = database.read(
                handle -> handle.createQuery("SELECT DISTINCT (id >> 21) / 86400000 AS day FROM enforcement_other")
                        .mapTo(Long.class)
                        .list());
        astray.stream()
                .map(LocalDate::ofEpochDay)
                .filter(day -> isUsual(day.atStartOfDay().toInstant(ZoneOffset.UTC)))
                .forEach(this::makeOrGoOn);
    }

    private static String make(Handle handle, LocalDate day) {
        var name = name(day);
        handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        if (isThere(handle, name)) {
            return name;
        }
        long from = Places.from(day.atStartOfDay().toInstant(ZoneOffset.UTC));
        long to = Places.from(day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        // Rows move, so whoever reads meanwhile would see them in neither place, and take them for new.
        handle.execute("LOCK TABLE ONLY enforcement IN ACCESS EXCLUSIVE MODE");
        handle.execute("CREATE TABLE " + name + " (LIKE enforcement INCLUDING DEFAULTS INCLUDING INDEXES)");
        handle.execute("WITH astray AS (DELETE FROM enforcement_other WHERE id >= " + from + " AND id < " + to
                + " RETURNING *) INSERT INTO " + name + " SELECT * FROM astray");
        handle.execute(
                "ALTER TABLE enforcement ATTACH PARTITION " + name + " FOR VALUES FROM (" + from + ") TO (" + to + ")");
        return name;
    }

    static String name(LocalDate day) {
        return "enforcement_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    static boolean isThere(Handle handle, String partition) {
        return handle.createQuery("SELECT to_regclass(:name) IS NOT NULL")
                .bind("name", partition)
                .mapTo(Boolean.class)
                .one();
    }
}
