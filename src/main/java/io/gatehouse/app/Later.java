package io.gatehouse.app;

import io.gatehouse.agent.SessionBegun;
import io.gatehouse.agent.SettingsChange;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What is known only once the server has its port; a call that comes before waits for it.
final class Later {
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<StatusBoard> status = new CompletableFuture<>();
    private final CompletableFuture<Protection> protection = new CompletableFuture<>();

    void isOn(int serverPort) {
        port.complete(serverPort);
    }

    int port() {
        return port.join();
    }

    void is(StatusBoard statusBoard, Protection agents) {
        status.complete(statusBoard);
        protection.complete(agents);
    }

    Status status() {
        return status.join().get();
    }

    List<AgentReport> agents(AgentsHere here) {
        return here.list(protection.join().claudeCode(), protection.join().others());
    }

    Optional<AgentReport.Kept> kept(String agent, Protection.Changes changes) {
        return protection.join().kept(agent, changes);
    }

    List<String> notes(String agent) {
        return protection.join().notes(agent);
    }

    Optional<String> refusal(SettingsChange change) {
        return protection.join().refusal(change);
    }

    void begun(SessionBegun session) {
        protection.join().begun(session);
    }

    Status.AgentState protect(String agent) {
        return protection.join().protect(agent);
    }
}
