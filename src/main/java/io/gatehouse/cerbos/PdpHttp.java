package io.gatehouse.cerbos;

import io.gatehouse.policy.Pdp.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Posts to one PDP: its TLS, its headers and the limits of what it may answer. Safe for many threads.
///
/// Design. A post ends after its time, however it hangs. Within that time one more attempt is made when the
/// connection
/// failed before an answer began, since asking changes nothing and may be done twice.
final class PdpHttp implements AutoCloseable {
    private static final int LONGEST_ANSWER = 4 << 20;

    private final PdpConnection connection;
    private final Optional<SSLContext> tls;
    private final HttpClient http;

    /// @throws IllegalArgumentException when the TLS files cannot be used
    PdpHttp(PdpConnection connection) {
        this(connection, connection.tls().map(Pem::context));
    }

    private PdpHttp(PdpConnection connection, Optional<SSLContext> tls) {
        this.connection = connection;
        this.tls = tls;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connection.attempt())
                .executor(Runnable::run);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /// The same PDP over new connections, which a balancer may lead to another of its replicas. The caller closes it.
    PdpHttp anew() {
        return new PdpHttp(connection, tls);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /// Ends a post with what it comes to.
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Answer answer;

        NoAnswer(Answer answer) {
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }

    static NoAnswer unavailable(String why) {
        return new NoAnswer(new Answer.Unavailable(why));
    }

    /// @param end when both attempts are over, by [System#nanoTime]
    /// @return whatever its status is
    HttpResponse<byte[]> post(String path, byte[] body, long end) throws NoAnswer {
        try {
            return send(path, body, end, true);
        } catch (Died _) {
            return sendAgain(path, body, end);
        }
    }

    private HttpResponse<byte[]> sendAgain(String path, byte[] body, long end) throws NoAnswer {
        try {
            return send(path, body, end, false);
        } catch (Died e) {
            throw new IllegalStateException("only a first attempt dies", e);
        }
    }

    /// @param first whether a connection that died before the answer began is worth a second attempt: a pooled one
    ///     may have died unnoticed
    private HttpResponse<byte[]> send(String path, byte[] body, long end, boolean first) throws Died, NoAnswer {
        long patience = end - System.nanoTime();
        if (patience <= 0) {
            throw unavailable("no time was left to ask");
        }
        var request = HttpRequest.newBuilder(connection.url().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        connection.headers().forEach(request::setHeader);
        var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER);
        var began = new AtomicBoolean();
        var answer = http.sendAsync(request.build(), head -> {
            began.set(true);
            return limited.apply(head);
        });
        try {
            return answer.get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw unavailable("no answer within " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms");
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("Gatehouse is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (began.get()) {
                throw unavailable("its answer broke off, or is over 4 MB");
            }
            if (first && isBroken(e.getCause())) {
                throw new Died();
            }
            throw unavailable(said(e.getCause()));
        }
    }

    /// What a person can make of a network failure; the JDK's own messages are often empty.
    private static String said(@Nullable Throwable e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "no connection in time";
            case ConnectException _ -> "connection refused";
            case SSLException failure -> "TLS: " + failure.getMessage();
            case null, default -> "the connection broke";
        };
    }

    private static boolean isBroken(@Nullable Throwable e) {
        return e instanceof IOException
                && !(e instanceof ConnectException || e instanceof HttpTimeoutException || e instanceof SSLException);
    }

    /// Ends an attempt whose connection died before the answer began.
    private static final class Died extends Exception {
        private static final long serialVersionUID = 1;
    }
}
