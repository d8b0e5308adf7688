package io.gatehouse.console.device;

import io.gatehouse.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// One request of a laptop or script and its response, with what is the same for all of them.
public record Exchange(Request request, Response response, Callback callback) {
    private static final int BUFFER = 16 << 10;

    /// Who takes longer, and sends fewer bytes a millisecond, is not waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int SLOWEST = 16;

    /// With the query, as it stands in the request line and as it was signed.
    String path() {
        return request.getHttpURI().getPathQuery();
    }

    /// Of whoever asks.
    ///
    /// @param behindProxy whether the last address in the header is the proxy's word; otherwise it is anybody's
    public String address(boolean behindProxy) {
        var forwarded = request.getHeaders().getValuesList("X-Forwarded-For");
        if (!behindProxy || forwarded.isEmpty()) {
            return Request.getRemoteAddr(request);
        }
        var last = forwarded.getLast();
        return last.substring(last.lastIndexOf(',') + 1).strip();
    }

    public void needs(String method) {
        if (!request.getMethod().equals(method)) {
            response.getHeaders().put(HttpHeader.ALLOW, method);
            throw new Problem(405, "The method must be " + method + ".");
        }
    }

    void needsJson() {
        var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new Problem(415, "The Content-Type must be application/json.");
        }
    }

    /// @param limit in bytes
    byte[] body(int limit) {
        var tooLarge = new Problem(413, "The body is over " + limit + " bytes.");
        if (request.getLength() > limit) {
            throw tooLarge;
        }
        try (var in = Content.Source.asInputStream(request)) {
            var bytes = new ByteArrayOutputStream();
            var buffer = new byte[BUFFER];
            var begun = System.nanoTime();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > limit) {
                    throw tooLarge;
                }
                if (System.nanoTime() - begun
                        > PATIENCE.plusMillis(bytes.size() / SLOWEST).toNanos()) {
                    throw new Problem(408, "The body came too slowly.");
                }
            }
            return bytes.toByteArray();
        } catch (EOFException _) {
            throw new Problem(400, "The body ended too early.");
        } catch (IOException _) {
            throw new Problem(400, "The body could not be read.");
        }
    }

    public void send(int status, Object answer) {
        var json = Json.bytes(answer);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    void sendNothing() {
        response.setStatus(204);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        callback.succeeded();
    }

    /// Ends a request that cannot get its answer: with a sentence, or by closing what has begun already.
    public void fail(int status, String sentence, Throwable cause) {
        if (response.isCommitted()) {
            callback.failed(cause);
        } else {
            send(status, new Problem.Body(sentence));
        }
    }
}
