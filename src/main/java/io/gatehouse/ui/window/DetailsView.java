package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// One enforcement: what was decided, why, and on what.
final class DetailsView extends BorderPane {
    private static final Duration NOTICEABLE = Duration.ofMillis(1_500);

    private final ReadOnlyObjectProperty<Instant> now;
    private final ScrollPane scroll = new ScrollPane();

    /// @param ask asks for an exception to it
    DetailsView(Details details, ReadOnlyObjectProperty<Instant> now, Runnable ask, Runnable copy, Runnable copyJson) {
        this.now = now;
        getStyleClass().add("details");
        setAccessibleText(text("window.details.name"));
        scroll.setContent(content(details));
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(true);
        setCenter(scroll);
        setBottom(buttons(details, ask, copy, copyJson));
    }

    double position() {
        return scroll.getVvalue();
    }

    void scrollTo(double position) {
        scroll.setVvalue(position);
    }

    private VBox content(Details details) {
        var content = new VBox(
                head(details), Nodes.prose(details.title(), "headline"), new CallView(details.call(), details.look()));
        content.getStyleClass().add("details-content");
        var parts = content.getChildren();
        if (!details.cause().isEmpty()) {
            parts.add(new ReasonView(details.cause(), details.lead(), details.look()));
        } else if (!details.lead().isEmpty()) {
            parts.add(Nodes.prose(details.lead(), "lead"));
        }
        for (int i = 0; i < details.reasons().size(); i++) {
            if (i == 1) {
                parts.add(section(text("window.details.also")));
            }
            parts.add(new ReasonView(details.reasons().get(i), details.look()));
        }
        if (!details.doubts().isEmpty()) {
            parts.add(section(text("window.details.doubts")));
            details.doubts().forEach(doubt -> parts.add(Nodes.prose(doubt, "doubt")));
        }
        if (!details.requests().isEmpty()) {
            parts.add(section(text("window.details.requests", details.requests().size())));
            var questions = new VBox();
            questions.getStyleClass().add("questions");
            details.requests().forEach(question -> questions.getChildren().add(new QuestionView(question)));
            parts.add(questions);
        }
        if (!details.told().isEmpty()) {
            parts.add(section(text("window.details.told")));
            parts.add(Nodes.prose(details.told(), "told"));
        }
        parts.add(section(text("window.details.facts")));
        parts.add(new FactsView(details.facts()));
        return content;
    }

    private HBox head(Details details) {
        var when = new Label();
        when.getStyleClass().add("muted");
        when.textProperty().bind(now.map(time -> Words.when(details.at(), time, ZoneId.systemDefault())));
        when.setTooltip(Nodes.hover(Words.exact(details.at(), ZoneId.systemDefault())));
        var verdict = Nodes.verdict(details.look());
        verdict.getStyleClass().add("big");
        var head = new HBox(verdict, Nodes.spring(), when);
        head.getStyleClass().add("details-head");
        return head;
    }

    private static Label section(String title) {
        return Nodes.label(title, "section");
    }

    /// In a narrow window they go on in another row.
    private static FlowPane buttons(Details details, Runnable ask, Runnable copy, Runnable copyJson) {
        var buttons = new FlowPane();
        buttons.getStyleClass().add("details-buttons");
        if (!details.reasons().isEmpty() && details.hardRule().isEmpty()) {
            var request = new Button(text("window.details.request"), Nodes.icon("fth-key"));
            request.getStyleClass().add("accent");
            request.setOnAction(_ -> ask.run());
            buttons.getChildren().add(request);
        }
        buttons.getChildren()
                .addAll(
                        button("window.details.copy", "fth-copy", copy),
                        button("window.details.copy-json", "fth-code", copyJson));
        return buttons;
    }

    private static Button button(String key, String icon, Runnable act) {
        var button = new Button(text(key), Nodes.icon(icon));
        button.setOnAction(_ -> {
            act.run();
            button.setText(text("window.details.copied"));
            Fx.later(NOTICEABLE, () -> button.setText(text(key)));
        });
        return button;
    }
}
