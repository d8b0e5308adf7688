package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.SetupModel.AgentLine;
import io.gatehouse.ui.window.SetupModel.Result;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The first-run page.
final class SetupView extends ScrollPane {
    private final SetupModel model;
    private final VBox steps = list();
    private final VBox agents = list();
    private final StackPane result = new StackPane();

    SetupView(SetupModel model) {
        this.model = model;
        getStyleClass().add("setup");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        var head = new HBox(
                Nodes.icon("fth-shield", "setup-logo"), Nodes.label(text("window.setup.title"), "setup-title"));
        head.getStyleClass().add("setup-head");
        var column = new VBox(
                head,
                Nodes.prose(text("window.setup.text"), "setup-text"),
                Nodes.label(text("window.setup.agents"), "section"),
                agents,
                result,
                Nodes.label(text("window.setup.state"), "section"),
                steps);
        column.getStyleClass().add("setup-column");
        column.setMaxWidth(USE_PREF_SIZE);
        setContent(new StackPane(column));
        model.steps().subscribe(current -> steps.getChildren()
                .setAll(current.stream()
                        .map(step -> line(step.ok(), "fth-alert-triangle", step.title(), step.detail()))
                        .toList()));
        model.agents().subscribe(_ -> arrangeAgents());
        model.result().subscribe(_ -> arrangeAgents());
        model.result().subscribe(this::arrangeResult);
    }

    private void arrangeAgents() {
        agents.getChildren()
                .setAll(model.agents().get().stream().map(this::agent).toList());
        if (model.agents().get().isEmpty()) {
            agents.getChildren().add(line(false, "fth-info", text("window.setup.no-agents"), ""));
        }
    }

    private HBox agent(AgentLine agent) {
        var line = line(agent.ok(), "fth-circle", agent.title(), agent.detail());
        if (!agent.action().isEmpty()) {
            boolean connecting =
                    model.result().get() instanceof Result.Connecting(var name) && name.equals(agent.name());
            var connect = new Button(connecting ? text("window.setup.connecting") : agent.action());
            connect.setMinWidth(USE_PREF_SIZE);
            connect.setDefaultButton(true);
            connect.setDisable(connecting);
            connect.setOnAction(_ -> model.connect(agent));
            line.getChildren().add(connect);
        }
        return line;
    }

    private void arrangeResult(Result outcome) {
        result.getChildren()
                .setAll(
                        switch (outcome) {
                            case Result.Nothing _, Result.Connecting _ ->
                                Stream.<Node>empty().toList();
                            case Result.Connected(var title, var written, var next) ->
                                Stream.<Node>of(said("good", "fth-check-circle", title, written, next))
                                        .toList();
                            case Result.Failed(var title, var why) ->
                                Stream.<Node>of(said("bad", "fth-alert-circle", title, why))
                                        .toList();
                        });
        result.setManaged(!result.getChildren().isEmpty());
    }

    static HBox said(String tone, String icon, String title, String... sentences) {
        var words = new VBox(Nodes.label(title, "said-title"));
        Stream.of(sentences).map(sentence -> Nodes.prose(sentence)).forEach(words.getChildren()::add);
        words.getStyleClass().add("said-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        var said = new HBox(Nodes.icon(icon), words);
        said.getStyleClass().addAll("said", tone);
        return said;
    }

    private static HBox line(boolean ok, String otherwise, String title, String detail) {
        var words = new VBox(Nodes.prose(title, "line-title"));
        if (!detail.isEmpty()) {
            words.getChildren().add(Nodes.prose(detail, "muted"));
        }
        words.getStyleClass().add("line-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        var line = new HBox(Nodes.icon(ok ? "fth-check" : otherwise, ok ? "ok" : "open"), words);
        line.getStyleClass().add("line");
        return line;
    }

    private static VBox list() {
        var list = new VBox();
        list.getStyleClass().add("lines");
        return list;
    }
}
