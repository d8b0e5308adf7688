package io.gatehouse.cerbos;

import io.gatehouse.policy.Pdp.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/// Posts to one PDP: its TLS, its headers and the limits of what it may answer. Safe for many threads.
///
/// Design. The thread that wants the answer writes and reads itself: handing a call over to other threads and back
/// costs more than everything else here. A post ends after its time, however it hangs: a watch cuts its connection.
/// Within that time one more attempt is made when the connection failed before an answer began, since asking changes
/// nothing and may be done twice.
final class PdpHttp implements AutoCloseable {
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int MOST_IDLE = 16;

    private final PdpConnection connection;
    private final Optional<SSLContext> tls;
    private final Traffic traffic;
    private final Deque<PdpLine> idle = new ConcurrentLinkedDeque<>();
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("pdp-watch").factory());
    private volatile boolean closed;

    /// @throws IllegalArgumentException when the TLS files cannot be used
    PdpHttp(PdpConnection connection) {
        this(connection, connection.tls().map(Pem::context), new Traffic());
    }

    private PdpHttp(PdpConnection connection, Optional<SSLContext> tls, Traffic traffic) {
        this.connection = connection;
        this.tls = tls;
        this.traffic = traffic;
        watch.setRemoveOnCancelPolicy(true);
        watch.setKeepAliveTime(10, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
    }

    /// The same PDP over new connections, which a balancer may lead to another of its replicas. The caller closes it.
    PdpHttp anew() {
        return new PdpHttp(connection, tls, traffic);
    }

    /// What was sent over this and all that came of it.
    Traffic traffic() {
        return traffic;
    }

    @Override
    public void close() {
        closed = true;
        watch.shutdownNow();
        cutIdle();
    }

    /// @param date the header `Date`; only TLS makes it the PDP's word
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Optional<String> date, byte[] body) {}

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

    /// @param path begins with `/`
    /// @param end when both attempts are over, by [System#nanoTime]
    /// @return whatever its status is
    Reply post(String path, byte[] body, long end) throws NoAnswer {
        return post(path, body, end, () -> {});
    }

    /// @param meanwhile run by this thread whenever the question is on its way
    Reply post(String path, byte[] body, long end, Runnable meanwhile) throws NoAnswer {
        try {
            return attempt(path, body, end, meanwhile, true);
        } catch (Died _) {
            cutIdle(); // what killed one has killed them all
        }
        try {
            return attempt(path, body, end, meanwhile, false);
        } catch (Died _) {
            throw unavailable("the connection broke");
        }
    }

    private Reply attempt(String path, byte[] body, long end, Runnable meanwhile, boolean first) throws Died, NoAnswer {
        long patience = end - System.nanoTime();
        if (patience <= 0) {
            throw unavailable("no time was left to ask");
        }
        var attempt = new Attempt();
        var cut = watch.schedule(attempt::cut, patience, TimeUnit.NANOSECONDS);
        PdpLine line = null;
        boolean began = false;
        boolean usable = false;
        try {
            line = line(first, end, attempt);
            traffic.add(path, body.length);
            var request = request(path, body);
            line.send(request);
            meanwhile.run();
            var response = line.receive();
            began = true;
            var reply = reply(response);
            usable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
            return reply;
        } catch (HttpException | IOException | RuntimeException e) {
            throw failure(e, attempt, began, patience);
        } finally {
            usable &= cut.cancel(false);
            release(line, usable);
        }
    }

    /// The socket of one attempt, which is cut when the attempt's time is over.
    private static final class Attempt {
        private @Nullable Socket socket;
        private boolean over;

        synchronized void on(Socket opened) {
            socket = opened;
            if (over) {
                PdpLine.cut(opened);
            }
        }

        synchronized void cut() {
            over = true;
            if (socket != null) {
                PdpLine.cut(socket);
            }
        }

        synchronized boolean isOver() {
            return over;
        }
    }

    private PdpLine line(boolean mayBeOld, long end, Attempt attempt) throws IOException {
        var kept = mayBeOld ? idle.pollFirst() : null;
        if (kept != null) {
            attempt.on(kept.socket());
            return kept;
        }
        return PdpLine.open(connection.url(), this::context, end, attempt::on);
    }

    private SSLContext context() {
        return tls.orElseGet(() -> {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        });
    }

    private ClassicHttpRequest request(String path, byte[] body) {
        var request = new BasicClassicHttpRequest("POST", path);
        request.setHeader(HttpHeaders.HOST, connection.url().getRawAuthority());
        connection.headers().forEach(request::setHeader);
        request.setHeader(HttpHeaders.CONTENT_TYPE, ContentType.APPLICATION_JSON.getMimeType());
        request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return request;
    }

    private static Reply reply(ClassicHttpResponse response) throws IOException {
        var body = new byte[0];
        if (response.getEntity() != null) {
            body = response.getEntity().getContent().readNBytes(LONGEST_ANSWER + 1);
            if (body.length > LONGEST_ANSWER) {
                throw new IOException("the answer is over 4 MB");
            }
        }
        var date =
                Optional.ofNullable(response.getFirstHeader(HttpHeaders.DATE)).map(header -> header.getValue());
        return new Reply(response.getCode(), date, body);
    }

    private void release(@Nullable PdpLine line, boolean usable) {
        if (line == null) {
            return;
        }
        if (usable && idle.size() < MOST_IDLE) {
            idle.addFirst(line);
            if (closed) {
                cutIdle();
            }
        } else {
            line.cut();
        }
    }

    private void cutIdle() {
        for (var line = idle.pollFirst(); line != null; line = idle.pollFirst()) {
            line.cut();
        }
    }

    /// What a person can make of a network failure; the JDK's own messages are often empty.
    private static NoAnswer failure(Exception e, Attempt attempt, boolean began, long patience) throws Died {
        if (Thread.currentThread().isInterrupted()) {
            return unavailable("Gatehouse is stopping");
        }
        if (attempt.isOver()) {
            return unavailable("no answer within " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms");
        }
        if (began) {
            return unavailable("its answer broke off, or is over 4 MB");
        }
        return switch (e) {
            case SocketTimeoutException _ -> unavailable("no connection in time");
            case UnknownHostException _ -> unavailable("its host name is not known");
            case ConnectException _ -> unavailable("connection refused");
            case SSLException failure -> unavailable("TLS: " + failure.getMessage());
            case RuntimeException bug -> throw bug;
            default -> throw new Died();
        };
    }

    /// Ends an attempt whose connection died before the answer began.
    private static final class Died extends Exception {
        private static final long serialVersionUID = 1;
    }
}
