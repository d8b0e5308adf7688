package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.json.Json;
import io.gatehouse.local.LocalApiException.NotRunning;
import io.gatehouse.policy.Shown;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tools.jackson.core.JacksonException;

/// The daemon, as the window and the command line see it. Safe for use by many threads.
///
/// It looks up port and token at each request, because a daemon that was started again has new ones. Every method
/// throws [LocalApiException], and [NotRunning] when there is no daemon.
public final class LocalClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// The id of a record, or the name of an agent.
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /// The most that the daemon reads.
    static final int LARGEST_BODY = 20 << 20;

    /// The daemon's server reads 8 KB of path and headers.
    private static final int LONGEST_PATH = 6_000;

    private final Path dataDir;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .sslContext(trustsNobody())
            .executor(threads)
            .build();

    private final Set<Listening> listenings = ConcurrentHashMap.newKeySet();

    private LocalClient(Path dataDir) {
        this.dataDir = dataDir;
    }

    /// Without one, Java would read all certificates of authorities, a tenth of a second, for connections that never
    /// have any.
    private static SSLContext trustsNobody() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /// Does not connect yet: the daemon may be started later.
    public static LocalClient open(Path dataDir) {
        return new LocalClient(dataDir);
    }

    public Status status() {
        return read(ok(send("GET", "status", new byte[0])), Status.class);
    }

    /// The newest first.
    ///
    /// @param before only records older than this one's id; absent for the newest
    /// @param limit 1 to 500
    public List<RecordHead> list(AuditLog.Filter filter, Optional<String> before, int limit) {
        var query = Page.query(filter, before, limit);
        return List.of(read(ok(send("GET", "enforcements" + query, new byte[0])), RecordHead[].class));
    }

    /// The sessions with such calls, see [AuditLog#sessions].
    ///
    /// @param limit 1 to 500
    public Sessions sessions(AuditLog.Filter filter, Optional<String> before, int limit) {
        return read(ok(send("GET", "sessions" + Page.query(filter, before, limit), new byte[0])), Sessions.class);
    }

    /// What one can filter by.
    public Facets facets() {
        return read(ok(send("GET", "facets", new byte[0])), Facets.class);
    }

    public Optional<AuditRecord> find(String id) {
        return found("enforcements/", id, "", AuditRecord.class);
    }

    /// Decides a call that nobody has made. Records nothing.
    public Enforcement explain(ExplainQuestion question) {
        var body = Json.bytes(question);
        if (body.length > LARGEST_BODY) {
            throw new LocalApiException("This call is too large to be explained: as JSON it has over 20 MB");
        }
        return read(ok(send("POST", "explain", body)), Enforcement.class);
    }

    /// Puts Gatehouse's hook into an agent's settings.
    ///
    /// @param agent Gatehouse's name of the agent
    public Status.AgentState protect(String agent) {
        if (!NAME.matcher(agent).matches()) {
            throw new LocalApiException("No agent has such a name: " + Shown.line(agent, 64));
        }
        return read(ok(send("POST", "agents/" + agent + "/protect", new byte[0])), Status.AgentState.class);
    }

    /// The rules that apply here, and how often each has fired.
    public Rulebook rules() {
        return read(ok(send("GET", "rules", new byte[0])), Rulebook.class);
    }

    /// The coding agents of this computer, those that can ask Gatehouse first.
    public List<AgentReport> agents() {
        return List.of(read(ok(send("GET", "agents", new byte[0])), AgentReport[].class));
    }

    /// Begins a proof that agents' hooks work.
    public Canary canary() {
        return read(ok(send("POST", "canaries", new byte[0])), Canary.class);
    }

    /// What came of it so far.
    public Canary canary(String session) {
        return read(ok(send("GET", "canaries/" + session, new byte[0])), Canary.class);
    }

    /// The exception requests of this laptop, the newest first.
    public List<KeptRequest> requests() {
        return List.of(read(ok(send("GET", "requests", new byte[0])), KeptRequest[].class));
    }

    public Optional<KeptRequest> findRequest(String id) {
        return found("requests/", id, "", KeptRequest.class);
    }

    /// What can be asked for about a denied call; empty when there is no enforcement with that id.
    public Optional<ExceptionDraft> draft(String enforcement) {
        return found("enforcements/", enforcement, "/exception", ExceptionDraft.class);
    }

    /// Asks the security team. Grants nothing.
    public KeptRequest file(ExceptionWish wish) {
        return read(ok(send("POST", "requests", Json.bytes(wish))), KeptRequest.class);
    }

    /// Takes a request back.
    public KeptRequest withdraw(String request) {
        return act(request, "withdraw");
    }

    /// Lets a request be sent that an agent filed.
    public KeptRequest confirm(String request) {
        return act(request, "confirm");
    }

    /// Answers what a reviewer asks back.
    public KeptRequest answer(String request, String words) {
        return act(request, "answer", Json.bytes(words));
    }

    private KeptRequest act(String request, String act) {
        return act(request, act, new byte[0]);
    }

    private KeptRequest act(String request, String act, byte[] body) {
        if (!NAME.matcher(request).matches()) {
            throw new LocalApiException("There is no exception request with this id.");
        }
        return read(ok(send("POST", "requests/" + request + "/" + act, body)), KeptRequest.class);
    }

    private <T> Optional<T> found(String before, String id, String after, Class<T> type) {
        if (!NAME.matcher(id).matches()) {
            return Optional.empty();
        }
        var response = send("GET", before + id + after, new byte[0]);
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(read(ok(response), type));
    }

    public Privacy privacy() {
        return read(ok(send("GET", "privacy", new byte[0])), Privacy.class);
    }

    /// What of one call has left this computer or will, by the id of its record.
    public Optional<Privacy.OfCall> privacy(String enforcement) {
        return found("enforcements/", enforcement, "/privacy", Privacy.OfCall.class);
    }

    public Vitals vitals() {
        return read(ok(send("GET", "vitals", new byte[0])), Vitals.class);
    }

    /// A text for whoever is asked for help, without secrets.
    public String diagnostics() {
        return read(ok(send("GET", "diagnostics", new byte[0])), InsightRoutes.Diagnostics.class)
                .text();
    }

    /// Sends what waits for the console, and waits some seconds for how that goes.
    public Status.ConsoleState sync() {
        return read(ok(send("POST", "sync", new byte[0])), Status.ConsoleState.class);
    }

    /// Asks the daemon to stop; returns when it has agreed to.
    public void stop() {
        ok(send("POST", "stop", new byte[0]));
    }

    /// Follows the daemon on a thread of its own until closed, across restarts of the daemon. The listener is called
    /// on that thread, one event at a time; while it does not return, events wait.
    public Subscription listen(Consumer<Event> listener) {
        return listen(listener, Optional.empty(), Listening.LONGEST_SILENCE);
    }

    /// Listens as a window, which comes to the front when the person clicks on something.
    ///
    /// @param onLanding called on the listener's thread
    public Subscription listen(Consumer<Event> listener, Consumer<Landing> onLanding) {
        return listen(listener, Optional.of(onLanding), Listening.LONGEST_SILENCE);
    }

    Subscription listen(Consumer<Event> listener, Optional<Consumer<Landing>> onLanding, Duration longestSilence) {
        var listening = new Listening(this, listener, onLanding, longestSilence);
        listenings.add(listening);
        listening.start();
        return listening;
    }

    /// Says that this window came to the front.
    void landed(long call) {
        ok(send("POST", "landings/" + call, new byte[0]));
    }

    void ended(Listening listening) {
        listenings.remove(listening);
    }

    /// Ends what listens through this client, too.
    @Override
    public void close() {
        listenings.forEach(Listening::close);
        http.shutdownNow();
        threads.shutdownNow();
    }

    /// Ends when closed.
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /// What a listener hears.
    public sealed interface Event {
        /// There is a daemon, and it tells from now on. What was listed before may be out of date.
        record Connected(Status status) implements Event {}

        /// The daemon's status is another one now.
        record Changed(Status status) implements Event {}

        /// A call was decided, or its outcome became known (then the same id comes again).
        record Recorded(RecordHead record) implements Event {}

        /// An exception was asked for, or a request for one has changed.
        record Requested(KeptRequest request) implements Event {}

        /// So many records and requests were not told, because the listener was too slow: list them again.
        record Missed(long count) implements Event {}

        /// There is no daemon to hear now; the client keeps trying. Told once, and again only with another reason.
        record Disconnected(String why) implements Event {}
    }

    <T> HttpResponse<T> send(String method, String path, byte[] body, BodyHandler<T> handler) {
        if (path.length() > LONGEST_PATH) {
            throw new LocalApiException("What is looked for is too long; look for less of it");
        }
        var located = Instance.locate(dataDir);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + located.port() + "/api/" + path))
                .header("Authorization", "Bearer " + located.token().value())
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), handler);
        } catch (ConnectException e) {
            throw new NotRunning("Gatehouse is not running: nothing listens on port " + located.port(), e);
        } catch (HttpTimeoutException e) {
            throw new LocalApiException("The Gatehouse daemon did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new LocalApiException("The connection to the Gatehouse daemon failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalApiException("Interrupted while waiting for the Gatehouse daemon", e);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body) {
        return send(method, path, body, BodyHandlers.ofByteArray());
    }

    private static byte[] ok(HttpResponse<byte[]> response) {
        if (response.statusCode() >= 300) {
            throw refusal(response.statusCode(), response.body());
        }
        return response.body();
    }

    /// The daemon's own sentence, where it gave one.
    static LocalApiException refusal(int status, byte[] body) {
        try {
            return new LocalApiException(Json.read(body, Problem.Body.class).error());
        } catch (JacksonException e) {
            return new LocalApiException(
                    "What answers on Gatehouse's port is not this version's daemon (HTTP status " + status + ")", e);
        }
    }

    static <T> T read(byte[] json, Class<T> type) {
        try {
            return Json.read(json, type);
        } catch (JacksonException e) {
            throw new LocalApiException(
                    "The daemon's answer is not one that this version of Gatehouse knows; restart the daemon", e);
        }
    }
}
