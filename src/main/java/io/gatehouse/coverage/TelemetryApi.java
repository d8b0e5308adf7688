package io.gatehouse.coverage;

import io.gatehouse.enforcement.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /v1/logs`: the telemetry of agents, as OTLP over HTTP, in JSON or protobuf.
///
/// Design. It has a token of its own, which opens nothing else, because an agent's programs may see it. What is sent
/// here can only say that something ran. A sender tries again after 503.
public final class TelemetryApi extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(TelemetryApi.class);

    public static final String PATH = "/v1/logs";

    /// The header with the token.
    public static final String HEADER = "x-gatehouse-telemetry";

    static final int LARGEST_BODY = 4 << 20;

    /// Each holds its body.
    private static final int AT_A_TIME = 2;

    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final Pattern LOCAL_HOST = Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]*)?");

    private final Semaphore turns = new Semaphore(AT_A_TIME);
    private final byte[] token;
    private final Consumer<Outcome> ran;
    private final Forward forward;

    /// @param ran told what agents say has run
    /// @param forward sends it on
    public TelemetryApi(String token, Consumer<Outcome> ran, Forward forward) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("an empty token would let everybody in");
        }
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.ran = ran;
        this.forward = forward;
    }

    /// Leaves alone what is not telemetry.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!PATH.equals(request.getHttpURI().getCanonicalPath())
                || !request.getMethod().equals("POST")) {
            return false;
        }
        response.setStatus(isKnown(request) ? taken(request) : HttpStatus.UNAUTHORIZED_401);
        boolean isJson = type(request).equals(JSON);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, isJson ? JSON : PROTOBUF);
        response.write(true, ByteBuffer.wrap(isJson ? new byte[] {'{', '}'} : new byte[0]), callback);
        return true;
    }

    private boolean isKnown(Request request) {
        var headers = request.getHeaders();
        var host = headers.get(HttpHeader.HOST);
        var given = headers.get(HEADER);
        return host != null
                && LOCAL_HOST.matcher(host).matches()
                && !headers.contains(HttpHeader.ORIGIN)
                && given != null
                && MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static String type(Request request) {
        var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private int taken(Request request) {
        if (!turns.tryAcquire()) {
            return HttpStatus.SERVICE_UNAVAILABLE_503;
        }
        try {
            var body = bounded(Content.Source.asInputStream(request));
            int read = read(request, body);
            boolean goesOn = forward.take(headers(request), body);
            return goesOn ? HttpStatus.OK_200 : read; // what cannot be read here may be of use there
        } catch (Unreadable | IOException e) {
            log.warn("Telemetry that came cannot be read: {}", e.getMessage());
            return HttpStatus.BAD_REQUEST_400;
        } catch (RuntimeException e) {
            log.warn("Telemetry could not be taken", e);
            return HttpStatus.SERVICE_UNAVAILABLE_503;
        } finally {
            turns.release();
        }
    }

    private int read(Request request, byte[] body) {
        try {
            records(type(request), unpacked(request, body)).stream()
                    .flatMap(record -> record.outcome().stream())
                    .forEach(ran);
            return HttpStatus.OK_200;
        } catch (Unreadable | IOException e) {
            log.warn("Telemetry that came cannot be read: {}", e.getMessage());
            return HttpStatus.BAD_REQUEST_400;
        }
    }

    private static List<Map.Entry<String, String>> headers(Request request) {
        return request.getHeaders().stream()
                .map(field -> Map.entry(field.getName(), String.valueOf(field.getValue())))
                .toList();
    }

    private static List<LogRecord> records(String type, byte[] body) throws Unreadable {
        return switch (type) {
            case JSON -> OtlpJson.read(body);
            case PROTOBUF -> OtlpProtobuf.read(body);
            default -> throw new Unreadable("it is neither JSON nor protobuf");
        };
    }

    private static byte[] unpacked(Request request, byte[] body) throws Unreadable, IOException {
        var encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        if (encoding == null) {
            return body;
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new Unreadable("it is packed otherwise than with gzip");
        }
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return bounded(unpacked);
        }
    }

    private static byte[] bounded(InputStream in) throws Unreadable, IOException {
        var body = in.readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new Unreadable("it is larger than " + LARGEST_BODY + " bytes");
        }
        return body;
    }
}
