package io.gatehouse.sync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// What the clock of a server says, by the `Date` header of whatever it answers.
public final class ServerDate {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private ServerDate() {}

    /// Asks once and sends no secret.
    ///
    /// @return empty when it does not answer in two seconds, or without a date
    public static Optional<Instant> find(URI url) {
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return http.send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (IOException | DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
