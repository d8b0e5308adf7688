package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.AgentsModel.Result;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The coding agents of this computer: which are protected and how, and what can be done about the others.
final class AgentsView extends ScrollPane {
    private final AgentsModel model;
    private final VBox cards = new VBox();
    private final StackPane result = new StackPane();

    AgentsView(AgentsModel model) {
        this.model = model;
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        cards.getStyleClass().add("agent-cards");
        var column = new VBox(
                Nodes.label(text("window.agents.title"), "headline"),
                Nodes.prose(text("window.agents.text"), "muted"),
                Nodes.trouble(model.failure(), "form-problem"),
                result,
                cards);
        column.getStyleClass().add("page-column");
        column.setMaxWidth(USE_PREF_SIZE);
        setContent(new StackPane(column));
        model.cards().subscribe(_ -> arrange());
        model.doubted().subscribe(_ -> arrange());
        model.failure().subscribe(_ -> arrange());
        model.result().subscribe(_ -> arrange());
        model.result().subscribe(this::tell);
    }

    private void arrange() {
        var known = model.cards().get();
        if (known.isPresent()) {
            cards.getChildren().setAll(known.get().stream().map(this::card).toList());
        } else if (model.failure().get().isEmpty()) {
            cards.getChildren().setAll(List.of(Nodes.label(text("window.agents.loading"), "muted")));
        } else {
            cards.getChildren()
                    .setAll(List.of(new BlankView("fth-alert-circle", text("window.agents.failed.title"), "")));
        }
    }

    private VBox card(AgentCard agent) {
        var standing = agent.standing();
        var word = Nodes.label(standing.word(), "verdict", "standing", standing.tone());
        word.setGraphic(Nodes.icon(standing.icon()));
        word.setMinWidth(USE_PREF_SIZE);
        var head = new HBox(Nodes.label(agent.title(), "agent-title"), word, Nodes.spring());
        head.getStyleClass().add("agent-head");
        head.getChildren().addAll(buttons(agent));
        var card = new VBox(head, Nodes.prose(agent.detail()));
        if (!agent.caveat().isEmpty()) {
            card.getChildren().add(Nodes.prose(agent.caveat(), "muted"));
        }
        if (!agent.trouble().isEmpty()) {
            card.getChildren().add(Nodes.prose(agent.trouble(), "denied-text"));
        }
        agent.change()
                .map(change -> change.undone()
                        ? SetupView.said("watch", "fth-rotate-ccw", change.title(), change.said())
                        : SetupView.said("bad", "fth-alert-triangle", change.title(), change.said()))
                .ifPresent(card.getChildren()::add);
        if (model.doubted().get().equals(agent.name())) {
            card.getChildren().add(doubt(agent));
        }
        card.getChildren().add(new FactsView(agent.facts()));
        card.getStyleClass().add("agent-card");
        return card;
    }

    private List<Node> buttons(AgentCard agent) {
        boolean busy = model.result().get() instanceof Result.Busy(var name) && name.equals(agent.name());
        if (!agent.action().isEmpty()) {
            var connect = new Button(busy ? text("window.setup.connecting") : agent.action());
            connect.getStyleClass().add("accent");
            connect.setDisable(busy);
            connect.setMinWidth(USE_PREF_SIZE);
            connect.setAccessibleHelp(agent.caveat());
            connect.setOnAction(_ -> model.connect(agent));
            return List.of(connect);
        }
        if (agent.canDisconnect() && !model.doubted().get().equals(agent.name())) {
            var disconnect = new Button(text("window.agents.disconnect", agent.title()));
            disconnect.getStyleClass().add("flat");
            disconnect.setDisable(busy);
            disconnect.setMinWidth(USE_PREF_SIZE);
            disconnect.setAccessibleHelp(agent.caveat());
            disconnect.setOnAction(_ -> model.doubt(agent));
            return List.of(disconnect);
        }
        return List.of();
    }

    private HBox doubt(AgentCard agent) {
        var keep = new Button(text("window.agents.disconnect.no"));
        keep.setMinWidth(USE_PREF_SIZE);
        keep.setOnAction(_ -> model.keep());
        var yes = new Button(text("window.agents.disconnect.yes"));
        yes.getStyleClass().add("danger");
        yes.setMinWidth(USE_PREF_SIZE);
        yes.setOnAction(_ -> model.disconnect(agent));
        var sure = Nodes.prose(text("window.agents.disconnect.sure", agent.title()));
        var doubt = new HBox(Nodes.icon("fth-alert-triangle"), sure, Nodes.spring(), keep, yes);
        doubt.getStyleClass().addAll("said", "watch");
        return doubt;
    }

    private void tell(Result outcome) {
        result.getChildren()
                .setAll(
                        switch (outcome) {
                            case Result.Nothing _, Result.Busy _ -> List.<Node>of();
                            case Result.Done(var title, var sentences) ->
                                List.<Node>of(SetupView.said(
                                        "good", "fth-check-circle", title, sentences.toArray(String[]::new)));
                            case Result.Failed(var title, var why) ->
                                List.<Node>of(SetupView.said("bad", "fth-alert-circle", title, why));
                        });
        result.setManaged(!result.getChildren().isEmpty());
    }
}
