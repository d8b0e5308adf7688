package io.gatehouse.local;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What applies on this computer, and to which agents. Each may take a while.
///
/// @param fresh begins a proof that hooks work
/// @param canary by its session
public record Guide(
        Supplier<Rulebook> rules,
        Supplier<List<AgentReport>> agents,
        Supplier<Canary> fresh,
        Function<String, Canary> canary) {
    private static final Pattern CANARY = Pattern.compile("canaries/(" + LocalClient.NAME + ")");

    /// @return false for a path that is about something else
    boolean answer(Exchange exchange, String path) throws IOException {
        switch (path) {
            case "rules" -> {
                exchange.needs("GET");
                exchange.send(200, rules.get());
            }
            case "agents" -> {
                exchange.needs("GET");
                exchange.send(200, agents.get());
            }
            case "canaries" -> {
                exchange.needs("POST");
                exchange.needsNoBody();
                exchange.send(200, fresh.get());
            }
            default -> {
                return answerAboutCanary(exchange, path);
            }
        }
        return true;
    }

    private boolean answerAboutCanary(Exchange exchange, String path) throws IOException {
        var session = CANARY.matcher(path);
        if (!session.matches()) {
            return false;
        }
        exchange.needs("GET");
        exchange.send(200, canary.apply(session.group(1)));
        return true;
    }
}
