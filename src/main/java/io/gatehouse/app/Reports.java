package io.gatehouse.app;

import io.gatehouse.local.Status;
import io.gatehouse.wire.DeviceReport;

/// What this computer says about itself to the console.
final class Reports {
    private Reports() {}

    static DeviceReport of(Status status, String host) {
        return new DeviceReport(
                status.version(),
                host,
                Machine.osName(),
                status.mode().code(),
                basis(status),
                status.pdp().revision(),
                status.agents().stream().map(Reports::agent).toList(),
                status.console().map(Status.ConsoleState::waiting).orElse(0L),
                status.console().map(Status.ConsoleState::documentVersion).orElse(0L));
    }

    private static String basis(Status status) {
        if (status.deniesAll()) {
            return "none";
        }
        return switch (status.pdp().connection()) {
            case CONNECTED, NOT_ASKED -> "central";
            case BUILT_IN, UNREACHABLE -> "plan";
            case NOT_CONFIGURED, REFUSING, BROKEN -> "none";
        };
    }

    private static DeviceReport.AgentState agent(Status.AgentState agent) {
        return new DeviceReport.AgentState(
                agent.name(),
                switch (agent.protection()) {
                    case USER, MANAGED -> true;
                    case NOT_FOUND, UNPROTECTED, DAMAGED -> false;
                });
    }
}
