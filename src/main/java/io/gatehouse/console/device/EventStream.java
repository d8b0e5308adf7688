package io.gatehouse.console.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.DeviceKeys;
import io.gatehouse.console.Documents;
import io.gatehouse.json.Json;
import io.gatehouse.wire.Standing;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One laptop that listens.
///
/// Design. What is sent is always the difference between what the laptop was told and how things are when it can
/// take more, so a slow reader costs no memory and misses nothing that still counts.
final class EventStream {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final ByteBuffer COMMENT =
            ByteBuffer.wrap(":\n\n".getBytes(UTF_8)).asReadOnlyBuffer();

    private final Exchange exchange;
    private final DeviceKeys.Known laptop;
    private final DeviceApi.Services services;
    private final Executor looker;
    private final Consumer<EventStream> ended;

    // Guarded by this.
    private boolean busy;
    private boolean writing;
    private boolean again;
    private boolean closed;
    private long wroteAt = System.nanoTime();

    // Only touched by whoever is busy.
    private final Map<String, Standing> told = new HashMap<>();
    private long toldVersion;
    private boolean toldReleased;

    /// Null before the first one was sent.
    private volatile Documents.@Nullable Issued document;

    EventStream(
            Exchange exchange,
            DeviceKeys.Known laptop,
            DeviceApi.Services services,
            Executor looker,
            Consumer<EventStream> ended) {
        this.exchange = exchange;
        this.laptop = laptop;
        this.services = services;
        this.looker = looker;
        this.ended = ended;
    }

    String device() {
        return laptop.device();
    }

    /// Sends what there is.
    void begin() {
        var response = exchange.response();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("X-Accel-Buffering", "no");
        exchange.request().addIdleTimeoutListener(_ -> false);
        exchange.request().addFailureListener(this::finish);
        look();
    }

    /// Something may be new.
    synchronized void look() {
        again = true;
        next();
    }

    /// Sends a comment when nothing was sent since then.
    synchronized void beat(long since) {
        if (!busy && !closed && wroteAt - since < 0) {
            busy = true;
            write(COMMENT.duplicate());
        }
    }

    /// Whether the document that the laptop has is to be renewed.
    boolean isDue() {
        var latest = document;
        return latest != null && services.documents().isDue(latest);
    }

    private synchronized void next() {
        if (again && !busy && !closed) {
            again = false;
            busy = true;
            looker.execute(this::send);
        }
    }

    private synchronized void idle() {
        writing = false;
        busy = false;
        next();
    }

    private void send() {
        try {
            var now = services.keys().find(device());
            if (now.filter(known -> known.key().equals(laptop.key())).isEmpty()) {
                end(); // it was enrolled again, maybe for somebody else
                return;
            }
            var news = news(now.get().isReleased());
            if (news.isEmpty()) {
                idle();
            } else {
                write(ByteBuffer.wrap(news.getBytes(UTF_8)));
            }
        } catch (Throwable e) { // the laptop must hear an end
            log.warn("The database does not tell what is new for a laptop; it will ask again", e);
            end();
        }
    }

    private void write(ByteBuffer bytes) {
        synchronized (this) {
            writing = true;
        }
        exchange.response().write(false, bytes, new Callback() {
            @Override
            public void succeeded() {
                synchronized (EventStream.this) {
                    wroteAt = System.nanoTime();
                }
                idle();
            }

            @Override
            public void failed(Throwable cause) {
                finish(cause);
            }
        });
    }

    private String news(boolean isReleased) {
        var text = new StringBuilder();
        if (isReleased) {
            if (!toldReleased) {
                services.documents().find(device()).ifPresent(last -> tellDocument(text, last));
                event(text, "released", Map.of());
            }
            toldReleased = true;
            return text.toString();
        }
        var issued = services.documents().find(device());
        if (issued.isEmpty() || services.documents().isDue(issued.get())) {
            services.documents().renew(device());
            issued = services.documents().find(device());
        }
        issued.ifPresent(found -> tellDocument(text, found));
        for (var standing : services.filings().standings(device(), laptop.principal())) {
            if (!standing.equals(told.put(standing.request(), standing))) {
                event(text, "standing", standing);
            }
        }
        return text.toString();
    }

    private void tellDocument(StringBuilder text, Documents.Issued issued) {
        if (issued.version() > toldVersion) {
            event(text, "document", issued.envelope());
            toldVersion = issued.version();
            document = issued;
        }
    }

    private static void event(StringBuilder text, String name, Object data) {
        text.append("event: ")
                .append(name)
                .append("\ndata: ")
                .append(Json.text(data))
                .append("\n\n");
    }

    /// Ends the response, so that the laptop asks again.
    void end() {
        finish(null);
    }

    /// @param cause why the connection is of no more use; null ends the response as it should end
    private void finish(@Nullable Throwable cause) {
        boolean breaksOff;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            breaksOff = writing;
        }
        ended.accept(this);
        if (cause != null) {
            exchange.callback().failed(cause);
        } else if (breaksOff) {
            exchange.callback().failed(new EOFException("a reader that takes nothing"));
        } else {
            exchange.callback().succeeded();
        }
    }
}
