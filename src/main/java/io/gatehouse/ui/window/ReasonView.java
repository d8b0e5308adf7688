package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// A rule that fired: its name and weight, why it is there, and what would be allowed instead.
final class ReasonView extends VBox {
    /// A cause that is no rule, in its own words.
    ReasonView(String cause, String why, Look look) {
        getStyleClass().addAll("reason", look.styleClass());
        getChildren().addAll(Nodes.label(cause, "code", "rule"), Nodes.prose(why, "why"));
    }

    ReasonView(Details.Reason reason, Look look) {
        getStyleClass().addAll("reason", look.styleClass());
        var head = new HBox(Nodes.label(reason.rule(), "code", "rule"), worth(reason));
        head.getStyleClass().add("reason-head");
        getChildren().addAll(head, Nodes.prose(reason.why(), "why"));
        fix(reason);
    }

    /// A rule on its own, and how severe it is.
    ReasonView(Details.Reason reason, String severity) {
        getStyleClass().addAll("reason", "quiet");
        var head = new HBox(worth(reason), Nodes.label(severity, "worth"));
        head.getStyleClass().add("reason-head");
        getChildren().addAll(Nodes.prose(reason.why(), "why"));
        fix(reason);
        getChildren().add(head);
    }

    private static Label worth(Details.Reason reason) {
        var worth = Nodes.label(reason.worth(), "worth", reason.hard() ? "hard" : "waivable");
        worth.setGraphic(Nodes.icon(reason.hard() ? "fth-lock" : "fth-unlock"));
        worth.setTooltip(Nodes.hover(text(reason.hard() ? "window.rule.hard.more" : "window.rule.waivable.more")));
        worth.setMinWidth(USE_PREF_SIZE);
        return worth;
    }

    private void fix(Details.Reason reason) {
        if (!reason.fix().isEmpty()) {
            var title = Nodes.label(text("window.details.fix"), "fix-title");
            title.setGraphic(Nodes.icon("fth-check-circle"));
            var fix = new VBox(title, Nodes.prose(reason.fix(), "fix-text"));
            fix.getStyleClass().add("fix");
            getChildren().add(fix);
        }
    }
}
