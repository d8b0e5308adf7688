package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.device.DeviceApi;
import io.gatehouse.console.script.ScriptApi;
import io.gatehouse.console.webhook.WebHooks;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console, put together: its database, its key, what it does, and the server that laptops and browsers talk
/// to. Keeps nothing in memory that another instance over the same database would miss.
public final class Console implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Console.class);

    private static final long IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 2_000;
    private static final int MOST_THREADS = 200;
    private static final int SWEEP_SECONDS = 10;

    private final Parts parts;
    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-sweep").factory());
    private final WebHooks webHooks;

    private final ScheduledExecutorService care = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-custody").factory());

    /// What pages and laptops are served from.
    public record Parts(
            ConsoleSettings settings,
            ConsoleDatabase database,
            SigningKey key,
            RequestDesk requests,
            GrantDesk grants,
            Devices devices,
            RolloutDesk rollout,
            Trial trial,
            Activity activity,
            Coverage coverage,
            Custody custody,
            ConsoleLog log,
            Clock clock,
            DeviceApi.Services laptops) {
        /// Opens key and database.
        ///
        /// @throws ConsoleException when one of them cannot be opened
        public static Parts open(ConsoleSettings settings, Clock clock) {
            var key = SigningKey.open(settings.signingKey());
            var database = ConsoleDatabase.open(settings);
            var consoleLog = new ConsoleLog(database, clock);
            var documents = new Documents(database, key, settings.lease(), clock);
            var grants = new GrantDesk(database, documents, consoleLog, clock);
            var coverage = new Coverage(database, clock);
            var requests = new RequestDesk(
                    database,
                    documents,
                    new Stories(database, consoleLog, clock),
                    consoleLog,
                    settings.secondApproval(),
                    clock);
            return new Parts(
                    settings,
                    database,
                    key,
                    requests,
                    grants,
                    new Devices(database, grants, documents, consoleLog, clock),
                    new RolloutDesk(database, documents, consoleLog, clock),
                    new Trial(database, clock),
                    new Activity(database),
                    coverage,
                    Custody.of(database, key, consoleLog, clock),
                    consoleLog,
                    clock,
                    new DeviceApi.Services(
                            new DeviceKeys(database, clock),
                            new Enrolments(database, documents, key, consoleLog, clock),
                            new Filings(database, grants, consoleLog, clock),
                            new Intake(database, grants, clock),
                            coverage,
                            documents,
                            new Changes(database)));
        }
    }

    /// Starts serving.
    ///
    /// @param pages of what browsers see, made from the parts; asked after the device API and before "not found"
    /// @throws ConsoleException when it cannot start, with what to do
    public static Console start(ConsoleSettings settings, Clock clock, Function<Parts, List<Handler>> pages) {
        var parts = Parts.open(settings, clock);
        try {
            return new Console(parts, pages.apply(parts));
        } catch (RuntimeException e) {
            parts.database().close();
            throw e;
        }
    }

    private Console(Parts parts, List<Handler> pages) {
        this.parts = parts;
        this.webHooks = webHooks(parts);
        server = new Server(threads());
        server.setStopTimeout(STOP_MILLIS);
        var all = new Handler.Sequence();
        all.addHandler(new Health(parts.database()));
        all.addHandler(new ScriptApi(parts));
        all.addHandler(new DeviceApi(parts.laptops(), parts.settings().behindProxy(), parts.clock()));
        pages.forEach(all::addHandler);
        all.addHandler(new NotFound());
        server.setHandler(all);
        server.setErrorHandler(new Unreadable());
        connector = new ServerConnector(server, 1, 2, new HttpConnectionFactory(http()));
        connector.setHost(parts.settings().bind());
        connector.setPort(parts.settings().port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(4_096);
        server.addConnector(connector);
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new ConsoleException(
                    "Port " + parts.settings().port() + " on "
                            + parts.settings().bind() + " cannot be listened on: " + e.getMessage()
                            + ". Choose another one by --port.",
                    e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the console's server does not start", e);
        }
        webHooks.start();
        var sweep = new Sweep(parts.database(), parts.grants(), parts.log(), parts.clock());
        var _ = sweeps.scheduleWithFixedDelay(
                () -> {
                    sweep(sweep::run);
                    sweep(parts.rollout()::endOver);
                },
                0,
                SWEEP_SECONDS,
                TimeUnit.SECONDS);
        var _ = care.scheduleWithFixedDelay(
                () -> care(parts.custody()), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private static void care(Custody custody) {
        try {
            custody.run();
        } catch (Throwable e) { // as above
            log.error("Evidence could not be countersigned, checked or dropped; it is tried again", e);
        }
    }

    private static WebHooks webHooks(Parts parts) {
        var hooks = parts.settings().webHooks();
        var notices = new Notices(parts.database(), hooks, parts.settings().url(), parts.clock());
        return new WebHooks(hooks, notices, parts.database(), parts.log(), parts.clock());
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool(MOST_THREADS, 4);
        threads.setName("console");
        threads.setDaemon(true);
        return threads;
    }

    private static HttpConfiguration http() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRelativeRedirectAllowed(true);
        http.setHeaderCacheSize(0); // it would take 100 kB for each laptop that is connected
        return http;
    }

    private static void sweep(Runnable sweep) {
        try {
            sweep.run();
        } catch (Throwable e) { // a task that throws is never run again
            log.error("What is over could not be ended; it is tried again", e);
        }
    }

    public Parts parts() {
        return parts;
    }

    /// The one that it got.
    public int port() {
        return connector.getLocalPort();
    }

    /// Stops taking requests, gives those under way a moment, and closes the database.
    @Override
    public void close() {
        sweeps.shutdownNow();
        webHooks.close();
        care.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The console did not stop cleanly", e);
        }
        parts.database().close();
    }

    /// `GET /healthz`: whether this instance can serve, for whoever balances load.
    private static final class Health extends Handler.Abstract {
        private final ConsoleDatabase database;

        Health(ConsoleDatabase database) {
            this.database = database;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!Request.getPathInContext(request).equals("/healthz")) {
                return false;
            }
            boolean works = works();
            response.setStatus(works ? 200 : 503);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, UTF_8.encode(works ? "ok\n" : "no database\n"), callback);
            return true;
        }

        private boolean works() {
            try {
                return database.read(handle ->
                        handle.createQuery("SELECT 1").mapTo(Integer.class).one() == 1);
            } catch (RuntimeException e) {
                log.warn("The database does not answer", e);
                return false;
            }
        }
    }

    private static final class NotFound extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(404);
            callback.succeeded();
            return true;
        }
    }

    /// For what is no HTTP: the status and nothing else.
    private static final class Unreadable implements Request.Handler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
        }
    }
}
