package io.gatehouse.console.pages;

import io.gatehouse.console.Custody;
import io.gatehouse.console.Holds;
import io.gatehouse.console.Holds.Hold;
import io.gatehouse.console.Retention.Setting;
import io.gatehouse.console.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// For how long evidence is kept, and what is held longer.
public final class RetentionPages implements Routing.Shelf {
    private static final String PATH = Section.RETENTION.path();

    private final Custody custody;

    public RetentionPages(Custody custody) {
        this.custody = custody;
    }

    /// @param setting null: for ever
    /// @param typed what a form said that was not taken
    public record Shown(Frame frame, @Nullable Setting setting, List<Hold> holds, Typed typed, Instant now) {
        public boolean isWaiting() {
            return setting != null && setting.appliesAt().isAfter(now);
        }

        public List<Choice> kinds() {
            return List.of(
                    new Choice("PRINCIPAL", "A person's calls"),
                    new Choice("DEVICE", "A laptop"),
                    new Choice("ALL", "Everything"));
        }
    }

    public record Typed(String days, String why, String kind, String value, String sentence) {
        static final Typed NOTHING = new Typed("", "", "PRINCIPAL", "", "");
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.isPost()) {
            visit.needs(Role.ADMINISTRATOR);
        }
        return switch (String.join("/", visit.path().subList(1, visit.path().size()))) {
            case "" -> {
                if (visit.isPost()) {
                    throw Trouble.wrongMethod();
                }
                yield page(visit, 200, Typed.NOTHING, Optional.empty());
            }
            case "days" -> days(visit);
            case "hold" -> hold(visit);
            case "end" -> end(visit);
            default -> throw Trouble.missing();
        };
    }

    private static void needsPost(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
    }

    private Answer days(Visit visit) {
        needsPost(visit);
        var said = visit.said("days");
        var read = Numbers.read(said);
        var typed = new Typed(said, visit.said("why"), "PRINCIPAL", "", "");
        if (!said.isEmpty() && read.isEmpty()) {
            return page(visit, 422, typed, Optional.of("Give a number of days, or nothing to keep evidence for ever."));
        }
        var keep = read.isEmpty() ? Optional.<Long>empty() : Optional.of(read.getAsLong());
        return done(visit, typed, custody.retention().set(keep, visit.said("why"), visit.reviewer()));
    }

    private Answer hold(Visit visit) {
        needsPost(visit);
        var typed = new Typed("", "", visit.said("kind"), visit.said("value"), visit.said("sentence"));
        var kind =
                switch (typed.kind()) {
                    case "ALL" -> Holds.Kind.ALL;
                    case "DEVICE" -> Holds.Kind.DEVICE;
                    default -> Holds.Kind.PRINCIPAL;
                };
        return done(visit, typed, custody.holds().set(kind, typed.value(), typed.sentence(), visit.reviewer()));
    }

    private Answer end(Visit visit) {
        needsPost(visit);
        return done(
                visit, Typed.NOTHING, custody.holds().end(visit.said("id"), visit.said("sentence"), visit.reviewer()));
    }

    private Answer done(Visit visit, Typed typed, Optional<String> wrong) {
        return wrong.isEmpty() ? new Answer.Go(Told.CHANGED.at(PATH)) : page(visit, 422, typed, wrong);
    }

    private Answer page(Visit visit, int status, Typed typed, Optional<String> wrong) {
        return new Answer.Page(
                status,
                "retention",
                Map.of(
                        "page",
                        new Shown(
                                visit.frame("Retention", Section.RETENTION, wrong.map(Said::bad)),
                                custody.retention().setting().orElse(null),
                                custody.holds().list(),
                                typed,
                                visit.now())));
    }
}
