package io.gatehouse.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.Activity;
import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Devices;
import io.gatehouse.console.GrantDesk;
import io.gatehouse.console.Pace;
import io.gatehouse.console.RequestDesk;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Place;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.console.Role;
import io.gatehouse.console.access.ScriptToken;
import io.gatehouse.console.access.ScriptTokens;
import io.gatehouse.console.device.Exchange;
import io.gatehouse.console.device.Problem;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves scripts: reading, by a token, of what auditors read. Each reading is in the console's log.
public final class ScriptApi extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(ScriptApi.class);

    public static final String DESCRIPTION = "/api/openapi.yaml";
    public static final String ACTIVITY = "/api/v1/scripts/activity";
    public static final String REQUESTS = "/api/v1/scripts/requests";
    public static final String GRANTS = "/api/v1/scripts/grants";
    public static final String DEVICES = "/api/v1/scripts/devices";

    private static final String LINES = "application/x-ndjson";
    private static final int MOST = 1_000;
    private static final int USUAL = 100;
    private static final Set<String> FILTERS = Set.of(
            "text",
            "principal",
            "device",
            "agent",
            "rule",
            "verdict",
            "path",
            "program",
            "host",
            "workspace",
            "from",
            "to",
            "before",
            "limit");

    private final ScriptTokens tokens;
    private final Activity activity;
    private final RequestDesk requests;
    private final GrantDesk grants;
    private final Devices devices;
    private final ConsoleLog consoleLog;
    private final Clock clock;
    private final boolean behindProxy;
    private final Pace pace;
    private final Pace strangers;
    private final byte[] description = description();

    public ScriptApi(Console.Parts parts) {
        this.clock = parts.clock();
        this.tokens = new ScriptTokens(parts.database(), clock);
        this.activity = parts.activity();
        this.requests = parts.requests();
        this.grants = parts.grants();
        this.devices = parts.devices();
        this.consoleLog = parts.log();
        this.behindProxy = parts.settings().behindProxy();
        this.pace = new Pace(120, Duration.ofMillis(500), clock);
        this.strangers = new Pace(120, Duration.ofMillis(500), clock);
    }

    private static byte[] description() {
        try (var stream = ScriptApi.class.getResourceAsStream("/console/openapi.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks console/openapi.yaml");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of the API", e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var path = Request.getPathInContext(request);
        if (!path.equals(DESCRIPTION) && !path.startsWith("/api/v1/scripts/")) {
            return false;
        }
        var exchange = new Exchange(request, response, callback);
        try {
            serve(exchange, path);
        } catch (Problem e) {
            exchange.fail(e.status(), e.sentence(), e);
        } catch (RuntimeException | Error e) { // the one place: whoever asks must hear an end
            log.error("A request of a script failed because of a bug or the database", e);
            exchange.fail(500, "The console failed; its log says why. Try again later.", e);
        }
        return true;
    }

    private void serve(Exchange exchange, String path) {
        switch (path) {
            case DESCRIPTION -> describe(exchange);
            case ACTIVITY -> activity(exchange, known(exchange, Set.of(Role.AUDITOR)));
            case REQUESTS -> requests(exchange, known(exchange, Set.of(Role.AUDITOR)));
            case GRANTS -> grants(exchange, known(exchange, Set.of(Role.AUDITOR)));
            case DEVICES -> devices(exchange, known(exchange, ScriptTokens.ROLES));
            default -> throw new Problem(404, "There is no such address.");
        }
    }

    private void describe(Exchange exchange) {
        exchange.needs("GET");
        var response = exchange.response();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/yaml");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(description), exchange.callback());
    }

    /// Whoever has no good token hears the same for every reason.
    private ScriptToken known(Exchange exchange, Set<Role> readers) {
        exchange.needs("GET");
        var sent = exchange.request().getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        var bearer = Optional.of(sent)
                .filter(values -> values.size() == 1)
                .map(List::getFirst)
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
        if (bearer.isPresent() && !strangers.admits(exchange.address(behindProxy))) {
            throw tooOften(exchange);
        }
        var token = bearer.flatMap(tokens::find).orElseThrow(() -> {
            exchange.response().getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            return new Problem(
                    401,
                    "Send a token as Authorization: Bearer ght_… An administrator makes one on the page People; one that is"
                            + " over or was revoked counts no more.");
        });
        strangers.forget(exchange.address(behindProxy));
        if (!pace.admits(token.id())) {
            throw tooOften(exchange);
        }
        if (!readers.contains(token.role())) {
            throw new Problem(403, "This token may not read that. An administrator can make one for an auditor.");
        }
        return token;
    }

    private static Problem tooOften(Exchange exchange) {
        exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        return new Problem(429, "This token asks too often; wait a moment.");
    }

    private void activity(Exchange exchange, ScriptToken token) {
        var asked = Parameters.read(query(exchange), FILTERS);
        var usual = Activity.Query.recent(clock.instant());
        var page = activity.search(new Activity.Query(
                asked.text("text"),
                asked.text("principal"),
                asked.text("device"),
                asked.text("agent"),
                asked.text("rule"),
                asked.oneOf("verdict", List.of("", "allow", "deny", "would-deny")),
                asked.text("path"),
                asked.text("program"),
                asked.text("host"),
                asked.text("workspace"),
                asked.time("from").orElse(usual.from()),
                asked.time("to").orElse(usual.to()),
                asked.place("before"),
                asked.limit(USUAL, MOST)));
        log(token, "script.activity", "Read calls" + words(asked));
        send(
                exchange,
                page.rows().stream().map(ScriptAnswers::call).toList(),
                page.next().isPresent() ? Optional.of(Long.toString(page.next().getAsLong())) : Optional.empty());
    }

    private void requests(Exchange exchange, ScriptToken token) {
        var asked = Parameters.read(query(exchange), Set.of("state", "principal", "rule", "before", "limit"));
        var show = Show.valueOf(asked.oneOf("state", List.of("OPEN", "DECIDED", "ALL")));
        int limit = asked.limit(USUAL, MOST);
        var lines = requests.list(new Filter(
                show,
                asked.find("principal"),
                asked.find("rule"),
                asked.find("before").map(ScriptApi::place),
                limit));
        log(token, "script.requests", "Read requests" + words(asked));
        send(
                exchange,
                lines.stream().map(ScriptAnswers::request).toList(),
                lines.size() < limit
                        ? Optional.empty()
                        : Optional.of(lines.getLast().place()).map(ScriptApi::written));
    }

    private static String written(Place place) {
        return place.receivedAt().toEpochMilli() + "-" + place.id();
    }

    private static Place place(String written) {
        if (!written.matches("[0-9]{1,15}-[A-Za-z0-9_.-]{1,64}")) {
            throw new Problem(400, "The parameter before is the next of the page before.");
        }
        var parts = written.split("-", 2);
        return new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
    }

    private void grants(Exchange exchange, ScriptToken token) {
        var asked = Parameters.read(query(exchange), Set.of("state", "limit"));
        int limit = asked.limit(USUAL, MOST);
        var given = asked.oneOf("state", List.of("ACTIVE", "ENDED")).equals("ACTIVE")
                ? grants.active().stream().limit(limit).toList()
                : grants.ended(limit);
        log(token, "script.grants", "Read grants" + words(asked));
        send(exchange, given.stream().map(ScriptAnswers::grant).toList(), Optional.empty());
    }

    private void devices(Exchange exchange, ScriptToken token) {
        var asked = Parameters.read(query(exchange), Set.of());
        log(token, "script.devices", "Read laptops" + words(asked));
        send(exchange, devices.list().stream().map(ScriptAnswers::device).toList(), Optional.empty());
    }

    private static Optional<String> query(Exchange exchange) {
        return Optional.ofNullable(exchange.request().getHttpURI().getQuery());
    }

    private static String words(Parameters asked) {
        return asked.values().isEmpty()
                ? "."
                : asked.values().entrySet().stream()
                        .map(value -> value.getKey() + " " + value.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ", ": ", "."));
    }

    private void log(ScriptToken token, String what, String sentence) {
        consoleLog.append(token.logName(), what, token.id(), sentence);
    }

    /// As one object, or a line each where the script asks for that; then the header says where the next page
    /// begins.
    private static void send(Exchange exchange, List<?> items, Optional<String> next) {
        var accept = Optional.ofNullable(exchange.request().getHeaders().get(HttpHeader.ACCEPT));
        next.ifPresent(place -> exchange.response().getHeaders().put("Gatehouse-Next", place));
        if (accept.filter(types -> types.contains(LINES)).isEmpty()) {
            exchange.send(200, new ScriptAnswers.Page(items, next));
            return;
        }
        var lines = items.stream().map(item -> Json.text(item) + "\n").collect(Collectors.joining());
        var response = exchange.response();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, LINES);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(lines.getBytes(UTF_8)), exchange.callback());
    }
}
