package io.gatehouse.local;

import java.io.IOException;
import java.util.regex.Pattern;

/// The part of the local API that is about the daemon itself and about what leaves this computer.
final class InsightRoutes {
    private static final Pattern OF_CALL = Pattern.compile("enforcements/(" + LocalClient.NAME + ")/privacy");

    private final Insight insight;

    InsightRoutes(Insight insight) {
        this.insight = insight;
    }

    /// As it is sent.
    record Diagnostics(String text) {}

    /// @return false for a path that is about something else
    boolean answer(Exchange exchange, String path) throws IOException {
        var ofCall = OF_CALL.matcher(path);
        if (ofCall.matches()) {
            exchange.needs("GET");
            exchange.send(
                    200,
                    insight.ofCall()
                            .apply(ofCall.group(1))
                            .orElseThrow(() -> new Problem(404, "There is no enforcement with this id.")));
            return true;
        }
        switch (path) {
            case "privacy" -> {
                exchange.needs("GET");
                exchange.send(200, insight.privacy().get());
            }
            case "vitals" -> {
                exchange.needs("GET");
                exchange.send(200, insight.vitals().get());
            }
            case "diagnostics" -> {
                exchange.needs("GET");
                exchange.send(200, new Diagnostics(insight.diagnostics().get()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
