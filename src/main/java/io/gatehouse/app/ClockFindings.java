package io.gatehouse.app;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.sync.ServerDate;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the doctor says of this computer's clock, compared with that of the console or the policy engine.
final class ClockFindings {
    private static final String ABOUT = "clock";
    private static final Duration DIFFERS = Duration.ofMinutes(5);

    private ClockFindings() {}

    /// @param asked whose clock it is compared with; absent where nothing is asked over the network
    static List<Finding> of(Optional<URI> asked, Machine.Os os) {
        return of(asked, ServerDate::find, Instant.now(), os);
    }

    /// @param date what the other one's clock says, empty when it does not answer
    static List<Finding> of(Optional<URI> asked, Function<URI, Optional<Instant>> date, Instant now, Machine.Os os) {
        return asked
                .flatMap(url -> date.apply(url).map(theirs -> finding(url, Duration.between(theirs, now), os)))
                .stream()
                .toList();
    }

    private static Finding finding(URI url, Duration ahead, Machine.Os os) {
        if (ahead.abs().compareTo(DIFFERS) < 0) {
            return new Finding(ABOUT, Weight.GOOD, "It agrees with that of " + url + ".", "");
        }
        return new Finding(
                ABOUT,
                Weight.NOTICE,
                "It is " + shown(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of") + " that of " + url
                        + ". Gatehouse goes by what answers over TLS say; other programs, and certificates, do not.",
                switch (os) {
                    case LINUX -> "sudo timedatectl set-ntp true";
                    case MAC -> "sudo sntp -sS time.apple.com";
                    case WINDOWS -> "w32tm /resync";
                });
    }

    private static String shown(Duration time) {
        return time.toDays() >= 2
                ? time.toDays() + " days"
                : time.toHours() >= 2 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }
}
