package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// One access request: a line that opens to all that the policy was told.
final class QuestionView extends VBox {
    /// Further in, they stand below each other.
    private static final int DEEPEST = 4;

    QuestionView(Question question) {
        getStyleClass().addAll("question", "depth-" + Math.min(question.depth(), DEEPEST));
        var open = new ToggleButton();
        var effect =
                Nodes.icon(question.allowed() ? "fth-check" : "fth-slash", question.allowed() ? "allowed" : "denied");
        var action = Nodes.label(question.action(), "code", "action");
        action.setMinWidth(USE_PREF_SIZE);
        var head = new HBox(action, Nodes.label(question.key(), "code", "muted", "key"));
        head.getStyleClass().add("question-head");
        var words = new VBox(head);
        words.getStyleClass().add("question-words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        if (!question.rules().isEmpty()) {
            words.getChildren().add(Nodes.prose(question.rules(), "code", "denied-text", "rules"));
        }
        var chevron = Nodes.icon("fth-chevron-right", "chevron");
        var line = new HBox(effect, words, chevron);
        line.getStyleClass().add("question-line");
        open.setGraphic(line);
        open.getStyleClass().add("question-button");
        open.setMaxWidth(Double.MAX_VALUE);
        line.prefWidthProperty().bind(open.widthProperty().subtract(2));
        var attributes = new FactsView(question.attributes());
        attributes.getStyleClass().add("attributes");
        attributes.visibleProperty().bind(open.selectedProperty());
        attributes.managedProperty().bind(open.selectedProperty());
        chevron.rotateProperty().bind(open.selectedProperty().map(selected -> selected ? 90 : 0));
        open.accessibleTextProperty()
                .bind(open.selectedProperty()
                        .map(selected -> question.word() + " "
                                + question.action() + " " + question.key() + ". "
                                + text(selected ? "window.question.hide" : "window.question.show")));
        getChildren().addAll(open, attributes);
    }
}
