package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Devices;
import io.gatehouse.console.Outcome;
import io.gatehouse.console.RequestDesk;
import io.gatehouse.console.RequestDesk.Coverage;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Line;
import io.gatehouse.console.RequestDesk.Place;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.console.RequestDesk.Story;
import io.gatehouse.console.Role;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queue, one request with its whole story, and what a reviewer decides.
public final class RequestPages implements Routing.Shelf {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\"<>\\\\]{1,500}");

    private final RequestDesk desk;
    private final ConsoleLog log;
    private final Duration lease;

    /// @param lease how long a laptop without a connection goes by its grants
    public RequestPages(RequestDesk desk, ConsoleLog log, Duration lease) {
        this.desk = desk;
        this.log = log;
        this.lease = lease;
    }

    /// The queue, or what was decided.
    ///
    /// @param more where older ones are
    public record Queue(Frame frame, Show show, List<Line> lines, @Nullable String more, String mark, Instant now) {
        public String path(Show other) {
            return "/requests?show=" + other.name().toLowerCase(Locale.ROOT);
        }

        public String livePath() {
            return "/requests/live?show=" + show.name().toLowerCase(Locale.ROOT) + "&seen=" + mark;
        }

        public String word(Show other) {
            return switch (other) {
                case OPEN -> "Open";
                case DECIDED -> "Decided";
                case ALL -> "All";
            };
        }

        public String counted() {
            return Words.count(lines.size(), "request", "requests") + " shown";
        }

        public String emptyTitle() {
            return show == Show.OPEN ? "Nothing waits for you" : "No requests yet";
        }

        public String emptyText() {
            return show == Show.OPEN
                    ? "When a developer asks for an exception, it appears here by itself."
                    : "Requests stay here after they were decided, with who decided and why.";
        }
    }

    /// What a reviewer chose and wrote so far.
    ///
    /// @param scope, time, uses values of their choices
    public record Typed(String scope, String time, String uses, boolean sessionOnly, String sentence) {}

    /// One request, opened.
    ///
    /// @param closed why nothing can be decided here by this person; "" when something can
    /// @param hard why no grant helps; absent when one would
    /// @param second what the second reviewer needs to know
    public record Opened(
            Frame frame,
            Story story,
            String closed,
            @Nullable String hard,
            @Nullable String second,
            List<Choice> scopes,
            List<Choice> times,
            List<Choice> uses,
            Typed typed,
            String lease,
            Instant now) {
        public String title() {
            var rules = story.line().request().rules();
            return "Exception from " + rules.getFirst().id()
                    + (rules.size() == 1 ? "" : " and " + Words.count(rules.size() - 1L, "other", "others"));
        }

        public String host() {
            return story.device()
                    .map(Devices.Device::host)
                    .filter(host -> !host.isBlank())
                    .orElse(story.line().device());
        }

        public boolean isByAgent() {
            return story.line().request().filer() == ExceptionRequest.Filer.AGENT;
        }

        public boolean isDecided() {
            return story.line().request().state().isEnded()
                    || story.line().request().state() == State.GRANTED;
        }

        public @Nullable String ticketLink() {
            var ticket = story.line().request().ticket();
            return LINK.matcher(ticket).matches() ? ticket : null;
        }

        public String covered(Coverage coverage) {
            return Words.count(coverage.calls(), "call", "calls");
        }

        public String looked(Coverage coverage) {
            return Words.number(coverage.looked()) + (coverage.all() ? "" : " looked at, the newest");
        }

        public List<String> examples() {
            return Stream.concat(story.onDevice().examples().stream(), story.acrossFleet().examples().stream())
                    .distinct()
                    .limit(5)
                    .toList();
        }

        /// What happened to it; that one person opened it several times in a row is told once.
        public List<ConsoleLog.Entry> history() {
            var told = new ArrayList<ConsoleLog.Entry>();
            for (var entry : story.history()) {
                if (!told.isEmpty()
                        && entry.what().equals("request.open")
                        && told.getLast().what().equals("request.open")
                        && told.getLast().who().equals(entry.who())) {
                    told.removeLast();
                }
                told.add(entry);
            }
            return told;
        }

        public String livePath() {
            return "/requests/" + story.line().request().id() + "/live?seen=" + mark(story.line());
        }

        public String changedWords() {
            var word = story.line().request().word();
            return "This request has changed: it is now "
                    + Pill.of(story.line()).word().toLowerCase(Locale.ROOT)
                    + word.map(said -> ", by " + said.reviewer()).orElse("") + ".";
        }
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.path().size() == 1) {
            return queue(visit);
        }
        if (visit.part(1).equals("live") && visit.path().size() == 2) {
            return liveQueue(visit);
        }
        if (visit.path().size() > 3) {
            throw Trouble.missing();
        }
        return switch (visit.part(2)) {
            case "" -> open(visit);
            case "live" -> liveRequest(visit);
            case "approve" ->
                decide(visit, Told.APPROVED, (story, version, typed) -> approve(visit, story, version, typed));
            case "refuse" ->
                decide(
                        visit,
                        Told.REFUSED,
                        (story, version, typed) -> desk.refuse(id(story), version, typed.sentence(), visit.reviewer()));
            case "ask" ->
                decide(
                        visit,
                        Told.ASKED,
                        (story, version, typed) -> desk.ask(id(story), version, typed.sentence(), visit.reviewer()));
            default -> throw Trouble.missing();
        };
    }

    private Answer queue(Visit visit) {
        log.append(visit.reviewer().name(), "request.list", "", "Read the list of requests.");
        return new Answer.Page("requests", Map.of("page", read(visit)));
    }

    private Answer liveQueue(Visit visit) {
        var page = read(visit);
        return page.mark().equals(visit.asked("seen"))
                ? new Answer.Unchanged()
                : new Answer.Page("queue", Map.of("page", page));
    }

    private Queue read(Visit visit) {
        var show = Arrays.stream(Show.values())
                .filter(one -> one.name().equalsIgnoreCase(visit.asked("show")))
                .findFirst()
                .orElse(Show.OPEN);
        var filter = place(visit.asked("before")).map(Filter.of(show)::behind).orElse(Filter.of(show));
        var lines = desk.list(filter);
        var more = lines.size() < filter.limit()
                ? null
                : "/requests?show=" + show.name().toLowerCase(Locale.ROOT) + "&before="
                        + Fields.encoded(lines.getLast().place().receivedAt().toEpochMilli() + "-"
                                + lines.getLast().place().id());
        return new Queue(
                visit.frame("Requests", Section.REQUESTS),
                show,
                lines,
                more,
                Integer.toHexString(
                        lines.stream().map(RequestPages::mark).toList().hashCode()),
                visit.now());
    }

    private static Optional<Place> place(String written) {
        int dash = written.indexOf('-');
        var millis = Numbers.read(written.substring(0, Math.max(0, dash)));
        return millis.isPresent()
                ? Optional.of(new Place(Instant.ofEpochMilli(millis.getAsLong()), written.substring(dash + 1)))
                : Optional.empty();
    }

    /// Changes with whatever a reader of the list or of the request sees of it.
    private static String mark(Line line) {
        return Integer.toHexString(Objects.hash(
                line.request().id(), line.version(), line.request().state(), line.question(), line.firstApprover()));
    }

    private Answer open(Visit visit) {
        if (visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        var story = desk.open(visit.part(1), visit.reviewer()).orElseThrow(RequestPages::missing);
        return page(visit, 200, story, asAsked(story), Optional.empty());
    }

    private Answer liveRequest(Visit visit) {
        var story = desk.find(visit.part(1)).orElseThrow(RequestPages::missing);
        if (mark(story.line()).equals(visit.asked("seen"))) {
            return new Answer.Unchanged();
        }
        return new Answer.Page(
                "changed", Map.of("page", opened(visit, story, asAsked(story), Optional.empty()), "isChanged", true));
    }

    private static Trouble missing() {
        return Trouble.missing("There is no such request.");
    }

    private static String id(Story story) {
        return story.line().request().id();
    }

    private interface Act {
        Outcome of(Story story, long version, Typed typed);
    }

    private Answer decide(Visit visit, Told done, Act act) {
        if (!visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        visit.needs(Role.REVIEWER);
        var story = desk.find(visit.part(1)).orElseThrow(RequestPages::missing);
        var typed = new Typed(
                visit.said("scope"),
                visit.said("time"),
                visit.said("uses"),
                visit.said("session").equals("only"),
                visit.said("sentence"));
        var version = visit.said("version");
        if (!Numbers.read(version).isPresent()) {
            throw Trouble.malformed("The form is not complete. Load the page again.");
        }
        return switch (act.of(story, Numbers.read(version).getAsLong(), typed)) {
            case Outcome.Done made ->
                new Answer.Go((done == Told.APPROVED && made.state() == State.SEEN ? Told.FIRST_APPROVAL : done)
                        .at("/requests/" + story.line().request().id()));
            case Outcome.Stale(var sentence) -> again(visit, 409, typed, sentence);
            case Outcome.OwnRequest(var sentence) -> again(visit, 403, typed, sentence);
            case Outcome.NotWaivable(var sentence) -> again(visit, 422, typed, sentence);
            case Outcome.Invalid(var sentence) -> again(visit, 422, typed, sentence);
        };
    }

    private Answer again(Visit visit, int status, Typed typed, String sentence) {
        var story = desk.find(visit.part(1)).orElseThrow(RequestPages::missing);
        return page(visit, status, story, typed, Optional.of(Said.bad("Nothing was decided. " + sentence)));
    }

    private Answer page(Visit visit, int status, Story story, Typed typed, Optional<Said> said) {
        return new Answer.Page(status, "request", Map.of("page", opened(visit, story, typed, said)));
    }

    private Outcome approve(Visit visit, Story story, long version, Typed typed) {
        var approval = new Offer(story).approval(typed);
        return approval.isEmpty()
                ? new Outcome.Invalid("Choose scope, time and calls again.")
                : desk.approve(id(story), version, approval.get(), visit.reviewer());
    }

    private Opened opened(Visit visit, Story story, Typed typed, Optional<Said> said) {
        var offer = new Offer(story);
        var request = story.line().request();
        return new Opened(
                visit.frame(request.rules().getFirst().id(), Section.REQUESTS, said),
                story,
                closed(visit, story),
                story.line().waivable() ? null : hard(request),
                second(story),
                offer.scopes(),
                offer.times(),
                offer.uses(),
                typed,
                Words.length(lease),
                visit.now());
    }

    private static Typed asAsked(Story story) {
        return new Offer(story).asAsked();
    }

    private static String hard(ExceptionRequest request) {
        return "No grant would help: "
                + request.hard().stream().map(Rule::id).collect(Collectors.joining(", "))
                + (request.hard().size() == 1 ? " is a hard rule." : " are hard rules.")
                + " Refuse, and say what to do instead.";
    }

    private static @Nullable String second(Story story) {
        var first = story.line().firstApprover();
        if (first.isPresent()) {
            return first.get() + " approved it already. One of its rules needs a second reviewer, who may narrow it.";
        }
        return story.second() ? "One of its rules needs two reviewers. Yours is the first approval." : null;
    }

    private String closed(Visit visit, Story story) {
        var state = story.line().request().state();
        return switch (state) {
            case UNCONFIRMED -> "The person has not confirmed what the agent drafted.";
            case WAITING, SEEN -> mayDecide(visit, story);
            case GRANTED -> "It was granted.";
            case REFUSED -> "It was refused.";
            case EXPIRED -> "Nobody decided in time, or the grant's time is over.";
            case REVOKED -> "The grant was taken back.";
            case USED_UP -> "The grant has let through as many calls as it may.";
            case WITHDRAWN -> "The developer took it back.";
        };
    }

    private String mayDecide(Visit visit, Story story) {
        if (!visit.may(Role.REVIEWER)) {
            return "Reviewers decide it. Your role reads.";
        }
        return desk.isOwn(story, visit.reviewer())
                ? "It is your own, or from a laptop that you enrolled. Somebody else has to decide it."
                : "";
    }
}
