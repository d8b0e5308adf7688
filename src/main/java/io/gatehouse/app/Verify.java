package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.HookCall.Heard;
import io.gatehouse.hook.PortCheck;
import io.gatehouse.hook.PortCheck.Listener;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Canary;
import io.gatehouse.local.LocalApiException;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import io.gatehouse.protect.AgentPrograms;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Configured;
import io.gatehouse.protect.ProtectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves that agents ask: calls the hook that an agent's own settings name, just as it stands there, with a call that
/// must be denied and with one that does no harm, and looks whether the agent would take the answers for what they are
/// and whether this Gatehouse's policy gave them.
///
/// Design. The calls are canaries, which the daemon decides as any other and does not record: nobody made them, and a
/// computer on which this runs each hour would tell its person each hour of a denied call. That they came, and what was
/// decided, is asked of the daemon.
///
/// @param ways in which agents are to ask
record Verify(Config config, Machine machine, ClaudeHooks ways) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// @param verified whether it asks, and hears the answer
    /// @param said one sentence
    /// @param remedy a command, or what to do; "" for nothing
    record Result(
            String agent,
            boolean verified,
            String protection,
            String settingsFile,
            String version,
            String said,
            String remedy,
            long millis) {
        Finding finding() {
            return new Finding(agent, verified ? Finding.Weight.GOOD : Finding.Weight.BAD, said, remedy);
        }
    }

    /// Every agent that is on this computer and can ask, or the one that is named.
    List<Result> run(Optional<String> named) {
        var agents = new AgentsHere(machine.agentPrograms())
                .list(machine.claudeCode().state(ways), Protection.others(config.dataDir(), machine));
        var results = new ArrayList<Result>();
        for (var agent : agents) {
            if (named.isPresent()
                    ? agent.name().equals(named.get())
                    : agent.askable() && agent.protection() != Status.Protection.NOT_FOUND) {
                results.add(verify(agent));
            }
        }
        named.filter(name -> results.isEmpty())
                .ifPresent(name -> results.add(new Result(
                        name, false, "NOT_FOUND", "", "", name + " was not found on this computer.", "", 0)));
        return results;
    }

    private Result verify(AgentReport agent) {
        var protect = "gatehouse agents protect " + agent.name();
        return switch (agent.protection()) {
            case NOT_FOUND -> result(agent, false, agent.label() + " was not found on this computer.", "", 0);
            case UNPROTECTED ->
                result(
                        agent,
                        false,
                        agent.label() + " does not ask Gatehouse: no hook is in its settings.",
                        protect,
                        0);
            case DAMAGED -> result(agent, false, agent.detail(), protect, 0);
            case USER, MANAGED -> proven(agent, protect);
        };
    }

    private Result proven(AgentReport agent, String protect) {
        try {
            var hook = configured(agent.name());
            if (hook.isEmpty()) {
                return result(agent, false, "No hook for tool calls is in " + agent.settingsFile() + ".", protect, 0);
            }
            var diverted = agent.protection() == Status.Protection.USER && hook.get() instanceof Configured.Http
                    ? Doctor.diverting(machine.env())
                    : Optional.<String>empty();
            if (diverted.isPresent()) {
                return result(
                        agent,
                        false,
                        diverted.get() + " leads " + agent.label() + "'s hooks to a proxy, and not to Gatehouse.",
                        Doctor.SPARE_LOOPBACK,
                        0);
            }
            return asked(agent, hook.get(), protect);
        } catch (ProtectException e) {
            return result(agent, false, String.valueOf(e.getMessage()), protect, 0);
        }
    }

    private Optional<Configured> configured(String agent) {
        return agent.equals(ClaudeCode.NAME)
                ? machine.claudeCode().configured()
                : machine.findOtherAgent(agent).flatMap(other -> other.configured());
    }

    private Result asked(AgentReport agent, Configured hook, String protect) {
        try (var daemon = LocalClient.open(config.dataDir())) {
            var session = daemon.canary().session();
            var call = new HookCall(agent.name(), PATIENCE);
            var began = System.nanoTime();
            var denied = call.ask(hook, mustBeDenied(agent.name(), session));
            var millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            var harmless = call.ask(hook, new CanaryCall(agent.name(), session, machine.home(), "pwd").json());
            return judged(agent, hook, denied, harmless, daemon.canary(session), protect, millis);
        } catch (LocalApiException e) {
            return withoutDaemon(agent, hook);
        }
    }

    /// The rule against this holds in observe mode, too.
    private String mustBeDenied(String agent, String session) {
        var guarded = ProtectedAgents.in(config.dataDir()).file();
        return new CanaryCall(agent, session, machine.home(), "echo canary > " + quoted(guarded)).json();
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private Result judged(
            AgentReport agent,
            Configured hook,
            Heard denied,
            Heard harmless,
            Canary canary,
            String protect,
            long millis) {
        var seen = canary.seen().stream()
                .filter(one -> one.agent().equals(agent.name()))
                .toList();
        if (seen.isEmpty()) {
            return notOurs(agent, denied, protect, millis);
        }
        if (seen.getFirst().allowed()) {
            return result(
                    agent,
                    false,
                    "Policy lets " + agent.label() + " write to Gatehouse's own files.",
                    "Tell your security team.",
                    millis);
        }
        if (!(denied instanceof Heard.Refusal)) {
            return result(
                    agent,
                    false,
                    agent.label() + " would not take the answer for a refusal: " + words(denied) + ".",
                    protect,
                    millis);
        }
        boolean mayRun = seen.size() > 1 && seen.get(1).allowed();
        boolean runs = harmless instanceof Heard.Allowed;
        if (seen.size() < 2 || mayRun != runs) {
            return result(
                    agent,
                    false,
                    "A harmless call was decided, and " + agent.label() + " would not take the answer for that: "
                            + words(harmless) + ".",
                    protect,
                    millis);
        }
        return result(
                agent,
                true,
                "%s asks, %s: a call that must be denied was refused (%s), and a harmless one was %s.%s"
                        .formatted(
                                agent.label(),
                                by(hook),
                                seen.getFirst().basis(),
                                mayRun
                                        ? "let through"
                                        : "refused (" + seen.get(1).basis() + ")",
                                AgentPrograms.Agent.caveat(agent.name())),
                "",
                millis);
    }

    /// The daemon runs, and the hook did not reach it.
    private Result notOurs(AgentReport agent, Heard denied, String protect, long millis) {
        boolean stranger = PortCheck.ask(ways.endpoint().port(), ways.endpoint().token()) == Listener.STRANGER;
        var otherwise = stranger
                ? "another program has port " + ways.endpoint().port()
                : "it does not reach this Gatehouse, or carries another token";
        return switch (denied) {
            case Heard.Allowed _ ->
                result(
                        agent,
                        false,
                        "A call that must be denied would have run: the hook of " + agent.label()
                                + " was answered, but " + otherwise + ".",
                        protect,
                        millis);
            case Heard.Refusal _ ->
                result(
                        agent,
                        false,
                        agent.label() + " is refused every call, whatever policy says: " + otherwise + ".",
                        protect,
                        millis);
            case Heard.Unclear(var what) ->
                result(
                        agent,
                        false,
                        "The hook of " + agent.label() + " does not work: " + what + ".",
                        stranger ? "gatehouse doctor" : protect,
                        millis);
        };
    }

    private Result withoutDaemon(AgentReport agent, Configured hook) {
        var nobody = "gatehouse-canary-of-no-daemon";
        var heard = new HookCall(agent.name(), PATIENCE).ask(hook, mustBeDenied(agent.name(), nobody));
        var endpoint = ways.endpoint();
        boolean stranger = PortCheck.ask(endpoint.port(), endpoint.token()) == Listener.STRANGER;
        var why = stranger
                ? "Gatehouse is not running, and another program has port " + endpoint.port() + ": "
                : "Gatehouse is not running: ";
        var remedy = stranger ? "gatehouse doctor" : "gatehouse";
        return switch (heard) {
            case Heard.Allowed _ -> result(agent, false, why + "a call that must be denied would have run.", remedy, 0);
            case Heard.Refusal _ -> result(agent, false, why + "every call is refused.", remedy, 0);
            case Heard.Unclear(var what) -> result(agent, false, why + what + ".", remedy, 0);
        };
    }

    private static String words(Heard heard) {
        return switch (heard) {
            case Heard.Refusal _ -> "a refusal";
            case Heard.Allowed _ -> "nothing";
            case Heard.Unclear(var what) -> what;
        };
    }

    private static String by(Configured hook) {
        return switch (hook) {
            case Configured.Http http -> "over HTTP by " + http.file();
            case Configured.Command command -> "by the program in " + command.file();
            case Configured.Plugin(var file) -> "by the plugin " + file;
        };
    }

    private static Result result(AgentReport agent, boolean verified, String said, String remedy, long millis) {
        return new Result(
                agent.name(),
                verified,
                agent.protection().name(),
                agent.settingsFile(),
                agent.version(),
                said,
                remedy,
                millis);
    }
}
