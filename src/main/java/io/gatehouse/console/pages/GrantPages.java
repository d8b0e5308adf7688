package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Devices;
import io.gatehouse.console.GrantDesk;
import io.gatehouse.console.GrantDesk.Ending;
import io.gatehouse.console.GrantDesk.Given;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.Role;
import io.gatehouse.grant.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is granted, and taking it back.
public final class GrantPages implements Routing.Shelf {
    private static final int MOST_ENDED = 200;

    private final GrantDesk desk;
    private final Devices devices;
    private final ConsoleLog log;
    private final Duration lease;

    /// @param lease how long a laptop without a connection goes by its grants
    public GrantPages(GrantDesk desk, Devices devices, ConsoleLog log, Duration lease) {
        this.desk = desk;
        this.devices = devices;
        this.log = log;
        this.lease = lease;
    }

    public record Listed(Frame frame, boolean isActive, List<Given> grants, Instant now) {
        public List<String> rules(Grant grant) {
            return grant.rules().stream().sorted().toList();
        }
    }

    /// @param closed why it cannot be taken back by this person; "" when it can
    /// @param typed what the reviewer wrote so far
    public record Opened(
            Frame frame,
            Given given,
            String host,
            List<ConsoleLog.Entry> history,
            String closed,
            String typed,
            String lease,
            Instant now) {
        public List<String> rules() {
            return given.grant().rules().stream().sorted().toList();
        }
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.path().size() == 1) {
            boolean isActive = !visit.asked("show").equals("ended");
            return new Answer.Page(
                    "grants",
                    Map.of(
                            "page",
                            new Listed(
                                    visit.frame("Grants", Section.GRANTS),
                                    isActive,
                                    isActive ? desk.active() : desk.ended(MOST_ENDED),
                                    visit.now())));
        }
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> page(visit, 200, "", Optional.empty());
            case "revoke" -> revoke(visit);
            default -> throw Trouble.missing();
        };
    }

    private Answer revoke(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        visit.needs(Role.REVIEWER);
        var sentence = visit.said("sentence");
        return switch (desk.revoke(visit.part(1), sentence, visit.reviewer())) {
            case Outcome.Done _ -> new Answer.Go(Told.REVOKED.at("/grants/" + Fields.encoded(visit.part(1))));
            case Outcome.Stale(var why) -> again(visit, 409, sentence, why);
            case Outcome.OwnRequest(var why) -> again(visit, 403, sentence, why);
            case Outcome.NotWaivable(var why) -> again(visit, 422, sentence, why);
            case Outcome.Invalid(var why) -> again(visit, 422, sentence, why);
        };
    }

    private Answer again(Visit visit, int status, String typed, String why) {
        return page(visit, status, typed, Optional.of(Said.bad("Nothing was revoked. " + why)));
    }

    private Answer page(Visit visit, int status, String typed, Optional<Said> said) {
        var given = desk.find(visit.part(1)).orElseThrow(() -> Trouble.missing("There is no such grant."));
        var device = given.grant().device();
        return new Answer.Page(
                status,
                "grant",
                Map.of(
                        "page",
                        new Opened(
                                visit.frame("Grant", Section.GRANTS, said),
                                given,
                                device.flatMap(devices::find)
                                        .map(Devices.Device::host)
                                        .or(() -> device)
                                        .orElse(""),
                                log.about(given.request()),
                                closed(visit, given),
                                typed,
                                Words.length(lease),
                                visit.now())));
    }

    private static String closed(Visit visit, Given given) {
        if (given.state() != Ending.ACTIVE) {
            return "It is over: " + Pill.of(given.state()).word().toLowerCase(Locale.ROOT)
                    + given.endedBy().map(by -> " by " + by).orElse("") + ".";
        }
        return visit.may(Role.REVIEWER) ? "" : "Reviewers take grants back. Your role reads.";
    }
}
