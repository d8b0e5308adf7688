package io.gatehouse.local;

import io.gatehouse.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// One request to the local API and its response, with what is the same for all of them.
///
/// @param patience how long the body may take from its first byte to its last
record Exchange(Request request, Response response, Callback callback, Duration patience) {
    private static final Pattern OURSELVES = Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

    /// Refuses what a web page, or a name that was made to point here, could have sent.
    void needsToBeLocal() {
        if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
            throw new Problem(403, "Requests from web pages (with an Origin header) are refused.");
        }
        var hosts = request.getHeaders().getValuesList(HttpHeader.HOST);
        if (hosts.size() != 1 || !OURSELVES.matcher(hosts.getFirst()).matches()) {
            throw new Problem(403, "The Host header must be 127.0.0.1, localhost or [::1], with the daemon's port.");
        }
    }

    void needs(LocalToken token) {
        var authorizations = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        var scheme = "Bearer ";
        if (authorizations.size() != 1
                || !authorizations.getFirst().regionMatches(true, 0, scheme, 0, scheme.length())
                || !token.matches(
                        authorizations.getFirst().substring(scheme.length()).strip())) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            throw new Problem(401, "The local token is missing or is not the one of this start of the daemon.");
        }
    }

    void needs(String method) {
        if (!request.getMethod().equals(method)) {
            response.getHeaders().put(HttpHeader.ALLOW, method);
            throw new Problem(405, "The method must be " + method + ".");
        }
    }

    void needsNoBody() throws IOException {
        if (body(0).length > 0) {
            throw new Problem(413, "This request takes no body.");
        }
    }

    /// @param limit in bytes
    byte[] body(int limit) throws IOException {
        if (request.getLength() == 0) {
            return new byte[0];
        }
        var tooLarge = new Problem(413, "The body is over " + limit + " bytes.");
        if (request.getLength() > limit) {
            throw tooLarge;
        }
        var body = new ByteArrayOutputStream();
        long until = System.nanoTime() + patience.toNanos();
        for (boolean isLast = false; !isLast; ) {
            var chunk = next(until);
            body.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
            isLast = chunk.isLast();
            chunk.release();
            if (body.size() > limit) {
                throw tooLarge;
            }
        }
        return body.toByteArray();
    }

    /// The next part of the body, waited for: whoever sends slowly must not hold what others wait for.
    private Content.Chunk next(long until) throws IOException {
        var chunk = request.read();
        while (chunk == null) {
            var there = new CountDownLatch(1);
            request.demand(there::countDown);
            if (!await(there, until)) {
                throw new Problem(408, "The body did not come within " + patience.toSeconds() + " seconds.");
            }
            chunk = request.read();
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw new Problem(400, "The body broke off before its end.");
        }
        return chunk;
    }

    private static boolean await(CountDownLatch there, long until) throws IOException {
        try {
            return there.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }

    void needsJson() {
        var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new Problem(415, "The Content-Type must be application/json.");
        }
    }

    void send(int status, Object answer) {
        send(status, answer, callback);
    }

    /// @param sent completes the exchange, and may do more
    void send(int status, Object answer, Callback sent) {
        var json = Json.bytes(answer);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(json), sent);
    }

    /// Ends a request that cannot get this answer: with a sentence, or by closing what has begun already.
    void fail(int status, String sentence, Throwable cause) {
        if (response.isCommitted()) {
            callback.failed(cause);
        } else {
            send(status, new Problem.Body(sentence));
        }
    }
}
