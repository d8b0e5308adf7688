package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// A real server on a free port that serves the local API over hand-made sources.
final class TestDaemon implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    static final Status.ConsoleState CONSOLE = new Status.ConsoleState(
            "https://console",
            Status.Line.CONNECTED,
            NOON,
            "",
            2,
            7,
            Optional.of(NOON.plusSeconds(86_400)),
            Optional.empty());
    static final Status STATUS = status("r1");

    final Feed<AuditRecord> feed = new Feed<>();
    final FakeLog log = new FakeLog();
    final FakeRequests requests = new FakeRequests();
    final CountDownLatch stopped = new CountDownLatch(1);
    final LocalToken token = LocalToken.fresh();
    final ServerConnector connector;
    final LocalApi api;
    volatile Status status = STATUS;
    volatile Function<ExplainQuestion, Enforcement> explain = question -> enforcement("asked", question.toString());
    volatile Function<String, Status.AgentState> protect =
            name -> new Status.AgentState(name, "Claude Code", Status.Protection.USER, "/home/ana/settings.json");

    static final Rulebook RULES = new Rulebook(
            Rulebook.Known.YES,
            "r1",
            NOON,
            List.of(new Rulebook.Entry(
                    new Rule("command.privilege", "command", "why", "fix", true, Severity.MEDIUM),
                    List.of("exec"),
                    Mode.OBSERVE,
                    new Rulebook.Fired("command.privilege", 0, 3))),
            List.of(new Rulebook.Fired("command.old", 2, 1)));

    static final AgentReport AGENT = new AgentReport(
            "claude-code",
            "Claude Code",
            true,
            true,
            Status.Protection.USER,
            "/home/ana/.claude/settings.json",
            "",
            "/usr/bin/claude",
            "2.1.295",
            Optional.of(NOON),
            Optional.empty(),
            Optional.of(new Covered("claude-code", NOON, 9, 1)),
            Optional.of(new AgentReport.Kept(
                    NOON, Optional.of(new AgentReport.Change(NOON.plusSeconds(60), "The hook was removed.", true)))),
            List.of());

    private static final Guide GUIDE = new Guide(
            () -> RULES,
            () -> List.of(AGENT),
            () -> new Canary("c-1", List.of()),
            session -> new Canary(session, List.of()));

    private final Server server = new Server();
    private final Instance.Announcement announcement;

    TestDaemon(Path dataDir) throws Exception {
        this(dataDir, EventStreams.Pace.USUAL);
    }

    TestDaemon(Path dataDir, EventStreams.Pace pace) throws Exception {
        this(dataDir, pace, LocalApi.PATIENCE);
    }

    TestDaemon(Path dataDir, EventStreams.Pace pace, Duration patience) throws Exception {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setStopTimeout(10_000);
        var sources = new LocalApi.Sources(
                () -> status,
                log,
                feed,
                question -> explain.apply(question),
                name -> protect.apply(name),
                requests.source(),
                GUIDE,
                FakeInsight.INSIGHT,
                () -> CONSOLE,
                stopped::countDown);
        api = new LocalApi(sources, token, pace, patience);
        server.setHandler(new Handler.Sequence(api, new Elsewhere()));
        server.setErrorHandler(api::handleUnreadable);
        server.start();
        announcement = Instance.announce(dataDir, connector.getLocalPort(), NOON, token);
    }

    int port() {
        return connector.getLocalPort();
    }

    /// Sends these bytes and reads until the server closes.
    String raw(byte[] request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// @param target method and path
    /// @param headers beside Host and Connection, each ended by CRLF
    String raw(String target, String headers, String body) throws IOException {
        return raw((target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nConnection: close\r\n" + headers
                        + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    String bearer() {
        return "Authorization: Bearer " + token.value() + "\r\n";
    }

    @Override
    public void close() {
        announcement.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("the server does not stop", e);
        }
    }

    static Status status(String revision) {
        return new Status(
                "0.1.0",
                42,
                NOON,
                "http://127.0.0.1:7411/hooks/",
                "/home/ana/.local/share/gatehouse",
                Mode.ENFORCE,
                Status.Terms.SETTINGS,
                "ana",
                List.of("developer"),
                new Status.PdpState("http://pdp", Status.Connection.CONNECTED, revision, NOON, ""),
                Optional.of(new Reserve("r1", NOON, true, NOON.plusSeconds(604_800), NOON.plusSeconds(259_200))),
                Optional.of(new Status.Plans(24, "r1", Optional.of(NOON), List.of("mcp:call (HTTP 500)"), "")),
                Optional.of(CONSOLE),
                false,
                new Status.Counts(1, 2, 3, 4),
                List.of(new Status.AgentState("claude-code", "Claude Code", Status.Protection.UNPROTECTED, "/s")),
                List.of(new Covered("claude-code", NOON, 9, 1)),
                new Status.Notices(Optional.of(NOON), false),
                List.of("Something is wrong; do this."));
    }

    static Enforcement enforcement(String id, String shown) {
        return new Enforcement(
                id,
                NOON,
                Mode.ENFORCE,
                new Principal("ana", List.of("developer"), Map.of()),
                new ToolCall.Origin("claude-code", "s", "c", "Bash", "", "", "default", "/w"),
                "/w",
                shown,
                List.of(),
                List.of(),
                List.of(),
                new Verdict.Allow(),
                new Basis.Central("r1", "call"),
                new Enforcement.Took(Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    static AuditRecord record(long number) {
        return record(number, "ls");
    }

    static AuditRecord record(long number, String shown) {
        return new AuditRecord(
                new AuditRecord.Sequence("device", 1, number), enforcement("id" + number, shown), Optional.empty());
    }

    /// Keeps records in memory and remembers how it was asked to list them.
    static final class FakeLog implements AuditLog {
        final List<AuditRecord> records = new ArrayList<>();
        volatile String listedWith = "";

        @Override
        public AuditRecord append(Enforcement enforcement) {
            throw new AssertionError("the local API must not record");
        }

        @Override
        public Optional<AuditRecord> complete(Outcome outcome) {
            throw new AssertionError("the local API must not record");
        }

        @Override
        public Optional<AuditRecord> find(String id) {
            return records.stream()
                    .filter(record -> record.enforcement().id().equals(id))
                    .findFirst();
        }

        @Override
        public List<AuditRecord> list(Filter filter, Optional<String> before, int limit) {
            listedWith = filter + " " + before + " " + limit;
            return List.copyOf(records);
        }

        @Override
        public List<RecordHead> listHeads(Filter filter, Optional<String> before, int limit) {
            return list(filter, before, limit).stream().map(RecordHead::of).toList();
        }

        @Override
        public Sessions sessions(Filter filter, Optional<String> before, int limit) {
            listedWith = "sessions " + filter + " " + before + " " + limit;
            return Sessions.NONE;
        }

        @Override
        public Facets facets() {
            return Facets.NONE;
        }
    }

    /// What else the server serves.
    private static final class Elsewhere extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(299);
            callback.succeeded();
            return true;
        }
    }
}
