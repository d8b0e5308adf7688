package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.Preview;
import io.gatehouse.enforcement.Marked;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.window.RequestForm.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// Asks for an exception: the call and its rules, what it is to cover, for how long, and why.
final class RequestFormView extends StackPane {
    private static final int LINES_OF_WHY = 3;

    private final RequestForm form;
    private final Runnable back;

    /// @param back leads to where the person came from
    RequestFormView(RequestForm form, Runnable back) {
        this.form = form;
        this.back = back;
        getStyleClass().add("form-page");
        form.state().subscribe(this::arrange);
    }

    private void arrange(State state) {
        switch (state) {
            case State.Closed() -> getChildren().clear();
            case State.Loading() -> getChildren().setAll(Nodes.label(text("window.form.loading"), "muted"));
            case State.Impossible(var why) ->
                getChildren()
                        .setAll(new BlankView(
                                "fth-lock", text("window.form.impossible"), why, button("window.form.back")));
            case State.Open(var draft) -> open(draft);
            case State.Sending _ -> {}
        }
        setDisable(state instanceof State.Sending);
    }

    private void open(ExceptionDraft draft) {
        var why = why();
        var column = new VBox(
                Nodes.prose(text("window.form.title"), "headline"),
                Nodes.prose(text("window.form.text"), "muted"),
                new CallView(List.of(new Marked.Part(Shown.text(draft.shown(), true), false)), Look.DENIED));
        draft.rules().forEach(rule -> column.getChildren().add(rule(Details.reason(rule))));
        column.getChildren()
                .addAll(
                        section("window.form.scope"),
                        scopes(draft),
                        section("window.form.length"),
                        lengths(),
                        section("window.form.why"),
                        why,
                        section("window.form.ticket"),
                        ticket());
        column.getStyleClass().add("form-column");
        column.setMaxWidth(USE_PREF_SIZE);
        var middle = new StackPane(column);
        middle.setAlignment(Pos.TOP_CENTER);
        var scroll = new ScrollPane(middle);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("setup");
        var page = new BorderPane(scroll);
        page.setBottom(foot());
        getChildren().setAll(page);
    }

    private static Node rule(Details.Reason reason) {
        var name = Nodes.label(reason.rule(), "code", "rule");
        name.setMinWidth(USE_PREF_SIZE);
        var line = new HBox(name, Nodes.prose(reason.why(), "muted"));
        line.getStyleClass().add("form-rule");
        return line;
    }

    private static Label section(String key) {
        return Nodes.label(text(key), "section");
    }

    private VBox scopes(ExceptionDraft draft) {
        var group = new ToggleGroup();
        var box = new VBox();
        box.getStyleClass().add("form-scopes");
        for (var choice : draft.choices()) {
            box.getChildren().add(scope(choice, group));
        }
        if (draft.hasSession()) {
            var every = new CheckBox(text("window.form.every-session"));
            every.selectedProperty().bindBidirectional(form.everySession());
            every.getStyleClass().add("form-every");
            box.getChildren().add(every);
        }
        return box;
    }

    private Node scope(Choice choice, ToggleGroup group) {
        var radio = new RadioButton(Shown.text(
                choice.scope().scope().map(Words::scope).orElse(choice.scope().words()), false));
        radio.setWrapText(true);
        radio.setToggleGroup(group);
        radio.setDisable(choice.scope().scope().isEmpty());
        radio.setSelected(form.choice().get().filter(choice::equals).isPresent());
        radio.setOnAction(_ -> form.choice().set(Optional.of(choice)));
        var more = Nodes.prose("", "muted", "form-preview");
        if (choice.scope().scope().isEmpty()) {
            more.setText(Shown.text(choice.scope().impossible(), false));
        } else {
            more.textProperty()
                    .bind(form.everySession()
                            .map(every -> preview(every ? choice.everySession() : choice.thisSession())));
        }
        var line = new VBox(radio, more);
        line.getStyleClass().add("form-scope");
        return line;
    }

    /// The denied call itself is one of those that it looked at.
    private static String preview(Optional<Preview> preview) {
        return preview.map(seen -> text(
                        seen.complete() ? "window.form.preview" : "window.form.preview.part",
                        seen.covered(),
                        seen.looked()))
                .orElse("");
    }

    private HBox lengths() {
        var length = new ComboBox<Duration>();
        length.getItems().setAll(RequestForm.LENGTHS);
        length.setConverter(new Chosen<>(Words::span));
        length.setAccessibleText(text("window.form.length"));
        length.valueProperty().bindBidirectional(form.wished());
        var uses = new ComboBox<OptionalLong>();
        uses.getItems().setAll(RequestForm.USES);
        uses.setConverter(new Chosen<>(Words::uses));
        uses.setAccessibleText(text("window.form.uses"));
        uses.valueProperty().bindBidirectional(form.uses());
        var box = new HBox(length, Nodes.label(text("window.form.uses.for"), "muted"), uses);
        box.getStyleClass().add("form-lengths");
        return box;
    }

    /// What can be chosen and not typed.
    private static final class Chosen<T> extends StringConverter<T> {
        private final Function<T, String> words;

        Chosen(Function<T, String> words) {
            this.words = words;
        }

        @Override
        public String toString(@Nullable T value) {
            return value == null ? "" : words.apply(value);
        }

        @Override
        public T fromString(String written) {
            throw new UnsupportedOperationException("it cannot be typed");
        }
    }

    private TextArea why() {
        var why = new TextArea();
        why.setPromptText(text("window.form.why.prompt"));
        why.setAccessibleText(text("window.form.why"));
        why.setWrapText(true);
        why.setPrefRowCount(LINES_OF_WHY);
        why.getStyleClass().add("form-why");
        why.textProperty().bindBidirectional(form.justification());
        return why;
    }

    private TextField ticket() {
        var ticket = new TextField();
        ticket.setPromptText(text("window.form.ticket.prompt"));
        ticket.setAccessibleText(text("window.form.ticket"));
        ticket.textProperty().bindBidirectional(form.ticket());
        return ticket;
    }

    /// Always in sight, however long the call is.
    private HBox foot() {
        var send = new Button(text("window.form.send"), Nodes.icon("fth-send"));
        send.getStyleClass().add("accent");
        send.setDefaultButton(true);
        send.setOnAction(_ -> form.send());
        var cancel = button("window.form.cancel");
        send.setMinWidth(USE_PREF_SIZE);
        cancel.setMinWidth(USE_PREF_SIZE);
        var buttons = new HBox(send, cancel, Nodes.trouble(form.problem(), "form-problem"));
        buttons.getStyleClass().add("form-buttons");
        var foot = new HBox(buttons);
        foot.getStyleClass().add("form-foot");
        return foot;
    }

    private Button button(String key) {
        var button = new Button(text(key));
        button.setOnAction(_ -> {
            form.close();
            back.run();
        });
        return button;
    }
}
