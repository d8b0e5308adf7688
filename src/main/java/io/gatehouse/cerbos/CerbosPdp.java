package io.gatehouse.cerbos;

import io.gatehouse.cerbos.CheckReply.Senseless;
import io.gatehouse.cerbos.PdpHttp.NoAnswer;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/// The central PDP over Cerbos' HTTP/JSON API. Safe for many threads.
///
/// Design. A check is one POST (chunks of 49 requests when there are more). An attempt ends after its time,
/// however it hangs; within that time one more is made when the connection failed before an answer began, since a
/// check
/// changes nothing and may be asked twice. While it is away only one call a pause finds out whether it is back.
/// What the rules are called comes from the policies themselves: the first answer of a revision
/// brings its
/// catalogue, and a denied call is then asked again, so that all rules that fire are known.
public final class CerbosPdp implements Pdp, AutoCloseable {
    /// Where it is asked about calls, and about its revision.
    public static final String PATH = "/api/check/resources";

    private final PdpConnection connection;
    private final PdpHttp http;
    private final Clock clock;
    private final Consumer<Instant> dates;
    private final Breaker breaker = new Breaker(System::nanoTime);
    private volatile Catalogues catalogues = Catalogues.NONE;
    private volatile Consumer<KnownRules> confirmed = _ -> {};
    private volatile Health health;
    private volatile Optional<Duration> roundTrip = Optional.empty();
    private volatile Instant rulesSince = Instant.MAX;

    /// @param dates is told the date of each answer that came over TLS, so from the PDP itself
    /// @throws IllegalArgumentException when the TLS files cannot be used
    public CerbosPdp(PdpConnection connection, Clock clock, Consumer<Instant> dates) {
        this.connection = connection;
        this.dates = dates;
        this.clock = clock;
        this.health = new Health(State.NOT_ASKED, "", clock.instant(), "");
        this.http = new PdpHttp(connection);
    }

    public enum State {
        NOT_ASKED,
        CONNECTED,
        UNREACHABLE,
        REFUSING,
        BROKEN
    }

    /// @param revision confirmed last, "" for none
    /// @param since when the state began
    /// @param detail the last fault, "" while connected
    public record Health(State state, String revision, Instant since, String detail) {}

    public Health health() {
        return health;
    }

    /// The rules that the PDP told last; [KnownRules#UNKNOWN] before it has answered, and where it tells none.
    public KnownRules rules() {
        return catalogues.find(health.revision()).orElse(KnownRules.UNKNOWN);
    }

    /// From now on hears each time that the PDP answers what rules it decides by, [KnownRules#UNKNOWN] when it
    /// does not
    /// tell. On the way of calls, so it must return at once.
    public void onConfirmed(Consumer<KnownRules> confirmed) {
        this.confirmed = confirmed;
    }

    /// Asks for plans over the same connections, and not for longer than this is open.
    public PlanFetch planFetch() {
        return new PlanFetch(http, connection.annotations());
    }

    /// Asks for nothing but the revision: whether the PDP is there, and what policies it has.
    public Answer probe(Principal principal, Duration patience) {
        long begin = System.nanoTime();
        long deadline = begin + patience.toNanos();
        var answer = answer(
                breaker.begin(),
                () -> ask(principal, List.of(), connection.annotations(), deadline, CerbosPdp::nothing));
        roundTrip = answer instanceof Answer.Decided
                ? Optional.of(Duration.ofNanos(System.nanoTime() - begin))
                : Optional.empty();
        return answer;
    }

    /// How long the last [#probe] took that was answered; empty when the last one was not.
    public Optional<Duration> roundTrip() {
        return roundTrip;
    }

    /// What was sent, plans asked for and probes included, since this was asked last. For one thread at a time.
    public List<Traffic.Sent> takeSent() {
        return http.traffic().take();
    }

    @Override
    public Answer check(List<AccessRequest> requests, Map<String, String> annotations, Duration patience) {
        return check(requests, annotations, patience, CerbosPdp::nothing);
    }

    @Override
    public Answer check(
            List<AccessRequest> requests, Map<String, String> annotations, Duration patience, Runnable meanwhile) {
        var attempt = breaker.tryBegin();
        if (attempt.isEmpty()) {
            return new Answer.Unavailable(health.detail());
        }
        long deadline = System.nanoTime() + patience.toNanos();
        return answer(attempt.get(), () -> checked(requests, annotations, deadline, meanwhile));
    }

    private interface Asking {
        Answer.Decided ask() throws NoAnswer, Mixed;
    }

    /// One call was answered by two revisions.
    private static final class Mixed extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        Mixed(String first, String second) {
            this.why = "revision %s answered and then %s".formatted(named(first), named(second));
        }

        private static String named(String revision) {
            return revision.isEmpty() ? "(none)" : revision;
        }
    }

    private Answer answer(Breaker.Attempt attempt, Asking asking) {
        Answer answer;
        try {
            answer = asking.ask();
        } catch (NoAnswer e) {
            answer = e.answer();
        } catch (Mixed e) {
            answer = new Answer.Changing(e.why);
        } catch (Senseless e) {
            answer = new Answer.Broken(e.why);
        }
        heard(attempt, answer);
        if (answer instanceof Answer.Decided decided) {
            confirmed.accept(catalogues.find(decided.revision()).orElse(KnownRules.UNKNOWN));
        }
        return answer;
    }

    /// In this order: whoever is not admitted is told the health's detail.
    private synchronized void heard(Breaker.Attempt attempt, Answer answer) {
        health = healthAfter(answer);
        switch (answer) {
            case Answer.Unavailable _ -> breaker.failed(attempt);
            case Answer.Decided _, Answer.Refused _, Answer.Changing _, Answer.Broken _ -> breaker.answered();
        }
    }

    private Health healthAfter(Answer answer) {
        var before = health;
        var now =
                switch (answer) {
                    case Answer.Decided decided -> new Health(State.CONNECTED, decided.revision(), clock.instant(), "");
                    case Answer.Changing _ -> new Health(State.CONNECTED, before.revision(), clock.instant(), "");
                    case Answer.Unavailable(var why) ->
                        new Health(State.UNREACHABLE, before.revision(), clock.instant(), why);
                    case Answer.Refused(var why) -> new Health(State.REFUSING, before.revision(), clock.instant(), why);
                    case Answer.Broken(var why) -> new Health(State.BROKEN, before.revision(), clock.instant(), why);
                };
        return now.state() == before.state()
                ? new Health(now.state(), now.revision(), before.since(), now.detail())
                : now;
    }

    @Override
    public void close() {
        http.close();
    }

    /// Since when questions name the rules that they name now; [Instant#MAX] while none are known.
    public Instant rulesSince() {
        return rulesSince;
    }

    /// The bodies that a call with these requests sends now, one for each question.
    ///
    /// @param requests at least one
    public List<byte[]> bodies(List<AccessRequest> requests, Map<String, String> annotations) {
        var all = annotations(annotations);
        var principal = requests.getFirst().principal();
        var known = catalogues;
        return chunks(requests).stream()
                .map(chunk -> new CheckQuestion(principal, chunk, known).body(all))
                .toList();
    }

    private Map<String, String> annotations(Map<String, String> ofTheCall) {
        var all = new TreeMap<>(connection.annotations());
        all.putAll(ofTheCall);
        return all;
    }

    private static List<List<AccessRequest>> chunks(List<AccessRequest> requests) {
        var chunks = new ArrayList<List<AccessRequest>>();
        for (int from = 0; from < requests.size(); from += CheckQuestion.MOST_REQUESTS) {
            chunks.add(requests.subList(from, Math.min(requests.size(), from + CheckQuestion.MOST_REQUESTS)));
        }
        return chunks;
    }

    private Answer.Decided checked(
            List<AccessRequest> requests, Map<String, String> annotations, long deadline, Runnable meanwhile)
            throws NoAnswer, Mixed {
        var all = annotations(annotations);
        var principal = requests.getFirst().principal();
        var decisions = new ArrayList<Decision>(requests.size());
        var revision = "";
        var callId = "";
        var ageLimits = AgeLimits.LONGEST;
        for (var chunk : chunks(requests)) {
            var part = ask(principal, chunk, all, deadline, decisions.isEmpty() ? meanwhile : CerbosPdp::nothing);
            if (!decisions.isEmpty() && !part.revision().equals(revision)) {
                throw new Mixed(revision, part.revision());
            }
            decisions.addAll(part.decisions());
            revision = part.revision();
            callId = part.callId();
            ageLimits = part.ageLimits();
        }
        return new Answer.Decided(decisions, revision, callId, ageLimits);
    }

    private Answer.Decided ask(
            Principal principal,
            List<AccessRequest> requests,
            Map<String, String> annotations,
            long deadline,
            Runnable meanwhile)
            throws NoAnswer {
        var known = catalogues;
        var reply = post(new CheckQuestion(principal, requests, known), annotations, deadline, meanwhile);
        var rules = known.find(reply.revision());
        if (rules.isPresent()) {
            return decided(reply, requests, rules.get());
        }
        var newer = reply.catalogue();
        if (newer.isEmpty()) {
            return decided(reply, requests, KnownRules.UNKNOWN);
        }
        var all = known.with(newer.get());
        catalogues = all;
        rulesSince = clock.instant();
        var first = decided(reply, requests, newer.get());
        return first.decisions().stream().allMatch(Decision::allows)
                ? first
                : askWhy(new CheckQuestion(principal, requests, all), annotations, deadline);
    }

    /// Asks a denied call again with the rules of a revision that was new. Nothing older may answer after this deny.
    private Answer.Decided askWhy(CheckQuestion question, Map<String, String> annotations, long deadline) {
        try {
            var reply = post(question, annotations, deadline, CerbosPdp::nothing);
            var rules = question.known().find(reply.revision()).or(reply::catalogue);
            return decided(reply, question.requests(), rules.orElse(KnownRules.UNKNOWN));
        } catch (NoAnswer _) {
            throw new Senseless("it went away while it was being asked for its reasons");
        }
    }

    private static Answer.Decided decided(CheckReply reply, List<AccessRequest> requests, KnownRules catalogue) {
        return new Answer.Decided(
                reply.decisions(requests, catalogue), reply.revision(), reply.callId(), reply.ageLimits());
    }

    private static void nothing() {}

    private CheckReply post(CheckQuestion question, Map<String, String> annotations, long deadline, Runnable meanwhile)
            throws NoAnswer {
        long end = Math.min(System.nanoTime() + connection.attempt().toNanos(), deadline);
        var response = http.post(PATH, question.body(annotations), end, meanwhile);
        if (connection.url().getScheme().equals("https")) {
            response.date().flatMap(CerbosPdp::date).ifPresent(dates);
        }
        return reply(response, question.requests().size() + 1);
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
        } catch (DateTimeException _) {
            return Optional.empty(); // then this answer tells no time
        }
    }

    private static CheckReply reply(PdpHttp.Reply response, int expected) throws NoAnswer {
        int status = response.status();
        if (status == 429 || status >= 500) {
            throw PdpHttp.unavailable("HTTP " + status);
        }
        if (status < 200 || status >= 300) {
            throw new NoAnswer(new Answer.Refused("HTTP " + status));
        }
        if (response.body().length == 0) {
            throw PdpHttp.unavailable("its answer is empty");
        }
        try {
            return CheckReply.read(response.body(), expected);
        } catch (JacksonException _) {
            throw PdpHttp.unavailable("its answer is not JSON");
        }
    }
}
