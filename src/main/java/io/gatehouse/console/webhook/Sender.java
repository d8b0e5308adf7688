package io.gatehouse.console.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.ConsoleException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one delivery, signed. Follows nobody elsewhere, and waits ten seconds at most.
final class Sender {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    /// The same in each attempt, so that a receiver can leave out what it has.
    static final String DELIVERY = "Gatehouse-Delivery";

    /// Seconds since 1970. A receiver refuses what is older than some minutes.
    static final String TIMESTAMP = "Gatehouse-Timestamp";

    /// `v1=` and the HMAC-SHA256, in hex, of timestamp, dot and body.
    static final String SIGNATURE = "Gatehouse-Signature";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Clock clock;

    Sender(Clock clock) {
        this.clock = clock;
    }

    /// @return whether the receiver took it
    boolean send(WebHook hook, Outbox.Delivery delivery) {
        try {
            var request = request(hook, delivery, String.valueOf(clock.instant().getEpochSecond()));
            int status = status(request);
            if (status / 100 == 2) {
                return true;
            }
            log.warn("The web hook {} answers with status {}; it is told again later", hook.name(), status);
        } catch (ConsoleException | ExecutionException | TimeoutException e) {
            log.warn("The web hook {} cannot be told; it is tried again later", hook.name(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private int status(HttpRequest request) throws ExecutionException, TimeoutException, InterruptedException {
        var coming = http.sendAsync(request, BodyHandlers.discarding());
        try {
            return coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } finally {
            coming.cancel(true);
        }
    }

    private static HttpRequest request(WebHook hook, Outbox.Delivery delivery, String timestamp) {
        return HttpRequest.newBuilder(hook.url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Gatehouse")
                .header(DELIVERY, delivery.event())
                .header(TIMESTAMP, timestamp)
                .header(SIGNATURE, "v1=" + signature(hook.secret().read(), timestamp, delivery.body()))
                .POST(BodyPublishers.ofString(delivery.body()))
                .build();
    }

    static String signature(String secret, String timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((timestamp + "." + body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
