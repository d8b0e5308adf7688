package io.gatehouse.app;

import io.gatehouse.agent.Agent;
import io.gatehouse.agent.Agents;
import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.RealDisk;
import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.PlanKeeper;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Confirmer;
import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.GuardedClock;
import io.gatehouse.enforcement.Person;
import io.gatehouse.enforcement.RouteAround;
import io.gatehouse.hook.Canaries;
import io.gatehouse.hook.HeldPort;
import io.gatehouse.hook.HookApi;
import io.gatehouse.hook.LoopbackServer;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.Guide;
import io.gatehouse.local.Instance;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalApi;
import io.gatehouse.local.LocalToken;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Pdp;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.Warden;
import io.gatehouse.store.Store;
import io.gatehouse.ui.Desktop;
import io.gatehouse.ui.notice.Snooze;
import io.gatehouse.ui.tray.TrayModel;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.Verifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The always-on half, put together: hook server, decisions, audit, local API. Loads no JavaFX class.
final class Daemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    /// One attempt to ask the PDP; a call's deadline leaves room for a second and for older answers.
    private static final Duration ATTEMPT = Duration.ofSeconds(1);

    /// How often the PDP is asked for its revision, so that a status is true and an outage is noticed before a
    /// call is.
    private static final Duration PROBE_EVERY = Duration.ofSeconds(30);

    /// How often the time is kept, and thus how much of it is lost when the computer's clock is set back and
    /// Gatehouse starts again.
    private static final Duration KEEP_TIME_EVERY = Duration.ofMinutes(1);

    /// How often, while it does not answer.
    private static final Duration PROBE_AWAY_EVERY = Duration.ofSeconds(3);

    private final Settings.Loaded settings;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Feed<AuditRecord> feed = new Feed<>();
    /// How to close what is open, the last opened first.
    private final Deque<Runnable> opened = new ArrayDeque<>();

    private final Store store;
    private final Optional<Standstill> standstill;
    private final GuardedClock clock;
    private final Optional<CerbosPdp> pdp;
    private final SignedDocuments documents;
    private final Deciding deciding;
    private final Exceptions exceptions;
    private final RequestWatch requestWatch;
    private final Optional<ConsoleLink> console;
    private final Insights insights;
    private final Explain explain;
    private final LocalApi localApi;
    private final LoopbackServer server;
    private final StatusBoard status;
    private final Protection protection;
    private final Snooze snooze;
    private final Canaries canaries;
    private final TranscriptWatch transcripts;
    private Instant timeKept = Instant.EPOCH;

    /// Serves when this returns.
    ///
    /// @throws LoopbackServer.PortTaken when another program has the port
    Daemon(Settings.Loaded settings, DataDir dataDir, Machine machine) {
        this(settings, dataDir, machine, Person.NOBODY);
    }

    /// @param person who is asked to confirm calls
    Daemon(Settings.Loaded settings, DataDir dataDir, Machine machine, Person person) {
        this(settings, dataDir, machine, person, PlanKeeper::onAThread);
    }

    /// @param later runs a fetch of plans after a pause, on another thread
    Daemon(
            Settings.Loaded settings,
            DataDir dataDir,
            Machine machine,
            Person person,
            BiConsumer<Duration, Runnable> later) {
        this.settings = settings;
        boolean serves = false;
        try {
            var config = settings.config();
            List<Agent> agents = Agents.ALL;
            store = Store.open(dataDir.root(), config.auditMaxBytes(), Clock.systemUTC());
            opened.push(store::close);
            standstill = standstill();
            clock = new GuardedClock(Clock.systemUTC(), System::nanoTime, store.findReachedTime());
            pdp = settings.fatal().isPresent()
                    ? Optional.empty()
                    : config.pdp().url().map(_ -> pdp(config));
            pdp.ifPresent(cerbos -> opened.push(cerbos::close));
            documents = SignedDocuments.load(
                    new Verifier(SignedCopy.keys(settings), store.device(), enrolledId()),
                    new DocumentShelf(store.documents(), keys -> trust(keys, dataDir, machine)),
                    clock);
            canaries = new Canaries(clock);
            snooze = new Snooze(clock, ZoneId.systemDefault(), config.notices().snooze());
            requestWatch = new RequestWatch(
                    store.requests(), () -> documents.document().map(Document::grants), store::grantUses, clock);
            lookAtRequests();
            var auditLog = store.auditLog();
            var shown = new Later();
            console = console(() -> Reports.of(shown.status(), machine.hostName()));
            var token = dataDir.hookToken(config.hook());
            var telemetry =
                    new TelemetryLine(machine.claudeCode(), () -> new Endpoint(shown.port(), token), store, clock);
            opened.push(telemetry::close);
            insights = new Insights(settings, pdp, store, console, telemetry, clock);
            opened.push(insights::keepSent);
            deciding = deciding(auditLog, machine, new Confirmer(person), shown::port, later);
            opened.push(deciding::close);
            documents.onTaken(this::takeUp);
            explain = new Explain(deciding, agents);
            var localToken = LocalToken.fresh();
            var whatRan = new WhatRan(store, feed, () -> console.ifPresent(ConsoleLink::soon), clock, later);
            var hookApi = new HookApi(
                    agents,
                    deciding,
                    new HookApi.Events(whatRan::told, shown::refusal, shown::begun, canaries),
                    token,
                    clock);
            exceptions = new Exceptions(
                    auditLog,
                    store.requests(),
                    documents::book,
                    store.device(),
                    console::isPresent,
                    clock,
                    new Ids(Ids.LONG));
            localApi = new LocalApi(
                    new LocalApi.Sources(
                            shown::status,
                            auditLog,
                            feed,
                            explain,
                            shown::protect,
                            exceptions.requests(),
                            guide(auditLog, whatRan, shown, machine),
                            insights.with(shown::status),
                            this::sync,
                            this::stop),
                    localToken);
            transcripts = new TranscriptWatch(
                    machine,
                    () -> ProtectedAgents.in(dataDir.root()).list(),
                    store.coverage(),
                    whatRan::written,
                    clock);
            int port = config.hook().port();
            server = new LoopbackServer(
                    port,
                    HeldPort.find(port),
                    List.of(hookApi, localApi, whatRan.telemetry(token, telemetry.forward())),
                    (request, response, callback) -> hookApi.handleUnreadable(request, response, callback)
                            || localApi.handleUnreadable(request, response, callback));
            opened.push(server::close);
            shown.isOn(server.port());
            var endpoint = new Endpoint(server.port(), token);
            var ways = new ClaudeHooks(endpoint, Protection.shim(dataDir.root(), machine));
            protection = new Protection(Hooks.of(machine, ways, dataDir.root()), this::tampered, clock);
            opened.push(protection::close);
            status = new StatusBoard(
                    settings,
                    pdp,
                    () -> deciding.now().told(),
                    store,
                    protection,
                    server.port(),
                    clock,
                    () -> console.map(ConsoleLink::state),
                    telemetry::problem,
                    snooze::state);
            shown.is(status, protection);
            dataDir.keepEndpoint(endpoint);
            var announcement = Instance.announce(dataDir.root(), server.port(), clock.instant(), localToken);
            opened.push(announcement::close);
            console.ifPresent(this::open);
            protection.watch();
            serves = true;
        } finally {
            if (!serves) {
                closeOpened();
            }
        }
    }

    private static Filter callsOf(String agent) {
        return new Filter(Verdicts.ALL, "", agent, "", "", "", "", Instant.EPOCH);
    }

    private Guide guide(AuditLog auditLog, WhatRan whatRan, Later shown, Machine machine) {
        var here = new AgentsHere(
                machine.agentPrograms(),
                agent -> auditLog.list(callsOf(agent), Optional.empty(), 1).stream()
                        .findFirst()
                        .map(record -> record.enforcement().at()),
                whatRan::covered,
                agent -> shown.kept(agent, (name, since) -> store.findOutsideSessions(name, Cause.HOOK_REMOVED, since)),
                shown::notes);
        var board = new CanaryBoard(canaries);
        return new Guide(
                new RulesInForce(deciding::now, pdp, store, clock),
                () -> shown.agents(here),
                board::fresh,
                board::look);
    }

    private Deciding deciding(
            AuditLog auditLog,
            Machine machine,
            Confirmer confirmer,
            IntSupplier port,
            BiConsumer<Duration, Runnable> later) {
        var config = settings.config();
        var analyser = new Analyser(
                config.principal(),
                PlacesHere.of(config, machine, port),
                new RealDisk(machine.os() == Machine.Os.LINUX),
                session -> store.findWorkspace(session.agent(), session.id()),
                clock);
        var grants = new Grants(
                documents::book,
                store::grantUses,
                store.callKey(),
                new AskedBefore(store.requests(), store.device(), clock, ZoneId.systemDefault()));
        var routes = new RouteAround(clock);
        return new Deciding(
                () -> Charter.of(settings, documents.document(), store.device(), standstill),
                new Deciding.Means(
                        config,
                        pdp,
                        store,
                        analyser,
                        routes,
                        grants,
                        confirmer,
                        new Recording(auditLog, kept -> recorded(kept, routes)),
                        clock,
                        later));
    }

    /// Another document counts. For another principal the PDP is asked at once, so that its plans are fetched.
    private void takeUp() {
        if (deciding.renew()) {
            pdp.ifPresent(cerbos -> Thread.ofVirtual().name("other-principal").start(() -> isConnected(cerbos)));
        }
    }

    private void recorded(AuditRecord kept, RouteAround routes) {
        feed.publish(kept);
        routes.heard(kept.enforcement());
        if (!kept.enforcement().grants().isEmpty()) {
            Thread.ofVirtual().name("request-watch").start(this::lookAtRequests);
        }
    }

    /// Leaves a record as a denied call does, so that it reaches whoever hears of those.
    private void tampered(Warden.Event event) {
        log.warn("{}: {}", event.agent(), event.said());
        deciding.get().deny(Cause.HOOK_REMOVED, event.agent(), event.said());
    }

    private void lookAtRequests() {
        try {
            requestWatch.look();
        } catch (RuntimeException e) {
            log.warn("Could not look at the exception requests", e);
        }
    }

    /// Why nothing is decided at all. Where the organisation once named a PDP the embedded policies never take over.
    private Optional<Standstill> standstill() {
        return settings.fatal()
                .map(detail -> new Standstill(Cause.BAD_SETTINGS, detail))
                .or(() -> settings.lostPdp().map(detail -> new Standstill(Cause.NO_PDP, detail)))
                .or(() -> lostEnrolment().map(detail -> new Standstill(Cause.NO_ENROLMENT, detail)));
    }

    private Optional<ConsoleLink> console(Supplier<DeviceReport> report) {
        if (settings.fatal().isPresent() || lostEnrolment().isPresent()) {
            return Optional.empty();
        }
        var named = settings.config().console().url().filter(_ -> settings.managed());
        return settings.enrolment()
                .usable()
                .map(enrolled -> new ConsoleLink(enrolled, named.orElse(enrolled.url()), store, documents, report));
    }

    private void open(ConsoleLink link) {
        opened.push(link::close);
        feed.subscribe(_ -> link.soon());
        store.requests().changes().subscribe(_ -> link.soon());
        link.start();
    }

    private Status.ConsoleState sync() {
        return console.map(ConsoleLink::now)
                .orElseThrow(() -> new LocalApi.Refused("This computer is not enrolled at a console."));
    }

    /// Sends what waits for the console, where there is one.
    void syncNow() {
        console.ifPresent(link -> Thread.ofVirtual().name("sync-now").start(link::now));
    }

    /// Has an open window come to the front.
    boolean land(Landing landing) throws InterruptedException {
        return localApi.land(landing);
    }

    private boolean trust(Map<String, String> keys, DataDir dataDir, Machine machine) {
        var enrolled = settings.enrolment().usable();
        if (enrolled.isEmpty() || !settings.config().console().keys().isEmpty()) {
            return false;
        }
        new EnrolmentFile(dataDir.root(), machine.defaultDataDir()).trust(enrolled.get(), keys);
        return true;
    }

    private String enrolledId() {
        return settings.enrolment().usable().map(Enrolled::principal).orElse("");
    }

    /// A computer that is enrolled never goes by other settings because its enrolment is gone.
    private Optional<String> lostEnrolment() {
        return switch (settings.enrolment()) {
            case EnrolmentFile.Found.Lost(var why) -> Optional.of(why);
            case EnrolmentFile.Found.None _ ->
                store.enrolment()
                        .find()
                        .map(kept -> "what was got from " + kept.url() + " is gone; " + EnrolmentFile.remedy());
            case EnrolmentFile.Found.Here(var enrolled) ->
                store.enrolment()
                        .find()
                        .filter(kept -> !kept.identity().equals(enrolled.publicKey()))
                        .map(_ -> "it was exchanged; " + EnrolmentFile.remedy());
        };
    }

    private CerbosPdp pdp(Config config) {
        var deadline = config.pdp().deadline();
        return new CerbosPdp(
                config.pdp()
                        .connection(
                                Map.of("device", store.device(), "gatehouse", Version.text()),
                                deadline.compareTo(ATTEMPT) < 0 ? deadline : ATTEMPT),
                clock,
                clock::anchor);
    }

    /// Whether every call is denied until a person mends something.
    boolean deniesAll() {
        return deciding.now().charter().standstill().isPresent();
    }

    int port() {
        return server.port();
    }

    StatusBoard status() {
        return status;
    }

    Desktop.News news() {
        return exceptions.news();
    }

    Desktop.Sources forTheDesktop() {
        return new Desktop.Sources(
                status,
                this::latestDenials,
                feed,
                news(),
                snooze,
                settings.config().notices().perHour());
    }

    private List<AuditRecord> latestDenials() {
        return store.auditLog().list(new AuditLog.Filter(true, "", Instant.EPOCH), Optional.empty(), TrayModel.DENIALS);
    }

    /// Makes the first call as quick as the later ones, then watches the PDP and the time until the daemon stops.
    void warmUpAndWatch() {
        Thread.ofVirtual().name("watch").start(() -> {
            try {
                explain.apply(new ExplainQuestion.Command("git status && cat README.md | head -3", "/"));
                Duration pause;
                do {
                    pause = watch();
                } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// @return how long to wait before the next look
    private Duration watch() {
        try {
            boolean isAway = pdp.isPresent() && !isConnected(pdp.get());
            keepTime();
            lookAtRequests();
            transcripts.look();
            return isAway ? PROBE_AWAY_EVERY : PROBE_EVERY;
        } catch (RuntimeException e) {
            log.warn("A look at the policy engine failed", e);
            return PROBE_EVERY;
        }
    }

    private boolean isConnected(CerbosPdp cerbos) {
        var now = deciding.now();
        if (!(cerbos.probe(now.charter().principal(), ATTEMPT) instanceof Pdp.Answer.Decided decided)) {
            return false;
        }
        now.offline().keep(decided, List.of());
        return true;
    }

    /// On the watch's thread alone.
    private void keepTime() {
        var now = clock.instant();
        if (Duration.between(timeKept, now).abs().compareTo(KEEP_TIME_EVERY) >= 0) {
            store.keepReachedTime(now);
            insights.keepSent();
            timeKept = now;
        }
    }

    void stop() {
        stopping.countDown();
    }

    /// Until [#stop].
    void await() throws InterruptedException {
        stopping.await();
    }

    @Override
    public void close() {
        stop();
        closeOpened();
    }

    private void closeOpened() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().run();
            } catch (RuntimeException e) {
                log.warn("Not everything could be closed", e);
            }
        }
    }
}
