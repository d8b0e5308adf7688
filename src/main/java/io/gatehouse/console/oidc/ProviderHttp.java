package io.gatehouse.console.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.BoundedJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks the provider, within bounds of time and size, and follows it nowhere else.
final class ProviderHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST = 1 << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /// @param body as it came
    record Reply(int status, String body) {
        /// @throws ProviderException when it is no JSON
        JsonNode json() {
            try {
                return BoundedJson.read(new ByteArrayInputStream(body.getBytes(UTF_8)));
            } catch (IOException | JacksonException e) {
                throw new ProviderException("it answers something else than JSON", e);
            }
        }
    }

    /// @throws ProviderException for everything but an answer of status 200
    Reply get(URI url) {
        var reply = send(HttpRequest.newBuilder(url).GET());
        if (reply.status() != 200) {
            throw new ProviderException(url + " answers with status " + reply.status());
        }
        return reply;
    }

    /// @param authorization the header of that name
    /// @throws ProviderException when no answer comes
    Reply post(URI url, String form, Optional<String> authorization) {
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return send(request);
    }

    private Reply send(HttpRequest.Builder request) {
        var sent =
                request.header("Accept", "application/json").timeout(PATIENCE).build();
        var coming = http.sendAsync(sent, BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), LARGEST));
        try {
            var response = coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(response.statusCode(), response.body());
        } catch (ExecutionException | TimeoutException e) {
            throw new ProviderException(sent.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException("the console ends", e);
        } finally {
            coming.cancel(true);
        }
    }
}
