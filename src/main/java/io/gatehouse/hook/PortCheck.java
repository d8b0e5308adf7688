package io.gatehouse.hook;

import io.gatehouse.agent.ClaudeCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/// Asks whoever listens on the hook port to prove that it is Gatehouse, as the shim does, with an event that asks
/// for no decision and leaves no record.
public final class PortCheck {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int LARGEST_ANSWER = 4_096;
    private static final byte[] EVENT = "{\"hook_event_name\":\"PortCheck\"}".getBytes(StandardCharsets.UTF_8);

    private PortCheck() {}

    public enum Listener {
        /// It has the hook token.
        GATEHOUSE,
        NOBODY,
        /// It could not prove that it has the hook token, or it did not answer.
        STRANGER
    }

    /// Waits two seconds for each next part of the answer.
    ///
    /// @param port on 127.0.0.1
    public static Listener ask(int port, String token) {
        var key = token.getBytes(StandardCharsets.UTF_8);
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        var nonce = HexFormat.of().formatHex(random);
        var proof = TokenProof.ofCall(key, ClaudeCode.NAME, nonce).add(EVENT).hex();
        try {
            var answer = post(port, Map.of(Shim.NONCE, nonce, Shim.PROOF, proof));
            int end = answer.indexOf('\n');
            return end >= 0
                            && TokenProof.ofAnswer(key, nonce)
                                    .add(answer.substring(end + 1).getBytes(StandardCharsets.UTF_8))
                                    .matches(answer.substring(0, end))
                    ? Listener.GATEHOUSE
                    : Listener.STRANGER;
        } catch (ConnectException _) {
            return Listener.NOBODY;
        } catch (IOException _) {
            return Listener.STRANGER;
        }
    }

    private static String post(int port, Map<String, String> headers) throws IOException {
        var url = URI.create("http://127.0.0.1:" + port + "/hooks/" + ClaudeCode.NAME)
                .toURL();
        var connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            headers.forEach(connection::setRequestProperty);
            connection.getOutputStream().write(EVENT);
            return new String(connection.getInputStream().readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
