package io.gatehouse.protect;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where Claude Code is to ask, and with which token.
///
/// @param port that the hook server listens on, 1 to 65535
public record Endpoint(int port, String token) implements ClaudeHook {
    static final String PATH = "/hooks/" + ClaudeCode.NAME;
    /// Longer than any decision or confirmation takes; the client's own default is 600 s, then 30 s.
    private static final int TIMEOUT_SECONDS = 120;

    /// What the client says of that, so that a person is asked only while it waits.
    private static final String WAITS = "110";

    private static final String WAITING = "Gatehouse-Waits";

    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port that an agent can ask: " + port);
        }
        if (token.isBlank()) {
            throw new IllegalArgumentException("an empty token is nobody's");
        }
    }

    @Override
    public String toString() {
        return url();
    }

    /// Writes port and token to where every person's agents can read them.
    ///
    /// @throws ProtectException when they cannot be written
    public void publish(Path directory, InstantSource clock) {
        publish(directory.resolve("hook.port"), Integer.toString(port), clock);
        publish(directory.resolve("hook.token"), token, clock);
    }

    private static void publish(Path file, String line, InstantSource clock) {
        var content = Optional.of((line + "\n").getBytes(StandardCharsets.UTF_8));
        new SettingsFile(file, "rw-r--r--", clock).edit(_ -> content);
    }

    /// The token of telemetry, which whoever knows it cannot make the hook's of: an agent's programs may see it.
    public static String telemetryToken(String hookToken) {
        return BoundedJson.sha256("gatehouse telemetry " + hookToken);
    }

    String url() {
        return "http://127.0.0.1:" + port + PATH;
    }

    @Override
    public ObjectNode hook(boolean blocks) {
        var hook = Json.mapper().createObjectNode();
        hook.put("type", "http");
        hook.put("url", url());
        hook.putObject("headers").put("Authorization", authorization()).put(WAITING, WAITS);
        hook.put("timeout", TIMEOUT_SECONDS);
        if (blocks) {
            hook.put("onFailure", "block");
        }
        return hook;
    }

    /// Whether a hook entry is one of Gatehouse's, whatever its port.
    static boolean isOurs(JsonNode hook) {
        try {
            var url = new URI(hook.path("url").asString(""));
            return url.getHost() != null
                    && Set.of("127.0.0.1", "localhost", "[::1]").contains(url.getHost())
                    && PATH.equals(url.getPath());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// How long an entry says that the client waits; "" where it does not.
    static String waits(JsonNode hook) {
        return hook.path("headers").path(WAITING).asString("");
    }

    /// The endpoint that an entry of ours names.
    static Optional<Endpoint> find(JsonNode hook) {
        var port = URI.create(hook.path("url").asString("")).getPort();
        var authorization = hook.path("headers").path("Authorization").asString("");
        return port >= 1 && port <= 65535 && authorization.startsWith("Bearer ") && authorization.length() > 7
                ? Optional.of(new Endpoint(port, authorization.substring(7)))
                : Optional.empty();
    }

    @Override
    public Optional<String> flaw(JsonNode group, JsonNode hook) {
        if (!hook.path("type").asString("").equals("http")) {
            return Optional.of("is not of type http");
        }
        return ClaudeHook.sharedFlaw(group, hook).or(() -> {
            if (!hook.path("url").asString("").equals(url())) {
                return Optional.of("asks " + hook.path("url").asString("") + " and not " + url());
            } else if (!hook.path("headers").path("Authorization").asString("").equals(authorization())) {
                return Optional.of("carries another token than Gatehouse expects");
            }
            return Optional.empty();
        });
    }

    private String authorization() {
        return "Bearer " + token;
    }
}
