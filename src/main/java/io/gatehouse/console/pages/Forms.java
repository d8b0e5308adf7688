package io.gatehouse.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads what forms send, within bounds of size and time.
///
/// Design. Whoever sends slowly holds a thread of the server, so the connection's idle time is cut to what is left
/// of [#PATIENCE], and only a few who are not logged in are read at once: they cannot take the threads of the rest.
final class Forms {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_STRANGERS = 40;
    private static final int LARGEST = 64 << 10;

    /// A form that is somewhat too large is read to its end, so that its browser hears why it is refused.
    private static final int MOST_READ = 1 << 20;

    private static final int BUFFER = 16 << 10;

    private final Semaphore strangers = new Semaphore(MOST_STRANGERS);

    /// @param isKnown whether somebody who is logged in sends it
    /// @throws Trouble for what is too large or too slow
    Map<String, List<String>> read(Request request, boolean isKnown) throws IOException {
        if (isKnown) {
            return read(request);
        }
        if (!strangers.tryAcquire()) {
            throw Trouble.busy();
        }
        try {
            return read(request);
        } finally {
            strangers.release();
        }
    }

    private Map<String, List<String>> read(Request request) throws IOException {
        if (request.getLength() > MOST_READ) {
            throw Trouble.tooLarge();
        }
        var connection = request.getConnectionMetaData().getConnection().getEndPoint();
        long usual = connection.getIdleTimeout();
        try (var in = Content.Source.asInputStream(request)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            var bytes = new ByteArrayOutputStream();
            var buffer = new byte[BUFFER];
            int n = 0;
            while (n >= 0 && bytes.size() < MOST_READ) {
                bytes.write(buffer, 0, n);
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw Trouble.tooSlow();
                }
                connection.setIdleTimeout(left);
                n = in.read(buffer);
            }
            if (bytes.size() > LARGEST) {
                throw Trouble.tooLarge();
            }
            return Fields.read(bytes.toString(UTF_8));
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw Trouble.tooSlow();
            }
            throw e;
        } finally {
            connection.setIdleTimeout(usual);
        }
    }
}
