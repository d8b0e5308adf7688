package io.gatehouse.console.pages;

import io.gatehouse.console.Role;
import io.gatehouse.console.RolloutDesk;
import io.gatehouse.console.RolloutDesk.Group;
import io.gatehouse.console.RolloutDesk.Open;
import io.gatehouse.console.RolloutDesk.Result;
import io.gatehouse.console.RolloutDesk.Where;
import io.gatehouse.console.Trial;
import io.gatehouse.console.Trial.Tried;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which rules are enforced on which laptops, what they would have denied, and opening them for some hours.
public final class RolloutPages implements Routing.Shelf {
    private static final String RULE = "rule.";
    static final List<Choice> LENGTHS = List.of(
            new Choice("30", "30 minutes"),
            new Choice("60", "1 hour"),
            new Choice("120", "2 hours"),
            new Choice("240", "4 hours"));

    private final RolloutDesk desk;
    private final Trial trial;

    public RolloutPages(RolloutDesk desk, Trial trial) {
        this.desk = desk;
        this.trial = trial;
    }

    /// @param typed the sentence so far
    public record Listed(Frame frame, List<Group> groups, List<Open> open, String name, String typed, Instant now) {
        public Pill pill(Group group) {
            return RolloutPages.pill(group.rollout().mode());
        }

        /// The rules of a group that go another way than its mode.
        public String otherwise(Group group) {
            var rollout = group.rollout();
            long many = rollout.rules().values().stream()
                    .filter(mode -> mode != rollout.mode())
                    .count();
            return many == 0
                    ? ""
                    : Words.count(many, "rule ", "rules ")
                            + (rollout.mode() == Mode.ENFORCE ? "only observed" : "enforced already");
        }
    }

    /// A rule with what is chosen for it: "" for as the group, else a mode.
    public record Row(Tried tried, String chosen, boolean isFixed) {
        /// Where its calls are.
        public String calls() {
            return "/activity?rule=" + Fields.encoded(tried.rule()) + "&verdict=" + verdict();
        }

        private String verdict() {
            return tried.wouldDeny() > 0 ? "would-deny" : "deny";
        }
    }

    /// @param typed the sentences so far, of the rollout and of the break-glass
    public record Opened(
            Frame frame, Group group, List<Row> rows, List<Open> open, boolean readsCalls, Typed typed, Instant now) {
        public List<Choice> modes() {
            return List.of(new Choice("enforce", "Enforce"), new Choice("observe", "Observe only"));
        }

        public String mode() {
            return group.rollout().mode().code();
        }

        public List<Choice> lengths() {
            return LENGTHS;
        }

        public Pill pill() {
            return RolloutPages.pill(group.rollout().mode());
        }
    }

    /// @param change why the rollout changes
    /// @param open why all is opened
    public record Typed(String change, String open) {
        static final Typed NOTHING = new Typed("", "");
    }

    static Pill pill(Mode mode) {
        return switch (mode) {
            case ENFORCE -> new Pill("good", "Enforcing");
            case OBSERVE -> new Pill("watch", "Observing");
            case BREAK_GLASS -> new Pill("bad", "Break-glass");
        };
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(1)) {
            case "" -> list(visit, 200, Optional.empty());
            case "new" -> create(visit);
            case "end" -> end(visit);
            default -> group(visit);
        };
    }

    private Answer list(Visit visit, int status, Optional<Said> said) {
        return new Answer.Page(
                status,
                "rollout",
                Map.of(
                        "page",
                        new Listed(
                                visit.frame("Rollout", Section.ROLLOUT, said),
                                desk.groups(),
                                desk.open(),
                                visit.said("name"),
                                visit.said("sentence"),
                                visit.now())));
    }

    private static void needsAdministratorsForm(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        visit.needs(Role.ADMINISTRATOR);
    }

    private Answer create(Visit visit) {
        needsAdministratorsForm(visit);
        var name = visit.said("name");
        return switch (desk.create(name, visit.said("sentence"), visit.reviewer())) {
            case Result.Done _ -> new Answer.Go(Told.CHANGED.at("/rollout/" + Fields.encoded(name)));
            case Result.Stale(var why) -> list(visit, 409, Optional.of(Said.bad(why)));
            case Result.Invalid(var why) -> list(visit, 422, Optional.of(Said.bad(why)));
        };
    }

    private Answer end(Visit visit) {
        needsAdministratorsForm(visit);
        return switch (desk.end(visit.said("id"), visit.reviewer())) {
            case Result.Done _ -> new Answer.Go(Told.CLOSED.at("/rollout"));
            case Result.Stale(var why) -> list(visit, 409, Optional.of(Said.bad(why)));
            case Result.Invalid(var why) -> list(visit, 422, Optional.of(Said.bad(why)));
        };
    }

    private Answer group(Visit visit) {
        return switch (visit.part(2)) {
            case "" -> page(visit, 200, Typed.NOTHING, Optional.empty());
            case "change" -> change(visit);
            case "open" -> open(visit);
            default -> throw Trouble.missing();
        };
    }

    private Answer change(Visit visit) {
        needsAdministratorsForm(visit);
        var name = visit.part(1);
        var mode = mode(visit.said("mode"));
        var rules = rules(visit, mode.orElse(Mode.ENFORCE));
        if (mode.isEmpty() || rules.isEmpty()) {
            throw Trouble.malformed("The form is not one of this page.");
        }
        var sentence = visit.said("sentence");
        var typed = new Typed(sentence, "");
        return done(
                visit,
                desk.change(name, version(visit), mode.get(), rules.get(), sentence, visit.reviewer()),
                Told.ROLLED_OUT,
                typed);
    }

    private Answer done(Visit visit, Result result, Told told, Typed typed) {
        return switch (result) {
            case Result.Done _ -> new Answer.Go(told.at("/rollout/" + Fields.encoded(visit.part(1))));
            case Result.Stale(var why) -> page(visit, 409, typed, Optional.of(Said.bad("Nothing was changed. " + why)));
            case Result.Invalid(var why) ->
                page(visit, 422, typed, Optional.of(Said.bad("Nothing was changed. " + why)));
        };
    }

    static long version(Visit visit) {
        try {
            return Long.parseLong(visit.said("version"));
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static Optional<Mode> mode(String code) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode != Mode.BREAK_GLASS && mode.code().equals(code))
                .findFirst();
    }

    /// Those that go another way than the group. One more may be typed, for a rule that did nothing yet.
    private static Optional<SortedMap<String, Mode>> rules(Visit visit, Mode group) {
        var rules = new TreeMap<String, Mode>();
        for (var field : visit.form().keySet()) {
            if (field.startsWith(RULE) && !visit.said(field).isEmpty()) {
                var mode = mode(visit.said(field));
                if (mode.isEmpty()) {
                    return Optional.empty();
                }
                rules.put(field.substring(RULE.length()), mode.get());
            }
        }
        if (!visit.said("other").isEmpty()) {
            var mode = mode(visit.said("other-mode"));
            if (mode.isEmpty()) {
                return Optional.empty();
            }
            rules.put(visit.said("other"), mode.get());
        }
        rules.values().removeIf(group::equals);
        return Optional.of(rules);
    }

    private Answer open(Visit visit) {
        needsAdministratorsForm(visit);
        var sentence = visit.said("sentence");
        return done(
                visit,
                desk.open(new Where.Whole(visit.part(1)), length(visit), sentence, visit.reviewer()),
                Told.OPENED,
                new Typed("", sentence));
    }

    static Duration length(Visit visit) {
        return LENGTHS.stream()
                .map(Choice::value)
                .filter(visit.said("length")::equals)
                .findFirst()
                .map(minutes -> Duration.ofMinutes(Long.parseLong(minutes)))
                .orElse(Duration.ZERO);
    }

    private Answer page(Visit visit, int status, Typed typed, Optional<Said> said) {
        var group = desk.find(visit.part(1)).orElseThrow(() -> Trouble.missing("There is no such group."));
        var rows = new ArrayList<Row>();
        for (var tried : trial.of(group.name(), group.rollout())) {
            var named = Optional.ofNullable(group.rollout().rules().get(tried.rule()));
            rows.add(new Row(tried, named.map(Mode::code).orElse(""), Rollout.isSelfProtection(tried.rule())));
        }
        return new Answer.Page(
                status,
                "group",
                Map.of(
                        "page",
                        new Opened(
                                visit.frame(group.name(), Section.ROLLOUT, said),
                                group,
                                rows,
                                desk.open().stream()
                                        .filter(open -> open.group().equals(group.name()))
                                        .toList(),
                                visit.account()
                                        .filter(person -> Section.ACTIVITY.isFor(person.roles()))
                                        .isPresent(),
                                typed,
                                visit.now())));
    }
}
