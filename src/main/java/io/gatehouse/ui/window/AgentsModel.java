package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// The coding agents of this computer. All methods belong to the JavaFX thread.
final class AgentsModel {
    /// What came of the last thing that was done.
    sealed interface Result {
        record Nothing() implements Result {}

        /// @param agent its name
        record Busy(String agent) implements Result {}

        record Done(String title, List<String> sentences) implements Result {
            public Done {
                sentences = List.copyOf(sentences);
            }
        }

        record Failed(String title, String why) implements Result {}
    }

    private final Link.Agents link;
    private final Work work;
    private final Clock clock;
    private final String home;
    private final ReadOnlyObjectWrapper<Optional<List<AgentCard>>> cards =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Result> result = new ReadOnlyObjectWrapper<>(new Result.Nothing());
    private final ReadOnlyObjectWrapper<String> doubted = new ReadOnlyObjectWrapper<>("");

    AgentsModel(Link.Agents link, Work work, Clock clock, String home) {
        this.link = link;
        this.work = work;
        this.clock = clock;
        this.home = home;
    }

    /// Looks anew. What is shown stays until the answer is there.
    void reload() {
        work.ask(link.list(), this::show, why -> failure.set(Shown.text(why, true)));
    }

    /// Puts the hook in, or puts it right.
    void connect(AgentCard agent) {
        doubted.set("");
        act(
                agent,
                () -> connected(agent, link.protect().apply(agent.name())),
                text("window.setup.failed", agent.title()));
    }

    private Result connected(AgentCard agent, Status.AgentState state) {
        return SetupModel.isProtected(state)
                ? new Result.Done(
                        text("window.setup.connected", agent.title()),
                        List.of(text("window.setup.next", agent.title())))
                : new Result.Failed(
                        text("window.setup.failed", agent.title()),
                        text("window.setup.not-working", shown(state.settingsFile())));
    }

    private String shown(String path) {
        return Shown.text(Words.shortened(path, home), false);
    }

    /// Asks whether it is meant.
    void doubt(AgentCard agent) {
        result.set(new Result.Nothing());
        doubted.set(agent.name());
    }

    void keep() {
        doubted.set("");
    }

    /// Takes the hook out.
    void disconnect(AgentCard agent) {
        doubted.set("");
        act(
                agent,
                () -> new Result.Done(
                        text("window.agents.disconnected", agent.title()),
                        List.of(text(
                                "window.agents.disconnected.text",
                                shown(link.disconnect().apply(agent.name()))))),
                text("window.agents.disconnect.failed", agent.title()));
    }

    /// Absent until they were told once.
    ReadOnlyObjectProperty<Optional<List<AgentCard>>> cards() {
        return cards.getReadOnlyProperty();
    }

    /// Why they could not be told; "" when they could.
    ReadOnlyObjectProperty<String> failure() {
        return failure.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Result> result() {
        return result.getReadOnlyProperty();
    }

    /// The name of the agent of which it is asked whether to disconnect it; "" for none.
    ReadOnlyObjectProperty<String> doubted() {
        return doubted.getReadOnlyProperty();
    }

    private void act(AgentCard agent, Supplier<Result> does, String otherwise) {
        if (result.get() instanceof Result.Busy) {
            return;
        }
        result.set(new Result.Busy(agent.name()));
        work.ask(
                does,
                done -> {
                    result.set(done);
                    reload();
                },
                why -> result.set(new Result.Failed(otherwise, Shown.text(why, true))));
    }

    private void show(List<AgentReport> reports) {
        failure.set("");
        var now = clock.instant();
        cards.set(Optional.of(
                reports.stream().map(report -> AgentCard.of(report, now, home)).toList()));
    }
}
