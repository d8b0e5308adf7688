package io.gatehouse.console.pages;

import io.gatehouse.console.Checkpoints;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Coverage;
import io.gatehouse.console.Custody;
import io.gatehouse.console.Devices;
import io.gatehouse.console.Devices.Break;
import io.gatehouse.console.Devices.Device;
import io.gatehouse.console.LogCheck;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.Role;
import io.gatehouse.console.RolloutDesk;
import io.gatehouse.wire.DeviceReport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The laptops, and enrolling and releasing them.
public final class DevicePages implements Routing.Shelf {
    private static final int RECENT_BREAKS = 1_000;

    /// For how long a call that ran undecided stands beside its laptop.
    private static final Duration ALARMED_FOR = Duration.ofDays(7);

    private final Devices devices;
    private final RolloutDesk rollout;
    private final Custody custody;
    private final Coverage coverage;
    private final ConsoleLog log;
    private final URI url;

    /// @param url the public address, which laptops enrol at
    DevicePages(Console.Parts parts, URI url) {
        this.devices = parts.devices();
        this.rollout = parts.rollout();
        this.custody = parts.custody();
        this.coverage = parts.coverage();
        this.log = parts.log();
        this.url = url;
    }

    /// @param broken ids of those whose audit has gaps or breaks
    /// @param alarmed ids of those on which something ran undecided
    public record Listed(Frame frame, List<Device> devices, Set<String> broken, Set<String> alarmed, Instant now) {
        public Listed {
            broken = Set.copyOf(broken);
            alarmed = Set.copyOf(alarmed);
        }

        public List<Pill> pills(Device device) {
            return DevicePages.pills(device, broken.contains(device.id()), alarmed.contains(device.id()), now);
        }

        public List<String> agents(Device device) {
            return device.report().stream()
                    .flatMap(report -> report.agents().stream())
                    .filter(DeviceReport.AgentState::isProtected)
                    .map(DeviceReport.AgentState::name)
                    .toList();
        }
    }

    /// What was written into the forms so far.
    ///
    /// @param roles with commas between
    /// @param attributes a line each, `name = value`
    /// @param change why roles, attributes or group change
    /// @param open why rules only observe there
    /// @param release why it is released
    public record Typed(String roles, String attributes, String group, String change, String open, String release) {
        static Typed of(Device device) {
            var lines = new TreeMap<>(device.attributes())
                    .entrySet().stream()
                            .map(attribute -> attribute.getKey() + " = " + attribute.getValue())
                            .collect(Collectors.joining("\n"));
            return new Typed(String.join(", ", device.roles()), lines, device.group(), "", "", "");
        }

        Typed opening(String why) {
            return new Typed(roles, attributes, group, change, why, release);
        }

        Typed releasing(String why) {
            return new Typed(roles, attributes, group, change, open, why);
        }
    }

    /// @param groups names
    /// @param open what is open on this laptop, or on all of its group
    public record Opened(
            Frame frame,
            Device device,
            List<Break> breaks,
            Kept kept,
            List<String> groups,
            List<RolloutDesk.Open> open,
            boolean alarmed,
            boolean readsCalls,
            Typed typed,
            Instant now) {
        public List<Choice> lengths() {
            return RolloutPages.LENGTHS;
        }

        public List<Pill> pills() {
            return DevicePages.pills(device, !breaks.isEmpty(), alarmed, now);
        }

        public List<Fact> facts() {
            var facts = new Fact.Collected()
                    .words("Person", device.principal())
                    .words("Roles", String.join(", ", device.roles()))
                    .words("Group", device.group())
                    .words("Gatehouse", device.version())
                    .words("System", device.os());
            device.report().ifPresent(report -> facts.words("Mode", report.mode())
                    .words("Decides by", basis(report.basis()))
                    .code("Policy revision", report.revision())
                    .words("Agents", agents(report))
                    .words("Not sent yet", Words.count(report.unsent(), "record", "records"))
                    .words(
                            "Goes by",
                            "document " + report.documentVersion()
                                    + (report.documentVersion() == device.documentVersion()
                                            ? ", the newest"
                                            : "; the newest is " + device.documentVersion())));
            return facts.words("Reported", device.reportedAt().map(Words::exact).orElse("not yet"))
                    .words("Enrolled", Words.exact(device.enrolledAt()) + ", by a code of " + device.enrolledBy())
                    .code("Id", device.id())
                    .list();
        }

        private static String agents(DeviceReport report) {
            return report.agents().stream()
                    .map(agent -> agent.name() + (agent.isProtected() ? " (protected)" : " (not protected)"))
                    .collect(Collectors.joining(", "));
        }

        private static String basis(String basis) {
            return switch (basis) {
                case "central" -> "the central policy engine";
                case "plan" -> "the policies it keeps";
                case "none" -> "nothing: it denies every call";
                default -> basis;
            };
        }
    }

    /// How its audit is kept.
    ///
    /// @param checkpoint the last that was countersigned
    /// @param dropped what was dropped after its time
    /// @param checked how the last check went
    public record Kept(
            Optional<Checkpoints.Kept> checkpoint, List<Checkpoints.Kept> dropped, Optional<LogCheck.Checked> checked) {
        public List<Fact> facts() {
            var facts = new Fact.Collected()
                    .words("Countersigned", checkpoint.map(Kept::signed).orElse("not yet"));
            dropped.forEach(run -> facts.words(
                    "Dropped",
                    "records " + Words.number(run.first()) + " to " + Words.number(run.seq()) + ", after their time"));
            return facts.words(
                            "Checked",
                            checked.map(last -> Words.exact(last.at()) + ", up to record "
                                            + Words.number(last.upTo()) + ": "
                                            + last.finding().orElse("as it was taken"))
                                    .orElse("not yet"))
                    .list();
        }

        private static String signed(Checkpoints.Kept kept) {
            return "up to record " + Words.number(kept.seq())
                    + kept.signed()
                            .map(said -> ", " + Words.exact(said.at()) + ", by key " + kept.keyId())
                            .orElse(", by no key of this console");
        }
    }

    public record Enrolling(Frame frame, String principal, String roles) {}

    /// @param line to run on the laptop
    public record Issued(Frame frame, String principal, String line, Instant endsAt, Instant now) {}

    @Override
    public Answer answer(Visit visit) {
        return switch (visit.part(1)) {
            case "" -> list(visit);
            case "enrol" -> enrol(visit);
            default -> device(visit);
        };
    }

    private Answer list(Visit visit) {
        if (visit.path().size() > 1) {
            throw Trouble.missing();
        }
        var broken =
                devices.recentBreaks(RECENT_BREAKS).stream().map(Break::device).collect(Collectors.toSet());
        return new Answer.Page(
                "devices",
                Map.of(
                        "page",
                        new Listed(
                                visit.frame("Devices", Section.DEVICES),
                                devices.list(),
                                broken,
                                alarmed(visit),
                                visit.now())));
    }

    private Set<String> alarmed(Visit visit) {
        return coverage.alarmed(visit.now().minus(ALARMED_FOR));
    }

    private static List<Pill> pills(Device device, boolean isBroken, boolean isAlarmed, Instant now) {
        if (device.releasedAt().isPresent()) {
            return List.of(new Pill("", "Released"));
        }
        var pills = new ArrayList<Pill>();
        if (isAlarmed) {
            pills.add(new Pill("bad", "Ran undecided"));
        }
        if (isBroken) {
            pills.add(new Pill("watch", "Audit has gaps"));
        }
        device.report()
                .map(DeviceReport::mode)
                .map(mode -> switch (mode) {
                    case "enforce" -> new Pill("good", "Enforcing");
                    case "break-glass" -> new Pill("bad", "Break-glass");
                    default -> new Pill("watch", "Observing");
                })
                .ifPresent(pills::add);
        if (device.report()
                .filter(report -> report.agents().stream().anyMatch(agent -> !agent.isProtected()))
                .isPresent()) {
            pills.add(new Pill("watch", "Unprotected agent"));
        }
        if (device.seenAt().plus(Devices.AWAY_AFTER).isBefore(now)) {
            pills.add(new Pill("", "Away"));
        }
        return pills;
    }

    private Answer enrol(Visit visit) {
        visit.needs(Role.ADMINISTRATOR);
        if (!visit.isPost()) {
            return enrolling(visit, 200, "", "developer", Optional.empty());
        }
        var roles = words(visit.said("roles"));
        return switch (devices.issueCode(visit.said("principal"), roles, visit.reviewer())) {
            case Devices.Issued.Invalid(var why) ->
                enrolling(visit, 422, visit.said("principal"), visit.said("roles"), Optional.of(Said.bad(why)));
            case Devices.Issued.Code(var issued) ->
                new Answer.Page(
                        "code",
                        Map.of(
                                "page",
                                new Issued(
                                        visit.frame("A code", Section.DEVICES),
                                        issued.principal(),
                                        "gatehouse enrol " + url + " " + issued.code(),
                                        issued.endsAt(),
                                        visit.now())));
        };
    }

    private static Answer enrolling(Visit visit, int status, String principal, String roles, Optional<Said> said) {
        return new Answer.Page(
                status,
                "enrol",
                Map.of("page", new Enrolling(visit.frame("Enrol a laptop", Section.DEVICES, said), principal, roles)));
    }

    private Answer device(Visit visit) {
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> page(visit, 200, typed -> typed, Optional.empty());
            case "release" -> release(visit);
            case "check" -> check(visit);
            case "change" -> change(visit);
            case "open" -> open(visit);
            default -> throw Trouble.missing();
        };
    }

    private Answer check(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        if (!visit.may(Role.AUDITOR)) {
            visit.needs(Role.ADMINISTRATOR);
        }
        var device = devices.find(visit.part(1)).orElseThrow(() -> Trouble.missing("There is no such laptop."));
        var checked = custody.check().check(device.id());
        log.append(
                visit.reviewer().name(),
                "device.check",
                device.id(),
                checked.finding().orElse("All records are as they were taken."));
        return new Answer.Go(Told.LOOKED_THROUGH.at("/devices/" + Fields.encoded(device.id())));
    }

    private Answer release(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        visit.needs(Role.ADMINISTRATOR);
        var sentence = visit.said("sentence");
        if (sentence.isEmpty() || sentence.length() > 2_000) {
            return page(
                    visit,
                    422,
                    typed -> typed.releasing(sentence),
                    Optional.of(Said.bad("Say in up to 2,000 characters why.")));
        }
        var outcome = devices.release(visit.part(1), sentence, visit.reviewer());
        return switch (outcome) {
            case Outcome.Done _ -> new Answer.Go(Told.RELEASED.at("/devices/" + Fields.encoded(visit.part(1))));
            case Outcome.Stale _, Outcome.OwnRequest _, Outcome.NotWaivable _, Outcome.Invalid _ ->
                page(visit, 409, typed -> typed.releasing(sentence), Optional.of(Said.bad(outcome.sentence())));
        };
    }

    private Answer change(Visit visit) {
        needsAdministratorsForm(visit);
        var typed = new Typed(
                visit.said("roles"), visit.said("attributes"), visit.said("group"), visit.said("sentence"), "", "");
        var terms = new Devices.Terms(
                RolloutPages.version(visit), words(typed.roles()), attributes(typed.attributes()), typed.group());
        return done(
                visit,
                devices.change(visit.part(1), terms, typed.change(), visit.reviewer()),
                Told.ROLLED_OUT,
                _ -> typed);
    }

    private Answer open(Visit visit) {
        needsAdministratorsForm(visit);
        var sentence = visit.said("sentence");
        return done(
                visit,
                rollout.open(
                        new RolloutDesk.Where.Laptop(visit.part(1)),
                        RolloutPages.length(visit),
                        sentence,
                        visit.reviewer()),
                Told.OPENED,
                typed -> typed.opening(sentence));
    }

    private Answer done(Visit visit, RolloutDesk.Result result, Told told, UnaryOperator<Typed> typed) {
        return switch (result) {
            case RolloutDesk.Result.Done _ -> new Answer.Go(told.at("/devices/" + Fields.encoded(visit.part(1))));
            case RolloutDesk.Result.Stale(var why) ->
                page(visit, 409, typed, Optional.of(Said.bad("Nothing was changed. " + why)));
            case RolloutDesk.Result.Invalid(var why) ->
                page(visit, 422, typed, Optional.of(Said.bad("Nothing was changed. " + why)));
        };
    }

    private static void needsAdministratorsForm(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        visit.needs(Role.ADMINISTRATOR);
    }

    private static List<String> words(String commas) {
        return Arrays.stream(commas.split(",", -1))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .toList();
    }

    /// A line without a sign gives a name without a value, which is refused later on.
    private static Map<String, String> attributes(String lines) {
        var attributes = new TreeMap<String, String>();
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int sign = line.indexOf('=');
            attributes.put(
                    sign < 0 ? line : line.substring(0, sign).strip(),
                    sign < 0 ? "" : line.substring(sign + 1).strip());
        });
        return attributes;
    }

    /// @param typed makes of what is in force what was written so far
    private Answer page(Visit visit, int status, UnaryOperator<Typed> typed, Optional<Said> said) {
        var device = devices.find(visit.part(1)).orElseThrow(() -> Trouble.missing("There is no such laptop."));
        return new Answer.Page(
                status,
                "device",
                Map.of(
                        "page",
                        new Opened(
                                visit.frame(device.host(), Section.DEVICES, said),
                                device,
                                devices.breaks(device.id()),
                                new Kept(
                                        custody.checkpoints().last(device.id()),
                                        custody.checkpoints().dropped(device.id()),
                                        custody.check().last(device.id())),
                                rollout.groups().stream()
                                        .map(RolloutDesk.Group::name)
                                        .toList(),
                                rollout.open().stream()
                                        .filter(open -> open.device().equals(device.id())
                                                || open.group().equals(device.group()))
                                        .toList(),
                                alarmed(visit).contains(device.id()),
                                visit.account()
                                        .filter(person -> Section.ACTIVITY.isFor(person.roles()))
                                        .isPresent(),
                                typed.apply(Typed.of(device)),
                                visit.now())));
    }
}
