package io.gatehouse.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Rollout;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.DeviceSignature;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Envelope;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Keys;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Withdrawal;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// A console for one laptop that speaks [Routes], keeps everything in memory and can be made to fail.
@SuppressWarnings("NullAway.Init")
public final class FakeConsole implements AutoCloseable {
    /// How answers go wrong.
    public enum Fault {
        STATUS_500,
        STATUS_400,
        GARBAGE,
        /// Takes it, and breaks off instead of answering.
        LOSES_THE_ANSWER
    }

    private static final String CUT = "cut";

    private final Clock clock;
    private final Server server = new Server();
    private final ServerConnector connector;
    private final Map<String, Principal> codes = new ConcurrentHashMap<>();
    private volatile Optional<Fault> fault = Optional.empty();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final Semaphore streamed = new Semaphore(0);
    private final List<BlockingQueue<String>> streams = new CopyOnWriteArrayList<>();

    private Map<String, String> keys = Map.of(Keys.ID, Keys.PUBLIC);
    private volatile String device = "";
    private volatile String refusedRequest = "";
    private volatile boolean takesCoverage = true;
    private volatile Set<Long> refusedRows = Set.of();
    private final Set<Long> acceptedHoles = ConcurrentHashMap.newKeySet();
    private volatile long askedAgainAt = -1;
    private volatile PublicKey deviceKey;
    private volatile Principal principal;
    private volatile Envelope document;
    private long version;
    private Map<String, String> signs = Keys.TRUSTED;
    private volatile Rollout rollout = Rollout.ENFORCED;

    public final Map<Long, Evidence.Row> rows = new TreeMap<>();
    public final List<Evidence.Outcome> outcomes = new ArrayList<>();
    public final List<Evidence.Batch> batches = new CopyOnWriteArrayList<>();
    public final List<Filing> filings = new CopyOnWriteArrayList<>();
    public final List<Withdrawal> withdrawals = new CopyOnWriteArrayList<>();
    public final List<Answer> answers = new CopyOnWriteArrayList<>();
    public final List<DeviceReport> reports = new CopyOnWriteArrayList<>();
    public final List<CoverageReport> coverage = new CopyOnWriteArrayList<>();
    private final Map<String, List<byte[]>> bodies = new ConcurrentHashMap<>();

    public final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    public FakeConsole(Clock clock) {
        this(clock, 0);
    }

    public FakeConsole(Clock clock, int port) {
        this.clock = clock;
        var configuration = new HttpConfiguration();
        configuration.setSendDateHeader(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Api());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /// The laptop that it knows.
    public String device() {
        return device;
    }

    public int port() {
        return connector.getLocalPort();
    }

    /// What came at a path, to the byte.
    public List<byte[]> bodies(String path) {
        return bodies.getOrDefault(path, List.of());
    }

    public void issue(String code, Principal to) {
        codes.put(code, to);
    }

    /// The same console, started again with nothing but the laptop's key and its documents.
    public void copyLaptopOf(FakeConsole before) {
        deviceKey = before.deviceKey;
        device = before.device;
        principal = before.principal;
        rollout = before.rollout;
        document = before.document;
        version = before.version;
    }

    /// What its answer to an enrolment says that it signs by.
    public void claims(Map<String, String> claimed) {
        keys = claimed;
    }

    /// Makes a laptop known without an enrolment.
    public DeviceKey knows(String id, Principal to) {
        var pair = DeviceKey.generate();
        enrol(id, pair.publicKey(), to);
        return DeviceKey.of(id, pair.privateKey());
    }

    private void enrol(String id, String publicKey, Principal to) {
        try {
            deviceKey = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        device = id;
        principal = to;
        grant();
    }

    /// Signs a newer document without grants by which other roles count, or another rollout.
    public void rule(List<String> roles, Rollout under) {
        principal = new Principal(principal.id(), roles, Map.of());
        rollout = under;
        grant();
    }

    /// Signs a newer document with these grants alone and pushes it.
    public void grant(Grant... grants) {
        document = sign(new Document(
                Document.CONTRACT,
                ++version,
                device,
                principal,
                clock.instant(),
                Document.USUAL_LEASE_HOURS,
                signs,
                rollout,
                List.of(grants)));
        push("document", document);
    }

    /// Names these keys in the next document, and signs by that of [Keys] as before.
    public void names(Map<String, String> keys) {
        signs = keys;
    }

    public static Envelope sign(Document document) {
        return Envelope.sign(Keys.ID, Keys.signer(), document.bytes());
    }

    public void push(String name, Object data) {
        raw("event: " + name + "\ndata: " + Json.text(data) + "\n\n");
    }

    /// Sends this to all who listen, whatever it is.
    public void raw(String text) {
        streams.forEach(stream -> stream.add(text));
    }

    public void cutStreams() {
        raw(CUT);
    }

    /// Waits until a laptop listens once more.
    public void awaitStream() throws InterruptedException {
        if (!streamed.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody listens");
        }
    }

    /// Waits for the next request to this path.
    public void awaitRequest(String path) throws InterruptedException {
        String next;
        do {
            next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("nobody asks " + path);
            }
        } while (!next.equals(path));
    }

    /// Never takes this request back.
    public void refuses(String request) {
        refusedRequest = request;
    }

    /// Refuses reports about what ran.
    public void refusesCoverage() {
        takesCoverage = false;
    }

    /// Answers 400 to batches with one of them.
    public void refusesRows(long... seqs) {
        refusedRows = LongStream.of(seqs).boxed().collect(Collectors.toSet());
    }

    /// Answers like this to everything but streams and enrolments, until [#recover].
    public void fail(Fault how) {
        fault = Optional.of(how);
    }

    public void recover() {
        fault = Optional.empty();
    }

    /// Does this while the next batch of evidence is on its way.
    public void whileItTakes(Runnable once) {
        meanwhile.set(once);
    }

    /// Loses the newest rows, as a console does that goes on with an older copy of its database.
    public void loseRowsAfter(long seq) {
        synchronized (rows) {
            rows.keySet().removeIf(row -> row > seq);
        }
    }

    public long upTo() {
        synchronized (rows) {
            long upTo = 0;
            while (rows.containsKey(upTo + 1) || acceptedHoles.contains(upTo + 1)) {
                upTo++;
            }
            return upTo;
        }
    }

    @Override
    public void close() {
        try {
            cutStreams();
            connector.setShutdownIdleTimeout(100);
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Api extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var path = Request.getPathInContext(request);
            var body = Content.Source.asByteBuffer(request);
            var bytes = new byte[body.remaining()];
            body.get(bytes);
            bodies.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(bytes);
            response.getHeaders()
                    .put(
                            "Date",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    clock.instant().atOffset(ZoneOffset.UTC)));
            if (!path.equals(Routes.ENROL) && !isFromTheLaptop(request, path, bytes)) {
                return send(response, callback, 401, "{\"error\":\"The console does not know this computer.\"}");
            }
            var wrong = path.equals(Routes.EVENTS) || path.equals(Routes.ENROL) ? Optional.<Fault>empty() : fault;
            if (wrong.isPresent() && wrong.get() != Fault.LOSES_THE_ANSWER) {
                return switch (wrong.get()) {
                    case STATUS_500 -> send(response, callback, 500, "<html>");
                    case STATUS_400 -> send(response, callback, 400, "{\"error\":\"That makes no sense.\"}");
                    case GARBAGE -> send(response, callback, 200, "{\"what\": ");
                    case LOSES_THE_ANSWER -> throw new IllegalStateException();
                };
            }
            var sent = serve(path, bytes, response, callback, wrong.isPresent());
            heard.add(path);
            return sent;
        }

        private boolean isFromTheLaptop(Request request, String path, byte[] body) {
            return DeviceSignature.parse(String.valueOf(request.getHeaders().get("Authorization")))
                    .filter(signature -> signature.isNear(clock.instant())
                            && signature.device().equals(device))
                    .filter(signature -> signature.isBy(deviceKey, request.getMethod(), path, body))
                    .isPresent();
        }

        private boolean serve(String path, byte[] body, Response response, Callback callback, boolean lost)
                throws Exception {
            Object answer =
                    switch (path) {
                        case Routes.ENROL -> enrolled(Json.read(body, Enrolment.Request.class));
                        case Routes.REQUESTS -> filed(Json.read(body, Filing.class));
                        case Routes.WITHDRAWALS -> withdrawn(Json.read(body, Withdrawal.class));
                        case Routes.ANSWERS -> answered(Json.read(body, Answer.class));
                        case Routes.AUDIT -> taken(Json.read(body, Evidence.Batch.class));
                        case Routes.REPORT -> reports.add(Json.read(body, DeviceReport.class));
                        case Routes.COVERAGE ->
                            takesCoverage
                                    ? coverage.add(Json.read(body, CoverageReport.class))
                                    : "It takes none of that.";
                        case Routes.EVENTS -> Optional.empty();
                        default -> throw new IllegalStateException(path);
                    };
            if (path.equals(Routes.EVENTS)) {
                stream(response, callback);
                return true;
            }
            if (lost) {
                callback.failed(new IOException("broke off"));
                return true;
            }
            if (path.equals(Routes.AUDIT) && answer instanceof String refusal) {
                return send(response, callback, 400, "{\"error\":\"" + refusal + "\"}");
            }
            if (answer instanceof String refusal) {
                return send(response, callback, 403, "{\"error\":\"" + refusal + "\"}");
            }
            return (path.equals(Routes.REPORT) || path.equals(Routes.COVERAGE))
                    ? send(response, callback, 204, "")
                    : send(response, callback, 200, Json.text(answer));
        }

        private boolean send(Response response, Callback callback, int status, String body) {
            response.setStatus(status);
            Content.Sink.write(response, true, body, callback);
            return true;
        }

        private Object enrolled(Enrolment.Request request) {
            var to = codes.remove(request.code());
            if (to == null) {
                return "This code is unknown, used or over.";
            }
            enrol(request.device(), request.publicKey(), to);
            return new Enrolment.Answer(to, keys, document);
        }

        private Standing filed(Filing filing) {
            filings.add(filing);
            return standing(filing.request().id(), State.WAITING);
        }

        private Object answered(Answer answer) {
            answers.add(answer);
            return standing(answer.request(), State.SEEN);
        }

        private Object withdrawn(Withdrawal withdrawal) {
            if (withdrawal.request().equals(refusedRequest)) {
                return "That makes no sense.";
            }
            withdrawals.add(withdrawal);
            return standing(withdrawal.request(), State.WITHDRAWN);
        }

        private Object taken(Evidence.Batch batch) {
            return batch.rows().stream().anyMatch(row -> refusedRows.contains(row.seq()))
                    ? "That makes no sense."
                    : took(batch);
        }

        private Evidence.Receipt took(Evidence.Batch batch) {
            meanwhile.getAndSet(() -> {}).run();
            long before = upTo();
            if (!batch.rows().isEmpty() && batch.rows().getFirst().seq() > before + 1) {
                if (askedAgainAt != before) {
                    askedAgainAt = before;
                    return new Evidence.Receipt(before);
                }
                LongStream.range(before + 1, batch.rows().getFirst().seq()).forEach(acceptedHoles::add);
            }
            synchronized (rows) {
                batch.rows().forEach(row -> rows.putIfAbsent(row.seq(), row));
                outcomes.addAll(batch.outcomes());
            }
            batches.add(batch);
            return new Evidence.Receipt(upTo());
        }

        private void stream(Response response, Callback callback) throws Exception {
            var stream = new LinkedBlockingQueue<String>();
            response.setStatus(200);
            response.getHeaders().put("Content-Type", "text/event-stream");
            write(response, ":\n\nevent: document\ndata: " + Json.text(document) + "\n\n");
            streams.add(stream);
            streamed.release();
            for (var text = stream.take(); !text.equals(CUT); text = stream.take()) {
                write(response, text);
            }
            streams.remove(stream);
            callback.failed(new IOException("cut"));
        }

        private static void write(Response response, String text) throws IOException {
            Content.Sink.write(response, false, ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
    }

    public static Standing standing(String request, State state) {
        return new Standing(request, state, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
