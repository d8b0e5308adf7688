package io.gatehouse.hook;

import io.gatehouse.agent.ClaudeCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/// Asks whoever listens on the hook port to prove that it is Gatehouse, as the shim does, with an event that asks
/// for no decision and leaves no record.
public final class PortCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final byte[] EVENT = "{\"hook_event_name\":\"PortCheck\"}".getBytes(StandardCharsets.UTF_8);

    private PortCheck() {}

    public enum Listener {
        /// It has the hook token.
        GATEHOUSE,
        NOBODY,
        /// It could not prove that it has the hook token, or it did not answer.
        STRANGER
    }

    /// Takes two seconds at most.
    ///
    /// @param port on 127.0.0.1
    public static Listener ask(int port, String token) {
        var key = token.getBytes(StandardCharsets.UTF_8);
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        var nonce = HexFormat.of().formatHex(random);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks/" + ClaudeCode.NAME))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(Shim.NONCE, nonce)
                .header(
                        Shim.PROOF,
                        TokenProof.ofCall(key, ClaudeCode.NAME, nonce)
                                .add(EVENT)
                                .hex())
                .POST(BodyPublishers.ofByteArray(EVENT))
                .build();
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(null))
                .connectTimeout(PATIENCE)
                .build()) {
            var lines = http.send(request, BodyHandlers.ofString()).body().split("\n", 2);
            return lines.length == 2
                            && TokenProof.ofAnswer(key, nonce)
                                    .add(lines[1].getBytes(StandardCharsets.UTF_8))
                                    .matches(lines[0])
                    ? Listener.GATEHOUSE
                    : Listener.STRANGER;
        } catch (ConnectException _) {
            return Listener.NOBODY;
        } catch (IOException _) {
            return Listener.STRANGER;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Listener.STRANGER;
        }
    }
}
