package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Marked;
import io.gatehouse.local.Privacy;
import io.gatehouse.local.Privacy.Piece;
import io.gatehouse.policy.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A piece of what is sent: what it is, whether it has left, and its JSON to be read or byte for byte.
final class PieceView extends VBox {
    /// More than that nobody reads, and the toolkit would take seconds to draw it. The whole of it is copied.
    private static final int LONGEST = 20_000;

    private static final double HIGHEST = 300;

    private final StackPane json = new StackPane();

    PieceView(Piece piece) {
        getStyleClass().add("piece");
        var readable = new ToggleButton(text("window.privacy.readable"));
        var exact = new ToggleButton(text("window.privacy.exact"));
        readable.getStyleClass().add("left-pill");
        exact.getStyleClass().add("right-pill");
        var group = new ToggleGroup();
        group.getToggles().addAll(readable, exact);
        group.selectToggle(readable);
        group.selectedToggleProperty().subscribe((before, chosen) -> {
            if (chosen == null) {
                group.selectToggle(before);
            } else {
                show(chosen.equals(exact) ? piece.exact() : piece.readable());
            }
        });
        show(piece.readable());
        var segments = new HBox(readable, exact);
        segments.getStyleClass().add("segments");
        segments.setMinWidth(USE_PREF_SIZE);
        var title = new VBox(Nodes.prose(text(key("kind", piece.kind())), "piece-title"), facts(piece));
        title.setMinWidth(0);
        var head = new HBox(title, state(piece.state()), Nodes.spring(), segments, copy(piece));
        head.getStyleClass().add("piece-head");
        getChildren().addAll(head, json);
        if (!piece.detail().isEmpty()) {
            getChildren().add(Nodes.prose(Shown.text(piece.detail(), false), "denied-text"));
        }
    }

    private static Label facts(Piece piece) {
        long bytes = piece.exact().text().getBytes(UTF_8).length;
        return Nodes.prose(
                text(
                        "window.privacy.piece",
                        Amounts.exact(bytes),
                        piece.path(),
                        piece.exact().masked().size()),
                "muted",
                "piece-facts");
    }

    private static Label state(Privacy.State state) {
        var label = Nodes.label(text(key("state", state)), "verdict", "standing", tone(state));
        label.setTooltip(Nodes.hover(text(key("state", state) + ".more")));
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    private static String key(String what, Enum<?> value) {
        return "window.privacy." + what + "." + value.name().toLowerCase(Locale.ROOT);
    }

    private static String tone(Privacy.State state) {
        return switch (state) {
            case LEFT -> "good";
            case WAITS, UNSURE -> "watch";
            case REFUSED -> "bad";
            case STAYS -> "off";
        };
    }

    private Button copy(Piece piece) {
        var copy = new Button("", Nodes.icon("fth-copy"));
        copy.getStyleClass().add("flat");
        copy.setAccessibleText(text("window.privacy.copy"));
        copy.setTooltip(Nodes.hover(text("window.privacy.copy")));
        copy.setOnAction(_ -> {
            var content = new ClipboardContent();
            content.putString(piece.exact().text());
            Clipboard.getSystemClipboard().setContent(content);
            copy.setGraphic(Nodes.icon("fth-check", "ok"));
        });
        return copy;
    }

    private void show(Privacy.Text what) {
        json.getChildren().setAll(new CallView(text("window.privacy.json"), parts(what), "masked", HIGHEST));
    }

    /// The masked parts apart from the others, as they may be shown.
    static List<Marked.Part> parts(Privacy.Text what) {
        var parts = new ArrayList<Marked.Part>();
        var text = what.text();
        int end = Math.min(text.length(), LONGEST);
        int at = 0;
        for (var span : what.masked()) {
            if (span.to() <= end) {
                parts.add(new Marked.Part(Shown.text(text.substring(at, span.from()), true), false));
                parts.add(new Marked.Part(text.substring(span.from(), span.to()), true));
                at = span.to();
            }
        }
        parts.add(new Marked.Part(Shown.text(text.substring(at, end), true), false));
        if (end < text.length()) {
            parts.add(new Marked.Part("\n" + text("window.privacy.cut", text.length() - end), false));
        }
        return parts;
    }
}
