package io.gatehouse.hook;

import io.gatehouse.agent.Agent;
import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.agent.SessionBegun;
import io.gatehouse.agent.SettingsChange;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Patience;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /hooks/AGENT`.
///
/// Design. To most agents any status but 2xx means "go on". So every way out of a request to an agent's endpoint
/// is 200 with an answer that the agent understands as a verdict, also for a stranger, a bug and a request that
/// makes no sense. A [Shim] gets the same verdict with its proof.
public final class HookApi extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(HookApi.class);

    private static final String PREFIX = "/hooks/";
    private static final String OTHER_API = "/api/";
    private static final Pattern LOCAL_HOST = Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]*)?");
    private static final Pattern JSON = Pattern.compile("(?i)application/json\\s*(;.*)?");

    /// Of a body that is too large, this much is still taken off the wire, so that its sender hears the verdict.
    private static final long MOST_DRAINED = 1L << 30;

    private static final Duration TURN = Duration.ofSeconds(30);

    private final Map<String, Agent> agents;
    private final Agent fallback;
    private final Supplier<Enforcer> enforcer;
    private final Events events;
    private final byte[] token;
    private final byte[] authorization;
    private final Strangers strangers;
    private final Admission admission = new Admission(TURN);

    /// What is done with events that are no agent's calls.
    ///
    /// @param ran told what the agents report after a tool ran
    /// @param refusal why settings must not be taken up, for the person; empty when they may be
    /// @param begun told of sessions
    /// @param canaries calls that nobody made
    public record Events(
            Consumer<Outcome> ran,
            Function<SettingsChange, Optional<String>> refusal,
            Consumer<SessionBegun> begun,
            Canaries canaries) {}

    /// @param enforcer the one that decides when it is asked for
    /// @param token what the hook's `Authorization: Bearer` must carry, or the shim's proof be made with
    public HookApi(List<Agent> agents, Supplier<Enforcer> enforcer, Events events, String token, Clock clock) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("an empty token would let everybody in");
        }
        this.agents = agents.stream().collect(Collectors.toUnmodifiableMap(Agent::name, Function.identity()));
        this.fallback = agents.getFirst();
        this.enforcer = enforcer;
        this.events = events;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.strangers = new Strangers(enforcer, clock);
    }

    /// Leaves alone what is not an agent's endpoint.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var agent = agent(request);
        if (agent.isEmpty() || !request.getMethod().equals("POST")) {
            return false;
        }
        send(decided(agent.get(), request), response, callback);
        return true;
    }

    /// Answers what the server refuses to read as a request. Nobody can tell that it was not an agent's, unless it
    /// names the path of another API, which is left alone.
    public boolean handleUnreadable(Request request, Response response, Callback callback) {
        var path = request.getHttpURI().getCanonicalPath();
        if (path != null && path.startsWith(OTHER_API)) {
            return false;
        }
        var agent = agent(request).orElse(fallback);
        response.reset();
        send(agent.write(strangers.deny(Cause.FOREIGN_REQUEST, agent.name()), ""), response, callback);
        return true;
    }

    private Optional<Agent> agent(Request request) {
        var path = request.getHttpURI().getCanonicalPath();
        return path != null && path.startsWith(PREFIX)
                ? Optional.ofNullable(agents.get(path.substring(PREFIX.length())))
                : Optional.empty();
    }

    /// What the agent is told.
    ///
    /// @param event the agent's name of the event; "" where it is not known
    private record Answer(Verdict verdict, String event) {
        static final Answer NOTHING_TO_SAY = new Answer(new Verdict.Allow(), "");
    }

    private byte[] decided(Agent agent, Request request) {
        try {
            var shim = Shim.find(request, token, agent.name());
            var answer = answer(agent, request, shim);
            var json = agent.write(answer.verdict(), answer.event());
            return shim.isPresent() ? shim.get().answer(answer.verdict(), json) : json;
        } catch (Throwable e) { // the one place: not even an Error may become an allow
            log.error("Denied a call because of a bug in Gatehouse", e);
            return agent.write(Enforcer.fault(Cause.INTERNAL_ERROR), ""); // which no shim takes for an allow
        }
    }

    private static void send(byte[] answer, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
        response.write(true, ByteBuffer.wrap(answer), callback);
    }

    private Answer answer(Agent agent, Request request, Optional<Shim> shim) {
        var stranger = stranger(request, shim);
        if (stranger.isPresent()) {
            drain(Content.Source.asInputStream(request));
            return stranger(stranger.get(), agent);
        }
        var raw = Content.Source.asInputStream(request);
        var admitted = admission.request();
        try (var admittedBody = admitted.admit(raw)) {
            var body = shim.map(asking -> asking.hearing(admittedBody)).orElse(admittedBody);
            var reading = agent.read(body);
            return shim.isPresent() && !shim.get().isProven(body)
                    ? stranger(Cause.BAD_TOKEN, agent)
                    : answer(agent, reading, admitted, Waiting.of(request));
        } catch (Admission.TooLarge _) {
            drain(raw);
            return denied(agent, Cause.TOO_LARGE, "");
        } catch (Admission.Overloaded _) {
            drain(raw);
            return denied(agent, Cause.OVERLOADED, "");
        } catch (IOException _) {
            return denied(agent, Cause.MALFORMED_CALL, "its body broke off");
        }
    }

    private Answer answer(Agent agent, Reading reading, Admission.Request admitted, Waiting waiting)
            throws Admission.Overloaded {
        return switch (reading) {
            case Reading.Call(var call, var event) ->
                new Answer(admitted.inTurn(giveBack -> decided(call, waiting.patience(giveBack))), event);
            case Reading.Ran(var outcome) -> {
                told(events.ran(), outcome);
                yield Answer.NOTHING_TO_SAY;
            }
            case Reading.Changed(var change, var event) ->
                events.refusal()
                        .apply(change)
                        .map(why -> new Answer(enforcer.get().deny(Cause.HOOK_REMOVED, agent.name(), why), event))
                        .orElse(Answer.NOTHING_TO_SAY);
            case Reading.Begun(var session) -> {
                told(events.begun(), session);
                yield Answer.NOTHING_TO_SAY;
            }
            case Reading.Ignored _ -> Answer.NOTHING_TO_SAY;
            case Reading.Malformed(var why) -> denied(agent, Cause.MALFORMED_CALL, why);
        };
    }

    private Verdict decided(ToolCall call, Patience patience) {
        var now = enforcer.get();
        return events.canaries().answer(call, now).orElseGet(() -> now.enforce(call, patience));
    }

    private Answer stranger(Cause cause, Agent agent) {
        return new Answer(strangers.deny(cause, agent.name()), "");
    }

    private Answer denied(Agent agent, Cause cause, String detail) {
        return new Answer(enforcer.get().deny(cause, agent.name(), detail), "");
    }

    /// What has happened is only noted.
    private static <T> void told(Consumer<T> listener, T event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.warn("Could not note what an agent told", e);
        }
    }

    /// Why a request is not an agent's, as far as that shows before its body: a shim's proof is over the body too.
    private Optional<Cause> stranger(Request request, Optional<Shim> shim) {
        var headers = request.getHeaders();
        var host = headers.get(HttpHeader.HOST);
        var type = headers.get(HttpHeader.CONTENT_TYPE);
        if (host == null
                || !LOCAL_HOST.matcher(host).matches()
                || headers.contains(HttpHeader.ORIGIN)
                || type == null
                || !JSON.matcher(type).matches()) {
            return Optional.of(Cause.FOREIGN_REQUEST);
        }
        var given = headers.get(HttpHeader.AUTHORIZATION);
        boolean known = shim.isPresent()
                || (given != null && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8)));
        return known ? Optional.empty() : Optional.of(Cause.BAD_TOKEN);
    }

    private static void drain(InputStream body) {
        var buffer = new byte[8 << 10];
        try {
            for (long left = MOST_DRAINED; left > 0; ) {
                int n = body.read(buffer);
                if (n < 0) {
                    return;
                }
                left -= n;
            }
        } catch (IOException _) {
            // the sender has gone; there is nobody left to answer
        }
    }
}
