package io.gatehouse.ui.notice;

import io.gatehouse.local.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The person's wish to have no notices for a time; nothing else changes meanwhile. Kept in memory alone: a daemon that
/// starts again shows notices. Safe for use by many threads.
public final class Snooze {
    private static final Logger log = LoggerFactory.getLogger(Snooze.class);
    private static final LocalTime MORNING = LocalTime.of(8, 0);

    /// Before this hour it is still yesterday for whoever is awake.
    private static final int NIGHT_ENDS = 4;

    private final InstantSource clock;
    private final ZoneId zone;
    private final boolean allowed;
    private volatile Optional<Running> running = Optional.empty();

    public enum Length {
        QUARTER_HOUR,
        HOUR,
        TOMORROW
    }

    private record Running(Instant from, Instant until) {
        boolean isOver(Instant now) {
            return now.isBefore(from) || !now.isBefore(until);
        }
    }

    /// @param zone where tomorrow begins
    /// @param allowed whether settings permit it at all
    public Snooze(InstantSource clock, ZoneId zone, boolean allowed) {
        this.clock = clock;
        this.zone = zone;
        this.allowed = allowed;
    }

    /// Does nothing where settings forbid it.
    public void begin(Length length) {
        if (!allowed) {
            return;
        }
        var now = clock.instant();
        var until =
                switch (length) {
                    case QUARTER_HOUR -> now.plus(Duration.ofMinutes(15));
                    case HOUR -> now.plus(Duration.ofHours(1));
                    case TOMORROW -> tomorrow(now.atZone(zone));
                };
        running = Optional.of(new Running(now, until));
        log.info("Notices are snoozed until {}", until);
    }

    private static Instant tomorrow(ZonedDateTime now) {
        return now.minusHours(NIGHT_ENDS)
                .toLocalDate()
                .plusDays(1)
                .atTime(MORNING)
                .atZone(now.getZone())
                .toInstant();
    }

    public void end() {
        running = Optional.empty();
    }

    /// Until when there are no notices; absent while they come.
    public Optional<Instant> until() {
        var now = clock.instant();
        return running.filter(snooze -> !snooze.isOver(now)).map(Running::until);
    }

    public Status.Notices state() {
        return new Status.Notices(until(), allowed);
    }
}
