package io.gatehouse.coverage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends telemetry on to where it went before, as it came but for Gatehouse's own header. The agent hears what the
/// receiver says, so that it tries again where it should.
public final class Forward {
    private static final Logger log = LoggerFactory.getLogger(Forward.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Of the connection here, or what the client adds by itself.
    private static final Set<String> OWN = Set.of(
            TelemetryApi.HEADER, "host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    private final URI to;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    public Forward(URI to) {
        this.to = to;
    }

    /// @return the status that the receiver answered, or 503 when it did not
    int send(Request request, byte[] body) {
        try {
            return client.send(asked(request, body), BodyHandlers.discarding()).statusCode();
        } catch (IOException | IllegalArgumentException e) {
            log.warn("Telemetry could not be sent on to {}: {}", to, e.getMessage());
            return HttpStatus.SERVICE_UNAVAILABLE_503;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return HttpStatus.SERVICE_UNAVAILABLE_503;
        }
    }

    private HttpRequest asked(Request request, byte[] body) {
        var asked = HttpRequest.newBuilder(to).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
        for (var header : request.getHeaders()) {
            if (!OWN.contains(header.getName().toLowerCase(Locale.ROOT))) {
                asked.header(header.getName(), header.getValue());
            }
        }
        return asked.build();
    }
}
