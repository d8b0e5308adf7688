package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// The first-run page: what Gatehouse is, how it stands, and one click that connects an agent. All methods belong
/// to the JavaFX thread.
final class SetupModel {
    /// @param ok whether there is nothing to do about it
    record Step(boolean ok, String title, String detail) {}

    /// @param action what the button does, "" for no button
    record AgentLine(String name, boolean ok, String title, String detail, String action) {}

    /// What came of the last click.
    sealed interface Result {
        record Nothing() implements Result {}

        record Connecting(String agent) implements Result {}

        record Connected(String title, String written, String next) implements Result {}

        record Failed(String title, String why) implements Result {}
    }

    private final Link link;
    private final Work work;
    private final String home;
    private final ReadOnlyObjectWrapper<List<Step>> steps = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<AgentLine>> agents = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Result> result = new ReadOnlyObjectWrapper<>(new Result.Nothing());

    SetupModel(Link link, Work work, String home) {
        this.link = link;
        this.work = work;
        this.home = home;
    }

    void update(Status status) {
        steps.set(List.of(daemon(status), pdp(status.pdp()), mode(status), principal(status)));
        agents.set(status.agents().stream().map(this::line).toList());
    }

    void connect(AgentLine agent) {
        if (result.get() instanceof Result.Connecting) {
            return;
        }
        result.set(new Result.Connecting(agent.name()));
        work.ask(
                () -> link.agents().protect().apply(agent.name()),
                this::connected,
                why -> result.set(
                        new Result.Failed(text("window.setup.failed", agent.title()), Shown.text(why, true))));
    }

    ReadOnlyObjectProperty<List<Step>> steps() {
        return steps.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<List<AgentLine>> agents() {
        return agents.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Result> result() {
        return result.getReadOnlyProperty();
    }

    static boolean isProtected(Status.AgentState agent) {
        return switch (agent.protection()) {
            case USER, MANAGED -> true;
            case NOT_FOUND, UNPROTECTED, DAMAGED -> false;
        };
    }

    private void connected(Status.AgentState state) {
        agents.set(agents.get().stream()
                .map(line -> line.name().equals(state.name()) ? line(state) : line)
                .toList());
        var label = Shown.line(state.label(), 40);
        result.set(
                isProtected(state)
                        ? new Result.Connected(
                                text("window.setup.connected", label),
                                text("window.setup.written", file(state)),
                                text("window.setup.next", label))
                        : new Result.Failed(
                                text("window.setup.failed", label), text("window.setup.not-working", file(state))));
    }

    private static Step daemon(Status status) {
        return new Step(
                true,
                text("window.step.daemon"),
                text("window.step.daemon.detail", Overview.authority(status.hookUrl())));
    }

    private static Step pdp(Status.PdpState pdp) {
        boolean ok =
                switch (pdp.connection()) {
                    case CONNECTED, NOT_ASKED, BUILT_IN -> true;
                    case NOT_CONFIGURED, UNREACHABLE, REFUSING, BROKEN -> false;
                };
        return new Step(
                ok,
                text("window.step.pdp." + Overview.key(pdp.connection())),
                Shown.text(
                        text(
                                "window.step.pdp." + Overview.key(pdp.connection()) + ".detail",
                                Optional.of(pdp.url())
                                        .filter(url -> !url.isEmpty())
                                        .orElse("-"),
                                pdp.detail()),
                        false));
    }

    private static Step mode(Status status) {
        boolean enforcing = status.mode() == Mode.ENFORCE;
        return new Step(
                enforcing,
                text(enforcing ? "window.step.enforcing" : "window.step.observing"),
                text(enforcing ? "window.step.enforcing.detail" : "window.step.observing.detail"));
    }

    private static Step principal(Status status) {
        return new Step(
                true,
                text("window.step.principal", Shown.line(status.principal(), 60)),
                Shown.text(
                        text("window.step.principal.detail", status.roles().size(), String.join(", ", status.roles())),
                        false));
    }

    private AgentLine line(Status.AgentState agent) {
        var label = Shown.line(agent.label(), 40);
        var file = file(agent);
        return switch (agent.protection()) {
            case NOT_FOUND -> new AgentLine(agent.name(), false, label, text("window.agent.not-found"), "");
            case UNPROTECTED ->
                new AgentLine(
                        agent.name(),
                        false,
                        label,
                        text("window.agent.unprotected"),
                        text("window.agent.connect", label));
            case DAMAGED ->
                new AgentLine(
                        agent.name(),
                        false,
                        label,
                        text("window.agent.damaged", file),
                        text("window.agent.repair", label));
            case USER -> new AgentLine(agent.name(), true, label, text("window.agent.user", file), "");
            case MANAGED -> new AgentLine(agent.name(), true, label, text("window.agent.managed", file), "");
        };
    }

    private String file(Status.AgentState agent) {
        return Shown.text(Words.shortened(agent.settingsFile(), home), false);
    }
}
