package io.gatehouse.console;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.json.Json;
import io.gatehouse.wire.DeviceSignature;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Where reviewers decide what developers ask for.
///
/// Design. A decision is one conditional update on the version that the reviewer saw; grant, signed document and
/// the console's own record of it are in the same transaction. Nobody decides what is their own: what they asked
/// for by any of their names, or what comes from a laptop that they enrolled.
public final class RequestDesk {
    private static final int LONGEST_SENTENCE = 2_000;

    private final ConsoleDatabase database;
    private final Documents documents;
    private final Stories stories;
    private final ConsoleLog log;
    private final Set<String> secondApproval;
    private final Clock clock;

    /// @param secondApproval ids of rules that two persons must approve
    public RequestDesk(
            ConsoleDatabase database,
            Documents documents,
            Stories stories,
            ConsoleLog log,
            Set<String> secondApproval,
            Clock clock) {
        this.database = database;
        this.documents = documents;
        this.stories = stories;
        this.log = log;
        this.secondApproval = Set.copyOf(secondApproval);
        this.clock = clock;
    }

    public enum Show {
        OPEN,
        DECIDED,
        ALL
    }

    /// The place of a request in the list, for the page behind it.
    public record Place(Instant receivedAt, String id) {}

    /// @param principal who asked; absent for all
    /// @param rule the id of a rule that fired; absent for all
    /// @param before only requests behind that place
    public record Filter(
            Show show, Optional<String> principal, Optional<String> rule, Optional<Place> before, int limit) {
        private static final int USUAL = 50;

        public static Filter of(Show show) {
            return new Filter(show, Optional.empty(), Optional.empty(), Optional.empty(), USUAL);
        }

        public Filter behind(Place place) {
            return new Filter(show, principal, rule, Optional.of(place), limit);
        }
    }

    /// A line of the queue.
    ///
    /// @param version to decide with: another one by then is a stale page
    /// @param waivable false when a rule fired that no grant lifts
    /// @param firstApprover who approved first, where a second person has to as well
    public record Line(
            ExceptionRequest request,
            String device,
            String principal,
            long version,
            boolean waivable,
            Instant receivedAt,
            Instant changedAt,
            Instant endsAt,
            Optional<String> question,
            Optional<String> answer,
            Optional<String> firstApprover,
            Optional<Instant> until) {
        static Line of(StoredRequest stored) {
            return new Line(
                    stored.request(),
                    stored.device(),
                    stored.principal(),
                    stored.version(),
                    stored.isWaivable(),
                    stored.receivedAt(),
                    stored.changedAt(),
                    stored.endsAt(),
                    stored.question(),
                    stored.answer(),
                    stored.first().map(StoredRequest.First::reviewer),
                    stored.until());
        }

        public Place place() {
            return new Place(receivedAt, request.id());
        }
    }

    /// All that a reviewer needs to decide.
    ///
    /// @param call the denied call, with the parts of it that each rule objects to
    /// @param evidenceSeq its place in the laptop's log, for [Activity#find]
    /// @param coversCall whether the wished scope would let that very call through, as far as grants go
    /// @param onDevice what the scope would have allowed on this laptop in the last thirty days
    /// @param acrossFleet the same on all laptops, each for its own person and workspaces
    /// @param earlier decisions about the same rules, the most alike first
    /// @param second whether two persons must approve
    /// @param first what the first one approved
    /// @param grant that answers it
    /// @param history what people did with it
    public record Story(
            Line line,
            Optional<Devices.Device> device,
            Enforcement call,
            long evidenceSeq,
            boolean coversCall,
            Coverage onDevice,
            Coverage acrossFleet,
            List<Line> earlier,
            boolean second,
            Optional<Approval> first,
            Optional<Grant> grant,
            List<ConsoleLog.Entry> history) {}

    /// What a scope would have allowed.
    ///
    /// @param calls that were denied and would have gone through
    /// @param looked how many denied calls were looked at
    /// @param all false when there were more
    /// @param examples the newest, as shown to people
    public record Coverage(long calls, long looked, boolean all, List<String> examples) {}

    public List<Line> list(Filter filter) {
        return database.read(handle -> StoredRequest.list(handle, filter)).stream()
                .map(Line::of)
                .toList();
    }

    public long countOpen() {
        return database.read(handle -> handle.createQuery(
                        "SELECT count(*) FROM exception_request WHERE state IN ('WAITING', 'SEEN')")
                .mapTo(Long.class)
                .one());
    }

    /// Without a trace; see [#open].
    public Optional<Story> find(String id) {
        return database.read(handle -> StoredRequest.find(handle, id)).map(this::story);
    }

    /// What a narrowed scope would have allowed, on this laptop and across all.
    public Optional<Story> preview(String id, Approval approval) {
        return database.read(handle -> StoredRequest.find(handle, id))
                .map(stored -> stories.tell(stored, approval, needsSecond(approval)));
    }

    /// As [#find], and the developer is told that a reviewer has seen it.
    public Optional<Story> open(String id, Reviewer reviewer) {
        var _ = database.write(handle -> {
            long change = Changes.begin(handle);
            var stored = StoredRequest.find(handle, id);
            if (stored.isEmpty()) {
                return false;
            }
            log.append(handle, reviewer.name(), "request.open", id, "Opened the request.");
            if (stored.get().request().state() == State.WAITING
                    && reviewer.is(Role.REVIEWER)
                    && !isOwn(handle, stored.get(), reviewer)) {
                handle.createUpdate(
                                "UPDATE exception_request SET state = 'SEEN', changed_at = :now WHERE id = :id AND state = 'WAITING'")
                        .bind("now", clock.millis())
                        .bind("id", id)
                        .execute();
                Changes.mark(handle, change, List.of(stored.get().device()));
                Notices.add(handle, "request.open", id, reviewer.name(), clock.instant());
            }
            return true;
        });
        return find(id);
    }

    private Story story(StoredRequest stored) {
        var asked = Approval.asAsked(stored.request(), "as asked");
        return stories.tell(stored, asked, needsSecond(asked));
    }

    public Outcome approve(String id, long version, Approval approval, Reviewer reviewer) {
        return decide(id, version, reviewer, (handle, stored, change) -> {
            if (!stored.isWaivable()) {
                return new Outcome.NotWaivable(
                        "The rule " + stored.request().hard().getFirst().id() + " is hard: no grant lifts it.");
            }
            var problem = approval.problem(stored.request()).or(() -> stored.first()
                    .flatMap(first -> approval.wider(first.approval(), "the first reviewer approved")));
            if (problem.isPresent()) {
                return new Outcome.Invalid(problem.get());
            }
            if (!needsSecond(stored.first().map(StoredRequest.First::approval).orElse(approval))) {
                return grant(handle, stored, change, approval, reviewer, reviewer.name());
            }
            if (stored.first().isEmpty()) {
                return approveFirst(handle, stored, change, approval, reviewer);
            }
            var first = stored.first().get();
            if (reviewer.isKnownAs(first.reviewer(), first.principal())) {
                return new Outcome.Invalid("You approved it already; another reviewer must approve it, too.");
            }
            return grant(handle, stored, change, approval, reviewer, first.reviewer() + " and " + reviewer.name());
        });
    }

    private boolean needsSecond(Approval approval) {
        return approval.rules().stream().anyMatch(secondApproval::contains);
    }

    private Outcome approveFirst(
            Handle handle, StoredRequest stored, long change, Approval approval, Reviewer reviewer) {
        handle.createUpdate(
                        """
                        UPDATE exception_request SET first_approver = :by, first_principal = :principal, first_at = :now,
                            first_approval = :approval WHERE id = :id""")
                .bind("by", reviewer.name())
                .bind("principal", reviewer.principal().orElse(null))
                .bind("now", clock.millis())
                .bind("approval", Json.text(approval))
                .bind("id", stored.request().id())
                .execute();
        return move(
                handle,
                stored,
                change,
                State.SEEN,
                reviewer,
                "request.approve-first",
                approval.note(),
                "Approved. Another reviewer must approve it, too.");
    }

    private Outcome grant(
            Handle handle, StoredRequest stored, long change, Approval approval, Reviewer reviewer, String approver) {
        var now = Instant.ofEpochMilli(clock.millis());
        var request = stored.request();
        var grant = new Grant(
                Tables.newId(),
                stored.principal(),
                Optional.of(stored.device()),
                approval.rules(),
                approval.scope(),
                new Grant.Reach(request.reach().agent(), request.reach().workspace(), approval.session()),
                now.minus(DeviceSignature.TOLERANCE), // the laptop's clock may be behind
                now.plus(approval.time()),
                approval.maxUses(),
                approver,
                approval.note());
        GrantDesk.insert(handle, grant, request.id());
        handle.createUpdate("UPDATE exception_request SET grant_id = :grant WHERE id = :id")
                .bind("grant", grant.id())
                .bind("id", request.id())
                .execute();
        var outcome = move(
                handle,
                stored,
                change,
                State.GRANTED,
                reviewer,
                "request.approve",
                approval.note(),
                "Granted until " + grant.until() + ".");
        documents.issueFor(handle, change, grant.principal(), grant.device());
        return outcome;
    }

    public Outcome refuse(String id, long version, String sentence, Reviewer reviewer) {
        return decide(id, version, reviewer, (handle, stored, change) -> needsSentence(
                        sentence, "Say in a sentence why.")
                .orElseGet(() ->
                        move(handle, stored, change, State.REFUSED, reviewer, "request.refuse", sentence, "Refused.")));
    }

    /// Asks back: the developer is shown the question while the request stays open.
    public Outcome ask(String id, long version, String question, Reviewer reviewer) {
        return decide(id, version, reviewer, (handle, stored, change) -> needsSentence(question, "Write the question.")
                .orElseGet(() -> {
                    handle.createUpdate(
                                    "UPDATE exception_request SET question = :question, answer = NULL WHERE id = :id")
                            .bind("question", question)
                            .bind("id", id)
                            .execute();
                    return move(handle, stored, change, State.SEEN, reviewer, "request.ask", question, "Asked.");
                }));
    }

    private static Optional<Outcome> needsSentence(String sentence, String otherwise) {
        if (sentence.isBlank()) {
            return Optional.of(new Outcome.Invalid(otherwise));
        }
        return sentence.length() > LONGEST_SENTENCE
                ? Optional.of(new Outcome.Invalid("Say it in up to " + LONGEST_SENTENCE + " characters."))
                : Optional.empty();
    }

    private interface Decision {
        Outcome make(Handle handle, StoredRequest stored, long change);
    }

    private Outcome decide(String id, long version, Reviewer reviewer, Decision decision) {
        if (!reviewer.is(Role.REVIEWER)) {
            return new Outcome.Invalid("Only a reviewer decides requests.");
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var found = StoredRequest.find(handle, id);
            if (found.isEmpty()) {
                return new Outcome.Invalid("There is no such request.");
            }
            var stored = found.get();
            if (isOwn(handle, stored, reviewer)) {
                return new Outcome.OwnRequest(
                        "Nobody decides their own request, or one from a laptop that they enrolled.");
            }
            if (stored.version() != version || !stored.isOpen()) {
                return new Outcome.Stale("This request has changed meanwhile; look at it again.");
            }
            if (!clock.instant().isBefore(stored.endsAt())) {
                return new Outcome.Stale("This request waited too long and has expired.");
            }
            return decision.make(handle, stored, change);
        });
    }

    /// Whether somebody else has to decide it.
    public boolean isOwn(Story story, Reviewer reviewer) {
        return isOwn(story.line().principal(), story.device(), reviewer);
    }

    private static boolean isOwn(Handle handle, StoredRequest stored, Reviewer reviewer) {
        return isOwn(stored.principal(), Devices.find(handle, stored.device()), reviewer);
    }

    private static boolean isOwn(String principal, Optional<Devices.Device> device, Reviewer reviewer) {
        return reviewer.isKnownAs(principal)
                || device.filter(laptop -> reviewer.isKnownAs(laptop.enrolledBy(), laptop.enrollerPrincipal())
                                || reviewer.isKnownAs(laptop.principal()))
                        .isPresent();
    }

    private Outcome move(
            Handle handle,
            StoredRequest stored,
            long change,
            State next,
            Reviewer reviewer,
            String what,
            String sentence,
            String done) {
        int moved = handle.createUpdate(
                        """
                        UPDATE exception_request SET state = :next, version = version + 1, changed_at = :now,
                            word_by = :by, word_at = :now, word = :word
                        WHERE id = :id AND version = :version AND state IN ('WAITING', 'SEEN')""")
                .bind("next", next.name())
                .bind("now", clock.millis())
                .bind("by", reviewer.name())
                .bind("word", Tables.storable(sentence, LONGEST_SENTENCE))
                .bind("id", stored.request().id())
                .bind("version", stored.version())
                .execute();
        if (moved == 0) {
            throw new IllegalStateException("the counter of changes did not keep another decision out");
        }
        var summary = sentence + whatWasGranted(handle, stored.request().id(), next);
        log.append(handle, reviewer.name(), what, stored.request().id(), summary);
        Notices.add(handle, what, stored.request().id(), reviewer.name(), clock.instant());
        Changes.mark(handle, change, List.of(stored.device()));
        return new Outcome.Done(stored.version() + 1, next, done);
    }

    private static String whatWasGranted(Handle handle, String id, State next) {
        return next == State.GRANTED
                ? GrantDesk.ofRequest(handle, id)
                        .map(grant -> " (grant " + grant.id() + " until " + grant.until() + ", rules "
                                + grant.rules().stream().sorted().collect(Collectors.joining(", ")) + ")")
                        .orElse("")
                : "";
    }
}
