package io.gatehouse.console.device;

import io.gatehouse.console.Changes;
import io.gatehouse.console.Coverage;
import io.gatehouse.console.DeviceKeys;
import io.gatehouse.console.Documents;
import io.gatehouse.console.Enrolments;
import io.gatehouse.console.Filings;
import io.gatehouse.console.Intake;
import io.gatehouse.console.Pace;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Unicode;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.DeviceSignature;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Withdrawal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Serves laptops: everything below `/api/v1/` that `wire.Routes` names.
///
/// Design. Whoever is not known by a signature hears the same for every reason. Nothing in a body says who sends
/// it. A body that makes no sense is the sender's fault (400), whatever it made fail in reading it.
public final class DeviceApi extends Handler.Abstract implements Graceful {
    private static final Logger log = LoggerFactory.getLogger(DeviceApi.class);

    private static final int LARGEST_FILING = 4 << 20;

    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final String UNKNOWN =
            "This request is not signed by a laptop that is enrolled here, or the laptop's clock is wrong by more than five"
                    + " minutes. Compare its clock with the Date of this answer; if that is right, enrol it again.";

    private final Services services;
    private final Clock clock;
    private final EventStreams streams;
    private final boolean behindProxy;
    private final Bodies bodies = new Bodies();
    private final Pace enrolments;
    private final Pace allEnrolments;
    private final Pace requests;

    /// What it serves from.
    public record Services(
            DeviceKeys keys,
            Enrolments enrolments,
            Filings filings,
            Intake intake,
            Coverage coverage,
            Documents documents,
            Changes changes) {}

    /// @param behindProxy whether a proxy says by `X-Forwarded-For` who asks
    public DeviceApi(Services services, boolean behindProxy, Clock clock) {
        this(services, behindProxy, clock, EventStreams.Timing.USUAL);
    }

    DeviceApi(Services services, boolean behindProxy, Clock clock, EventStreams.Timing timing) {
        this.services = services;
        this.behindProxy = behindProxy;
        this.clock = clock;
        this.streams = new EventStreams(services, timing);
        this.enrolments = new Pace(60, Duration.ofSeconds(1), clock); // an office is one address
        this.allEnrolments = new Pace(300, Duration.ofMillis(200), clock);
        this.requests = new Pace(300, Duration.ofMillis(50), clock);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        streams.start();
    }

    @Override
    protected void doStop() throws Exception {
        streams.close();
        super.doStop();
    }

    /// Streams would never end by themselves.
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
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback);
        var path = Request.getPathInContext(request);
        if (!path.startsWith("/api/")) {
            return false;
        }
        try {
            serve(exchange, path);
        } catch (Problem e) {
            exchange.fail(e.status(), e.sentence(), e);
        } catch (HttpException.RuntimeException e) { // what Jetty has against the request
            exchange.fail(e.getCode(), "The request could not be read.", e);
        } catch (RuntimeException | Error e) {
            log.error("A request of a laptop failed because of a bug or the database", e);
            exchange.fail(500, "The console failed; its log says why. Try again later.", e);
        }
        return true;
    }

    private void serve(Exchange exchange, String path) {
        switch (path) {
            case Routes.ENROL -> enrol(exchange);
            case Routes.REQUESTS -> post(exchange, LARGEST_FILING, Filing.class, this::file);
            case Routes.WITHDRAWALS -> post(exchange, Bodies.LARGEST_SMALL, Withdrawal.class, this::withdraw);
            case Routes.ANSWERS -> post(exchange, Bodies.LARGEST_SMALL, Answer.class, this::answer);
            case Routes.AUDIT -> post(exchange, Evidence.LARGEST_BATCH, Evidence.Batch.class, this::take);
            case Routes.REPORT -> post(exchange, Bodies.LARGEST_SMALL, DeviceReport.class, this::report);
            case Routes.COVERAGE -> post(exchange, CoverageReport.LARGEST, CoverageReport.class, this::cover);
            case Routes.EVENTS -> listen(exchange);
            default -> throw new Problem(404, "There is no such address.");
        }
    }

    /// A request of a known laptop, read.
    private record Asked<T>(Exchange exchange, DeviceKeys.Known laptop, T body) {}

    private <T> void post(Exchange exchange, int limit, Class<T> type, Consumer<Asked<T>> serve) {
        exchange.needs("POST");
        exchange.needsJson();
        if (Bodies.isLarge(exchange)) {
            needsServed(claimed(exchange, signature(exchange)));
        }
        bodies.take(exchange, limit, bytes -> {
            var laptop = known(exchange, bytes);
            needsServed(laptop);
            serve.accept(new Asked<>(exchange, laptop, read(bytes, type)));
        });
    }

    private static void needsServed(DeviceKeys.Known laptop) {
        if (laptop.isReleased()) {
            throw new Problem(403, "This laptop was released; enrol it again to use this console.");
        }
    }

    /// Who sends this, by the signature over all of it.
    private DeviceKeys.Known known(Exchange exchange, byte[] body) {
        var signature = signature(exchange);
        var laptop = services.keys().find(signature.device());
        var key = laptop.map(DeviceKeys.Known::key).orElse(DeviceKeys.ofNobody());
        var method = exchange.request().getMethod();
        if (!signature.isBy(key, method, exchange.path(), body)
                || laptop.isEmpty()
                || !signature.isNear(clock.instant())) {
            throw unknown(exchange);
        }
        if (!requests.admits(laptop.get().device())) {
            exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "5");
            throw new Problem(429, "This laptop asks too often; wait a moment.");
        }
        return laptop.get();
    }

    /// Who says that they send this, before anything of it is read.
    private DeviceKeys.Known claimed(Exchange exchange, DeviceSignature signature) {
        if (!signature.isNear(clock.instant())) {
            throw unknown(exchange);
        }
        return services.keys().find(signature.device()).orElseThrow(() -> unknown(exchange));
    }

    private static DeviceSignature signature(Exchange exchange) {
        var headers = exchange.request().getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        var signature =
                headers.size() == 1 ? DeviceSignature.parse(headers.getFirst()) : Optional.<DeviceSignature>empty();
        return signature.orElseThrow(() -> unknown(exchange));
    }

    private static Problem unknown(Exchange exchange) {
        exchange.response().getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Gatehouse-Device");
        return new Problem(401, UNKNOWN);
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            T value = Json.read(body, type);
            if (value == null || !isText(value)) {
                throw new Problem(400, "The body is not the JSON that this address takes.");
            }
            return value;
        } catch (JacksonException | StackOverflowError | IllegalArgumentException | NullPointerException _) {
            throw new Problem(400, "The body is not the JSON that this address takes.");
        }
    }

    /// Whether it can be written again: half of a surrogate pair cannot.
    private static boolean isText(Object value) {
        return switch (value) {
            case Evidence.Batch _ -> true; // its records are kept as bytes
            case Filing filing -> Unicode.isText(Json.text(filing.request()));
            default -> Unicode.isText(Json.text(value));
        };
    }

    private void enrol(Exchange exchange) {
        exchange.needs("POST");
        exchange.needsJson();
        var body = bodies.read(exchange, Bodies.LARGEST_SMALL);
        if (!allEnrolments.admits("") || !enrolments.admits(exchange.address(behindProxy))) {
            exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "30");
            throw new Problem(429, "There were too many tries to enrol; wait half a minute.");
        }
        var request = read(body, Enrolment.Request.class);
        if (!DEVICE.matcher(request.device()).matches()) {
            throw new Problem(400, "The id of a device is 1 to 64 letters, digits, dots and dashes.");
        }
        var answer = sensible(() -> services.enrolments().enrol(request))
                .orElseThrow(() -> new Problem(
                        403,
                        "This code is unknown, was used or is over, or this laptop belongs to somebody else. Ask your"
                                + " administrator for another code."));
        exchange.send(200, answer);
    }

    private void file(Asked<Filing> asked) {
        var laptop = asked.laptop();
        asked.exchange()
                .send(200, sensible(() -> services.filings().file(laptop.device(), laptop.principal(), asked.body())));
    }

    private void answer(Asked<Answer> asked) {
        var laptop = asked.laptop();
        var standing = services.filings()
                .answer(laptop.device(), laptop.principal(), asked.body())
                .orElseThrow(DeviceApi::noRequest);
        asked.exchange().send(200, standing);
    }

    private static Problem noRequest() {
        return new Problem(404, "There is no such request of this laptop.");
    }

    private void withdraw(Asked<Withdrawal> asked) {
        var laptop = asked.laptop();
        var standing = services.filings()
                .withdraw(laptop.device(), laptop.principal(), asked.body().request())
                .orElseThrow(DeviceApi::noRequest);
        asked.exchange().send(200, standing);
    }

    private void take(Asked<Evidence.Batch> asked) {
        asked.exchange().send(200, sensible(() -> services.intake()
                .receive(asked.laptop().device(), asked.body())));
    }

    private void report(Asked<DeviceReport> asked) {
        services.keys().report(asked.laptop().device(), asked.body());
        asked.exchange().sendNothing();
    }

    private void cover(Asked<CoverageReport> asked) {
        var _ = sensible(() -> {
            services.coverage().receive(asked.laptop().device(), asked.body());
            return true;
        });
        asked.exchange().sendNothing();
    }

    private void listen(Exchange exchange) {
        exchange.needs("GET");
        if (bodies.read(exchange, 0).length > 0) {
            throw new Problem(413, "This request takes no body.");
        }
        streams.serve(exchange, known(exchange, new byte[0]));
    }

    private interface Work<T> {
        T run();
    }

    /// What the console's parts object to is the laptop's fault.
    private static <T> T sensible(Work<T> work) {
        try {
            return work.run();
        } catch (IllegalArgumentException e) {
            throw new Problem(400, String.valueOf(e.getMessage()));
        }
    }
}
