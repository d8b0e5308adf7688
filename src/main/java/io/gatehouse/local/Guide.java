package io.gatehouse.local;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// What applies on this computer, and to which agents. Each may take a while.
public record Guide(Supplier<Rulebook> rules, Supplier<List<AgentReport>> agents) {
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
            default -> {
                return false;
            }
        }
        return true;
    }
}
