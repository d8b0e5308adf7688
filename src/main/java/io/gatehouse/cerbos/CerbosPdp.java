package io.gatehouse.cerbos;

import io.gatehouse.cerbos.CheckReply.Senseless;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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
    private static final int LONGEST_ANSWER = 4 << 20;

    private final PdpConnection connection;
    private final URI checkUrl;
    private final HttpClient http;
    private final Clock clock;
    private final Consumer<Instant> dates;
    private final Breaker breaker = new Breaker(System::nanoTime);
    private volatile KnownRules catalogue = KnownRules.UNKNOWN;
    private volatile Health health;

    /// @param dates is told the date of each answer that came over TLS, so from the PDP itself
    /// @throws IllegalArgumentException when the TLS files cannot be used
    public CerbosPdp(PdpConnection connection, Clock clock, Consumer<Instant> dates) {
        this.connection = connection;
        this.dates = dates;
        this.checkUrl = connection.url().resolve("/api/check/resources");
        this.clock = clock;
        this.health = new Health(State.NOT_ASKED, "", clock.instant(), "");
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connection.attempt())
                .executor(Runnable::run);
        connection.tls().ifPresent(tls -> builder.sslContext(Pem.context(tls)));
        this.http = builder.build();
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

    /// Asks for nothing but the revision: whether the PDP is there, and what policies it has.
    public Answer probe(Principal principal, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        return answer(breaker.begin(), () -> ask(principal, List.of(), connection.annotations(), deadline));
    }

    @Override
    public Answer check(List<AccessRequest> requests, Map<String, String> annotations, Duration patience) {
        var attempt = breaker.tryBegin();
        if (attempt.isEmpty()) {
            return new Answer.Unavailable(health.detail());
        }
        long deadline = System.nanoTime() + patience.toNanos();
        return answer(attempt.get(), () -> checked(requests, annotations, deadline));
    }

    private interface Asking {
        Answer.Decided ask() throws NoAnswer;
    }

    private Answer answer(Breaker.Attempt attempt, Asking asking) {
        Answer answer;
        try {
            answer = asking.ask();
        } catch (NoAnswer e) {
            answer = e.answer;
        } catch (Senseless e) {
            answer = new Answer.Broken(e.why);
        }
        heard(attempt, answer);
        return answer;
    }

    /// In this order: whoever is not admitted is told the health's detail.
    private synchronized void heard(Breaker.Attempt attempt, Answer answer) {
        health = healthAfter(answer);
        switch (answer) {
            case Answer.Unavailable _ -> breaker.failed(attempt);
            case Answer.Decided _, Answer.Refused _, Answer.Broken _ -> breaker.answered();
        }
    }

    private Health healthAfter(Answer answer) {
        var before = health;
        var now =
                switch (answer) {
                    case Answer.Decided decided -> new Health(State.CONNECTED, decided.revision(), clock.instant(), "");
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
        http.shutdownNow();
    }

    private Answer.Decided checked(List<AccessRequest> requests, Map<String, String> annotations, long deadline)
            throws NoAnswer {
        var all = new HashMap<>(connection.annotations());
        all.putAll(annotations);
        var principal = requests.getFirst().principal();
        var decisions = new ArrayList<Decision>(requests.size());
        var revision = "";
        var callId = "";
        var ageLimits = AgeLimits.LONGEST;
        for (int from = 0; from < requests.size(); from += CheckQuestion.MOST_REQUESTS) {
            var chunk = requests.subList(from, Math.min(requests.size(), from + CheckQuestion.MOST_REQUESTS));
            var part = ask(principal, chunk, all, deadline);
            if (from > 0 && !part.revision().equals(revision)) {
                throw new Senseless("its policies changed while it was being asked");
            }
            decisions.addAll(part.decisions());
            revision = part.revision();
            callId = part.callId();
            ageLimits = part.ageLimits();
        }
        return new Answer.Decided(decisions, revision, callId, ageLimits);
    }

    private Answer.Decided ask(
            Principal principal, List<AccessRequest> requests, Map<String, String> annotations, long deadline)
            throws NoAnswer {
        var known = catalogue;
        var reply = post(new CheckQuestion(principal, requests, known), annotations, deadline);
        var newer = reply.catalogue();
        if (newer.isEmpty()) {
            return decided(reply, requests, known);
        }
        catalogue = newer.get();
        var first = decided(reply, requests, newer.get());
        return first.decisions().stream().allMatch(Decision::allows)
                ? first
                : askWhy(new CheckQuestion(principal, requests, newer.get()), annotations, deadline);
    }

    /// Asks a denied call again with the rules of a revision that was new. Nothing older may answer after this deny.
    private Answer.Decided askWhy(CheckQuestion question, Map<String, String> annotations, long deadline) {
        try {
            var reply = post(question, annotations, deadline);
            return decided(reply, question.requests(), reply.catalogue().orElse(question.catalogue()));
        } catch (NoAnswer _) {
            throw new Senseless("it went away while it was being asked for its reasons");
        }
    }

    private static Answer.Decided decided(CheckReply reply, List<AccessRequest> requests, KnownRules catalogue) {
        return new Answer.Decided(
                reply.decisions(requests, catalogue), reply.revision(), reply.callId(), reply.ageLimits());
    }

    private CheckReply post(CheckQuestion question, Map<String, String> annotations, long deadline) throws NoAnswer {
        var body = question.body(annotations);
        long end = Math.min(System.nanoTime() + connection.attempt().toNanos(), deadline);
        HttpResponse<byte[]> response;
        try {
            response = send(body, end, true);
        } catch (Died _) {
            response = sendAgain(body, end);
        }
        if (connection.url().getScheme().equals("https")) {
            response.headers().firstValue("Date").flatMap(CerbosPdp::date).ifPresent(dates);
        }
        return new CheckReply(json(response), question.requests().size() + 1);
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
        } catch (DateTimeException _) {
            return Optional.empty(); // then this answer tells no time
        }
    }

    private HttpResponse<byte[]> sendAgain(byte[] body, long end) throws NoAnswer {
        try {
            return send(body, end, false);
        } catch (Died e) {
            throw new IllegalStateException("only a first attempt dies", e);
        }
    }

    /// @param end when both attempts are over, by [System#nanoTime]
    /// @param first whether a connection that died before the answer began is worth a second attempt: a pooled one
    ///     may have
    ///     died unnoticed
    private HttpResponse<byte[]> send(byte[] body, long end, boolean first) throws Died, NoAnswer {
        long patience = end - System.nanoTime();
        if (patience <= 0) {
            throw unavailable("no time was left to ask");
        }
        var request = HttpRequest.newBuilder(checkUrl)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        connection.headers().forEach(request::setHeader);
        var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER);
        var began = new AtomicBoolean();
        var answer = http.sendAsync(request.build(), head -> {
            began.set(true);
            return limited.apply(head);
        });
        try {
            return answer.get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw unavailable("no answer within " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms");
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("Gatehouse is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (began.get()) {
                throw unavailable("its answer broke off, or is over 4 MB");
            }
            if (first && isBroken(e.getCause())) {
                throw new Died();
            }
            throw unavailable(said(e.getCause()));
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws NoAnswer {
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            throw unavailable("HTTP " + status);
        }
        if (status < 200 || status >= 300) {
            throw new NoAnswer(new Answer.Refused("HTTP " + status));
        }
        if (response.body().length == 0) {
            throw unavailable("its answer is empty");
        }
        try {
            return Json.tree(response.body());
        } catch (JacksonException _) {
            throw unavailable("its answer is not JSON");
        }
    }

    private static NoAnswer unavailable(String why) {
        return new NoAnswer(new Answer.Unavailable(why));
    }

    /// What a person can make of a network failure; the JDK's own messages are often empty.
    private static String said(@Nullable Throwable e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "no connection in time";
            case ConnectException _ -> "connection refused";
            case SSLException tls -> "TLS: " + tls.getMessage();
            case null, default -> "the connection broke";
        };
    }

    private static boolean isBroken(@Nullable Throwable e) {
        return e instanceof IOException
                && !(e instanceof ConnectException || e instanceof HttpTimeoutException || e instanceof SSLException);
    }

    /// Ends an attempt whose connection died before the answer began.
    private static final class Died extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// Ends an attempt with what it comes to.
    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Answer answer;

        NoAnswer(Answer answer) {
            this.answer = answer;
        }
    }
}
