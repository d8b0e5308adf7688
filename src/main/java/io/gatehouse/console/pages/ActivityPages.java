package io.gatehouse.console.pages;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.console.Activity;
import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.Activity.Row;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Custody;
import io.gatehouse.console.Devices;
import io.gatehouse.console.SavedSearches;
import io.gatehouse.console.SavedSearches.Saved;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Searching what agents did, and everything about one call.
public final class ActivityPages implements Routing.Shelf {
    private final Activity activity;
    private final ActivityCharts charts;
    private final SavedSearches searches;
    private final Devices devices;
    private final ConsoleLog log;

    public ActivityPages(Activity activity, Custody custody, Devices devices, ConsoleLog log) {
        this.activity = activity;
        this.charts = new ActivityCharts(custody.counts());
        this.searches = custody.searches();
        this.devices = devices;
        this.log = log;
    }

    /// @param from, to as days, "" for the usual ones
    /// @param query the filters as an address carries them
    /// @param next where older calls are
    /// @param name what a search was to be saved as
    public record Found(
            Frame frame,
            Query asked,
            String from,
            String to,
            List<Row> rows,
            String query,
            @Nullable String next,
            List<Saved> saved,
            String name,
            Instant now) {
        public List<Choice> verdicts() {
            return List.of(
                    new Choice("", "Any"),
                    new Choice("deny", "Denied"),
                    new Choice("would-deny", "Would deny"),
                    new Choice("allow", "Allowed"));
        }

        /// What a saved search looks for.
        public String words(Saved saved) {
            return saved.query().isEmpty()
                    ? "the newest calls"
                    : Fields.read(saved.query()).entrySet().stream()
                            .map(filter -> filter.getKey() + " " + String.join(" ", filter.getValue()))
                            .collect(Collectors.joining(", "));
        }

        public boolean isFiltered() {
            return !query.isEmpty();
        }

        /// Whether one of the filters that are folded away is set.
        public boolean isDetailed() {
            return Stream.of(
                            asked.agent(),
                            asked.device(),
                            asked.program(),
                            asked.path(),
                            asked.host(),
                            asked.workspace(),
                            from,
                            to)
                    .anyMatch(filter -> !filter.isEmpty());
        }
    }

    /// @param enforcement absent where this version cannot read the record
    public record Opened(
            Frame frame,
            Activity.Found found,
            String host,
            @Nullable Enforcement enforcement,
            List<Fact> facts,
            String json,
            Instant now) {
        public List<Rule> rules() {
            return enforcement == null
                    ? List.of()
                    : enforcement.verdict().denial().map(Verdict.Deny::rules).orElse(List.of());
        }

        public String told() {
            return enforcement == null
                    ? ""
                    : enforcement
                            .verdict()
                            .denial()
                            .map(Verdict.Deny::toldAgent)
                            .orElse("");
        }

        /// What is acted on: the command, the path, the host.
        public String key(Enforcement.Asked asked) {
            var request = asked.request();
            return Words.line(
                    switch (request.action()) {
                        case EXEC -> String.join(" ", request.texts("argv"));
                        case READ, WRITE, DELETE, ACCESS -> request.text("path");
                        case CONNECT -> first(request, "host", "address");
                        case CALL -> request.text("server") + "/" + request.text("tool");
                        case USE -> first(request, "name", "tool");
                        case SPAWN -> request.text("type");
                        case CONFIGURE -> first(request, "file", "type");
                    });
        }

        private static String first(AccessRequest request, String... names) {
            return Stream.of(names)
                    .map(request::text)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.part(1).equals("saved")) {
            return saved(visit);
        }
        if (visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        if (visit.path().size() == 1) {
            return search(visit, 200, Optional.empty());
        }
        if (visit.part(1).equals("chart") && visit.path().size() == 2) {
            return charts.chart(visit);
        }
        if (visit.part(1).equals("export") && visit.path().size() == 2) {
            return export(visit);
        }
        if (visit.path().size() != 3) {
            throw Trouble.missing();
        }
        return open(visit);
    }

    private Answer saved(Visit visit) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        var account = visit.account().orElseThrow(Trouble::missing).id();
        var search = Search.of(visit);
        if (visit.path().size() == 3 && visit.part(2).equals("remove")) {
            searches.remove(account, visit.said("id"));
            return new Answer.Go(Told.REMOVED.at("/activity?" + search.address()));
        }
        if (visit.path().size() != 2) {
            throw Trouble.missing();
        }
        return searches.save(account, visit.said("name"), search.address())
                .map(wrong -> search(visit, 422, Optional.of(Said.bad(wrong))))
                .orElseGet(() -> new Answer.Go(Told.SAVED.at("/activity?" + search.address())));
    }

    private Answer search(Visit visit, int status, Optional<Said> said) {
        var search = Search.of(visit);
        var page = activity.search(search.query());
        log.append(visit.reviewer().name(), "activity.search", "", search.words());
        var next = page.next().isPresent()
                ? "/activity?"
                        + search.address("before", Long.toString(page.next().getAsLong()))
                : null;
        return new Answer.Page(
                status,
                "activity",
                Map.of(
                        "page",
                        new Found(
                                visit.frame("Activity", Section.ACTIVITY, said),
                                search.query(),
                                search.from(),
                                search.to(),
                                page.rows(),
                                search.address(),
                                next,
                                searches.list(visit.account()
                                        .orElseThrow(Trouble::missing)
                                        .id()),
                                visit.said("name"),
                                visit.now())));
    }

    private Answer export(Visit visit) {
        var search = Search.of(visit);
        var format = Export.Format.of(visit.asked("format"));
        log.append(
                visit.reviewer().name(),
                "activity.export",
                "",
                "Exported as " + format.extension() + ". " + search.words());
        return new Answer.Download(
                "gatehouse-activity." + format.extension(), format.contentType(), out -> new Export(activity, format)
                        .write(search.query(), out));
    }

    private Answer open(Visit visit) {
        var seq = Numbers.read(visit.part(2));
        var found = seq.isEmpty() ? Optional.<Activity.Found>empty() : activity.find(visit.part(1), seq.getAsLong());
        var call = found.orElseThrow(() -> Trouble.missing(
                "There is no such call here. The laptop may not have sent it yet, or its time is over."));
        log.append(
                visit.reviewer().name(),
                "activity.open",
                call.row().enforcement(),
                "Read the call " + call.row().enforcement() + " of "
                        + call.row().principal() + ".");
        return new Answer.Page(
                "enforcement",
                Map.of(
                        "page",
                        new Opened(
                                visit.frame("Call " + call.row().enforcement(), Section.ACTIVITY),
                                call,
                                devices.find(call.row().device())
                                        .map(Devices.Device::host)
                                        .filter(host -> !host.isBlank())
                                        .orElse(call.row().device()),
                                call.record().map(AuditRecord::enforcement).orElse(null),
                                facts(call),
                                call.json(),
                                visit.now())));
    }

    private static List<Fact> facts(Activity.Found found) {
        var row = found.row();
        var facts = new Fact.Collected()
                .words("Decided", Words.exact(row.at()))
                .words("Person", row.principal())
                .words("Agent", row.agent())
                .words("Tool", row.tool())
                .code("Workspace", row.workspace());
        found.record().map(AuditRecord::enforcement).ifPresent(call -> add(facts, call));
        return facts.words(
                        "Outcome",
                        row.outcome()
                                .map(ran -> (ran.failed() ? "ran and failed, " : "ran, ")
                                        + Words.length(Duration.ofMillis(ran.millis())))
                                .orElse(row.verdict().equals("deny") ? "did not run" : "not told"))
                .words("Here since", Words.exact(found.receivedAt()))
                .code("Laptop", row.device())
                .words("Record", Words.number(row.seq()) + " of its log")
                .code("Chain", found.chain())
                .list();
    }

    private static void add(Fact.Collected facts, Enforcement call) {
        facts.code("Directory", call.origin().cwd())
                .words("Roles", String.join(", ", call.principal().roles()))
                .words("Mode", call.mode().name().toLowerCase(Locale.ROOT))
                .words("Rests on", basis(call.basis()))
                .code("Policy revision", revision(call.basis()))
                .words("Not understood", String.join("; ", call.doubts()))
                .words(
                        "Took",
                        call.took().analysis().plus(call.took().decision()).toMillis() + " ms")
                .code(
                        "Grants",
                        call.grants().stream().map(Enforcement.Used::grant).collect(Collectors.joining(", ")))
                .code("Session", call.origin().session());
    }

    private static String basis(Basis basis) {
        return switch (basis) {
            case Basis.Central _ -> "the central policy, asked for this call";
            case Basis.Plan plan -> "the policies that the laptop keeps" + because(plan.unavailable());
            case Basis.Cached cached -> "the decision of an equal call before" + because(cached.unavailable());
            case Basis.None(var why) -> "nothing" + because(why);
        };
    }

    private static String because(String why) {
        return why.isBlank() ? "" : ": " + why;
    }

    private static String revision(Basis basis) {
        return switch (basis) {
            case Basis.Central central -> central.revision();
            case Basis.Plan plan -> plan.revision();
            case Basis.Cached cached -> cached.revision();
            case Basis.None _ -> "";
        };
    }
}
