package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.WindowModel.Page;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// Header, banner, page and footer, and the keys that work everywhere.
final class WindowView extends BorderPane {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination FIND = new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN);

    private final WindowModel model;
    private final HeaderView header;
    private final ActivityView activity;

    WindowView(WindowModel model) {
        this.model = model;
        this.header = new HeaderView(model);
        this.activity = new ActivityView(model.activity(), model.now(), model::ask);
        getStyleClass().add("gatehouse");
        var setup = new SetupView(model.setup());
        var exceptions = new ExceptionsView(model.exceptions(), model.now());
        var form = new RequestFormView(model.form(), () -> model.go(Page.ACTIVITY));
        var loading = new StackPane(Nodes.label(text("window.loading"), "muted"));
        var off = new StackPane(new BlankView(
                "fth-power", text("window.off.title"), text("window.off.text"), command(text("window.off.command"))));
        Nodes.showWhile(activity, model.page(), Page.ACTIVITY);
        Nodes.showWhile(setup, model.page(), Page.SETUP);
        Nodes.showWhile(exceptions, model.page(), Page.EXCEPTIONS);
        Nodes.showWhile(form, model.page(), Page.REQUEST);
        Nodes.showWhile(loading, model.page(), Page.LOADING);
        Nodes.showWhile(off, model.page(), Page.NOT_RUNNING);
        setTop(new VBox(header, new BannerView(model.overview())));
        setCenter(new StackPane(activity, setup, exceptions, form, loading, off));
        setBottom(new FooterView(model.overview()));
        addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
        addEventFilter(KeyEvent.KEY_TYPED, this::onTyped);
        model.page().subscribe(page -> {
            if (page == Page.ACTIVITY) {
                activity.focusList();
            }
        });
    }

    /// The character and not a key, because on some keyboards it is a combination.
    private void onTyped(KeyEvent key) {
        if (key.getCharacter().equals("/") && model.page().get() == Page.ACTIVITY && !isTyping()) {
            header.focusSearch();
            key.consume();
        }
    }

    private boolean isTyping() {
        return getScene().getFocusOwner() instanceof TextInputControl;
    }

    private void onKey(KeyEvent key) {
        if (model.page().get() != Page.ACTIVITY) {
            return;
        }
        boolean typing = isTyping();
        boolean act =
                switch (key.getCode()) {
                    case ESCAPE -> {
                        model.activity().query().set("");
                        activity.focusList();
                        yield true;
                    }
                    case DOWN, ENTER -> {
                        if (typing) {
                            activity.focusList();
                        }
                        yield typing;
                    }
                    default -> combined(key, typing);
                };
        if (act) {
            key.consume();
        }
    }

    private boolean combined(KeyEvent key, boolean typing) {
        if (FIND.match(key)) {
            header.focusSearch();
            return true;
        }
        if (COPY.match(key)
                && !(typing && !header.searchField().getSelectedText().isEmpty())) {
            activity.copy();
            return true;
        }
        return false;
    }

    private static HBox command(String command) {
        var copy = new Button("", Nodes.icon("fth-copy"));
        copy.setAccessibleText(text("window.off.copy"));
        copy.setTooltip(Nodes.hover(text("window.off.copy")));
        copy.getStyleClass().add("flat");
        copy.setOnAction(_ -> {
            var content = new ClipboardContent();
            content.putString(command);
            Clipboard.getSystemClipboard().setContent(content);
        });
        Label line = Nodes.label(command, "code");
        var box = new HBox(line, copy);
        box.getStyleClass().add("command");
        return box;
    }
}
