package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.component.Graceful;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// The local API: everything below `/api/`, for this person's own window and command line.
///
/// It shows, explains, connects agents and asks for exceptions. It has nothing that changes mode, principal, PDP or
/// grants, so that no process of this person can do so through it.
public final class LocalApi extends Handler.Abstract implements Graceful {
    private static final Logger log = LoggerFactory.getLogger(LocalApi.class);

    /// Of a question that quotes no hook request: those carry whole files.
    private static final int LARGEST_QUESTION = 64 << 10;

    /// Less than a [LocalClient]'s.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String QUESTIONS =
            "The body must be JSON of one of {is: Command, dialect: BASH|POWERSHELL|CMD, line, cwd},"
                    + " {is: File, action: READ|WRITE|DELETE|ACCESS, path, cwd}, {is: Url, url} and {is: Hook, agent, json}.";

    private static final String UNREADABLE = "This is no HTTP/1.1 request that Gatehouse reads.";

    private static final String PREFIX = "/api/";
    private static final Pattern RECORD = Pattern.compile("enforcements/(" + LocalClient.NAME + ")");
    private static final Pattern LANDED = Pattern.compile("landings/([0-9]{1,18})");
    private static final Pattern PROTECT = Pattern.compile("agents/(" + LocalClient.NAME + ")/protect");

    private final Sources sources;
    private final LocalToken token;
    private final Windows windows = new Windows();
    private final EventStreams streams;
    private final RequestRoutes requests;
    private final InsightRoutes insight;
    private final Semaphore largeQuestions = new Semaphore(1, true);
    private final Semaphore questions = new Semaphore(1, true);
    private final Duration patience;

    public LocalApi(Sources sources, LocalToken token) {
        this(sources, token, EventStreams.Pace.USUAL, PATIENCE);
    }

    /// @param patience how long a body may take, and how long one waits for its turn
    LocalApi(Sources sources, LocalToken token, EventStreams.Pace pace, Duration patience) {
        super(InvocationType.NON_BLOCKING);
        this.patience = patience;
        this.sources = sources;
        this.token = token;
        this.streams = new EventStreams(sources.feed(), sources.requests().changes(), windows, sources.status(), pace);
        this.requests = new RequestRoutes(sources.requests());
        this.insight = new InsightRoutes(sources.insight());
    }

    /// What the daemon knows and does. All are called on virtual threads, several at once; each may throw
    /// [Refused].
    ///
    /// @param status asked at most each second for those who listen, and once for each who asks
    /// @param feed each record when it is appended, and again when its outcome is known
    /// @param explain decides without recording
    /// @param protect puts the hook into the settings of the agent of that name
    /// @param requests what is asked of the security team
    /// @param guide what applies here
    /// @param insight what is told when somebody looks
    /// @param sync sends what waits for the console, and tells how that went
    /// @param stop begins to stop the daemon; called after the answer has been sent
    public record Sources(
            Supplier<Status> status,
            AuditLog log,
            Feed<AuditRecord> feed,
            Function<ExplainQuestion, Enforcement> explain,
            Function<String, Status.AgentState> protect,
            Requests requests,
            Guide guide,
            Insight insight,
            Supplier<Status.ConsoleState> sync,
            Runnable stop) {}

    /// What was asked for makes sense and cannot be done; the message is a sentence that tells the person why.
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Refused(String message) {
            super(message);
        }

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Has a window come to the front, if one is open; may take some seconds.
    ///
    /// @return whether one did
    public boolean land(Landing landing) throws InterruptedException {
        return windows.land(landing);
    }

    /// Leaves alone what is not below `/api/`.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var path = Request.getPathInContext(request);
        if (path == null || !path.startsWith(PREFIX)) {
            return false;
        }
        var exchange = new Exchange(request, response, callback, patience);
        Thread.ofVirtual().name("local-api").start(() -> serve(exchange, path.substring(PREFIX.length())));
        return true;
    }

    /// Answers what the server refuses to read as a request, where that shows that it was meant for this API.
    ///
    /// @return false for what is about something else
    public boolean handleUnreadable(Request request, Response response, Callback callback) {
        var path = request.getHttpURI().getCanonicalPath();
        if (path == null || !path.startsWith(PREFIX)) {
            return false;
        }
        int status = response.getStatus();
        response.reset();
        new Exchange(request, response, callback, patience)
                .send(HttpStatus.isClientError(status) ? status : 400, new Problem.Body(UNREADABLE));
        return true;
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        streams.close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isShutdown() {
        return streams.isClosed();
    }

    @Override
    protected void doStop() throws Exception {
        streams.close();
        super.doStop();
    }

    private void serve(Exchange exchange, String path) {
        try {
            exchange.needsToBeLocal();
            exchange.needs(token);
            answer(exchange, path);
        } catch (Problem e) {
            exchange.fail(e.status(), e.sentence(), e);
        } catch (Refused e) {
            exchange.fail(409, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            log.debug("A client of the local API went away", e);
            exchange.callback().failed(e);
        } catch (Throwable e) { // the one place: whoever asks must hear an end
            log.error("The local API failed at {}", path, e);
            exchange.fail(500, "Gatehouse failed because of a bug; its log says where.", e);
        }
    }

    private void answer(Exchange exchange, String path) throws IOException {
        switch (path) {
            case "status" -> {
                exchange.needs("GET");
                exchange.send(200, sources.status().get());
            }
            case "enforcements" -> {
                exchange.needs("GET");
                var page = Page.of(query(exchange.request()));
                exchange.send(200, sources.log().listHeads(page.filter(), page.before(), page.limit()));
            }
            case "sessions" -> {
                exchange.needs("GET");
                var page = Page.of(query(exchange.request()));
                exchange.send(200, sources.log().sessions(page.filter(), page.before(), page.limit()));
            }
            case "facets" -> {
                exchange.needs("GET");
                exchange.send(200, sources.log().facets());
            }
            case "events" -> {
                exchange.needs("GET");
                streams.serve(exchange, "true".equals(query(exchange.request()).getValue("window")));
            }
            case "explain" -> {
                exchange.needs("POST");
                exchange.send(200, explained(question(exchange)));
            }
            case "sync" -> {
                exchange.needs("POST");
                exchange.needsNoBody();
                exchange.send(200, sources.sync().get());
            }
            case "stop" -> {
                exchange.needs("POST");
                exchange.needsNoBody();
                log.info("The daemon was asked to stop");
                exchange.send(202, new Stopping(true), Callback.from(exchange.callback(), this::stopDaemon));
            }
            default -> answerAboutOne(exchange, path);
        }
    }

    private void answerAboutOne(Exchange exchange, String path) throws IOException {
        Matcher record = RECORD.matcher(path);
        Matcher protect = PROTECT.matcher(path);
        Matcher landed = LANDED.matcher(path);
        if (record.matches()) {
            exchange.needs("GET");
            exchange.send(
                    200,
                    sources.log()
                            .find(record.group(1))
                            .orElseThrow(() -> new Problem(404, "There is no enforcement with this id.")));
        } else if (protect.matches()) {
            exchange.needs("POST");
            exchange.needsNoBody();
            exchange.send(200, sources.protect().apply(protect.group(1)));
        } else if (landed.matches()) {
            exchange.needs("POST");
            exchange.needsNoBody();
            windows.landed(Long.parseLong(landed.group(1)));
            exchange.send(200, new Landed(true));
        } else if (!requests.answer(exchange, path)
                && !sources.guide().answer(exchange, path)
                && !insight.answer(exchange, path)) {
            throw new Problem(404, "The local API has nothing at this path.");
        }
    }

    private static Fields query(Request request) {
        try {
            return Request.extractQueryParameters(request);
        } catch (IllegalArgumentException | HttpException.IllegalStateException _) {
            throw new Problem(400, "The query is not percent-encoded UTF-8.");
        }
    }

    /// Large questions come one at a time, so that they cannot take the memory that verdicts need.
    private ExplainQuestion question(Exchange exchange) throws IOException {
        exchange.needsJson();
        long length = exchange.request().getLength();
        if (0 <= length && length <= LARGEST_QUESTION) {
            return question(exchange.body(LARGEST_QUESTION));
        }
        takeTurn(largeQuestions);
        try {
            return question(exchange.body(LocalClient.LARGEST_BODY));
        } finally {
            largeQuestions.release();
        }
    }

    /// One at a time: deciding a long line may take a second, and on all cores at once nobody else would be answered.
    private Enforcement explained(ExplainQuestion question) throws IOException {
        takeTurn(questions);
        try {
            return sources.explain().apply(question);
        } finally {
            questions.release();
        }
    }

    private void takeTurn(Semaphore turn) throws IOException {
        try {
            if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Problem(503, "Gatehouse is busy with other questions like this one; ask again.");
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }

    private static ExplainQuestion question(byte[] body) {
        ExplainQuestion question;
        try {
            question = Json.read(body, ExplainQuestion.class);
        } catch (JacksonException _) {
            throw new Problem(400, QUESTIONS);
        }
        if (question == null) { // the JSON null
            throw new Problem(400, QUESTIONS);
        }
        if (body.length > LARGEST_QUESTION && !(question instanceof ExplainQuestion.Hook)) {
            throw new Problem(413, "Only a question with a hook request may be over 64 KB.");
        }
        return question;
    }

    private record Landed(boolean landed) {}

    private record Stopping(boolean stopping) {}

    private void stopDaemon() {
        Thread.ofVirtual().name("local-api-stop").start(() -> {
            try {
                sources.stop().run();
            } catch (RuntimeException e) {
                log.error("The daemon could not be stopped", e);
            }
        });
    }
}
