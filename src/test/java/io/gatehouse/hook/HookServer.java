package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.agent.Agents;
import io.gatehouse.agent.SessionBegun;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Confirmer;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.ForgetfulCache;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Person;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The hook server with a policy that allows everything, so that whatever is denied was denied by the server.
final class HookServer implements AutoCloseable {
    static final String TOKEN = "the-hook-token-0123456789";
    private static final Principal DEV = new Principal("dev", List.of("developer"), Map.of());
    private static final int PATIENCE_MILLIS = 30_000;

    final List<Enforcement> recorded = new CopyOnWriteArrayList<>();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    final List<SessionBegun> begun = new CopyOnWriteArrayList<>();
    private final LoopbackServer server;

    HookServer() {
        this(HookServer::understood);
    }

    HookServer(Function<ToolCall, Analysis> analysis) {
        this(analysis, Decision.ALLOW);
    }

    /// @param decision what the policy says to everything
    HookServer(Function<ToolCall, Analysis> analysis, Decision decision) {
        this(analysis, _ -> decision, Person.NOBODY);
    }

    /// @param decision what the policy says to a request
    HookServer(Function<ToolCall, Analysis> analysis, Function<AccessRequest, Decision> decision, Person person) {
        var clock = Clock.systemUTC();
        var ids = new AtomicLong();
        var enforcer = new Enforcer(
                new Enforcer.Terms(DEV, Mode.ENFORCE, Duration.ofSeconds(5), Optional.empty()),
                analysis,
                (requests, _, _) ->
                        new Pdp.Answer.Decided(requests.stream().map(decision).toList(), "r1", "c1"),
                new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), clock),
                Grants.NONE,
                recorded::add,
                clock,
                () -> "e" + ids.incrementAndGet(),
                new Confirmer(person));
        var api = new HookApi(
                Agents.ALL,
                () -> enforcer,
                new HookApi.Events(
                        outcomes::add,
                        change -> Optional.of(change.file()).filter(f -> !f.isEmpty()),
                        begun::add,
                        new Canaries(clock)),
                TOKEN,
                clock);
        server = new LoopbackServer(0, Optional.empty(), List.of(api), api::handleUnreadable);
    }

    static Analysis understood(ToolCall call) {
        var request =
                new AccessRequest(DEV, Action.USE, Map.of("tool", call.origin().tool()));
        return new Analysis(call.shown(), "/w", List.of(new Finding(request, List.of())), List.of(), List.of());
    }

    int port() {
        return server.port();
    }

    Duration idleTimeout() {
        return server.idleTimeout();
    }

    /// What Claude Code asks about a line of Bash.
    static String call(String command) {
        return Json.text(Map.of(
                "session_id",
                "s",
                "cwd",
                "/w",
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_use_id",
                "t",
                "tool_input",
                Map.of("command", command)));
    }

    /// A request as Claude Code sends it.
    static byte[] post(byte[] body) {
        return post("Host: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " + TOKEN, body);
    }

    static byte[] post(String headers, byte[] body) {
        return concat(
                ("POST /hooks/claude-code HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\nContent-Length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(ISO_8859_1),
                body);
    }

    static byte[] concat(byte[] one, byte[] other) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /// @param body "" when nothing came
    record Answer(int status, String body) {
        /// True for a deny that Claude Code understands as one.
        boolean denies() {
            return status == 200
                    && hook().path("permissionDecision").asString("").equals("deny")
                    && hook().path("hookEventName").asString("").equals("PreToolUse")
                    && !hook().path("permissionDecisionReason").asString("").isBlank();
        }

        /// True for a deny that at least one of the agents understands as one.
        boolean saysNo() {
            var answer = json();
            return denies()
                    || (status == 200
                            && (((is(answer, "decision", "deny") || is(answer, "decision", "block"))
                                            && isTold(answer, "reason"))
                                    || (is(answer, "permissionDecision", "deny")
                                            && isTold(answer, "permissionDecisionReason"))));
        }

        private static boolean is(JsonNode answer, String field, String value) {
            return answer.path(field).asString("").equals(value);
        }

        private static boolean isTold(JsonNode answer, String field) {
            return !answer.path(field).asString("").isBlank();
        }

        boolean hasNoOpinion() {
            return status == 200 && body.equals("{}");
        }

        private JsonNode hook() {
            return json().path("hookSpecificOutput");
        }

        private JsonNode json() {
            try {
                return Json.tree(body.getBytes(UTF_8));
            } catch (JacksonException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }
    }

    /// Sends these bytes, says that there are no more, and reads to the end.
    Answer exchange(byte[] request) {
        return exchange(port(), request);
    }

    static Answer exchange(int port, byte[] request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var writer = Thread.ofVirtual().start(() -> send(socket, request));
            var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            writer.join();
            var head = answer.split("\r\n\r\n", 2);
            int status = head[0].startsWith("HTTP/1.") ? Integer.parseInt(head[0].substring(9, 12)) : 0;
            return new Answer(status, head.length == 2 ? head[1] : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void send(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
        } catch (IOException _) { // the server has heard enough
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
