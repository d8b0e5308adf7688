package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.WindowModel.Page;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
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
    private final ActivityView activity;
    private final List<Tab> tabs;
    private final StackPane pages = new StackPane();
    private final Map<Page, Node> made = new EnumMap<>(Page.class);
    private final ShortcutsView sheet;
    private Optional<Node> before = Optional.empty();

    WindowView(WindowModel model) {
        this.model = model;
        this.activity = new ActivityView(model.activity(), model.now(), model::ask);
        this.tabs = Tab.all(model, activity);
        var header = new HeaderView(model, tabs, () -> model.shortcuts().set(true));
        this.sheet = new ShortcutsView(tabs, model.shortcuts());
        getStyleClass().add("gatehouse");
        setTop(new VBox(header, new BannerView(model.overview())));
        setCenter(new StackPane(pages, sheet));
        setBottom(new FooterView(model.overview()));
        addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
        addEventFilter(KeyEvent.KEY_TYPED, this::onTyped);
        model.page().subscribe(this::turnTo);
        model.shortcuts().subscribe(this::openSheet);
    }

    WindowModel model() {
        return model;
    }

    /// A page's view is made when it is first gone to, and kept.
    private void turnTo(Page page) {
        var view = made.computeIfAbsent(page, this::make);
        model.shortcuts().set(false);
        if (view instanceof TakesFocus wanting) {
            wanting.takeFocus();
        }
    }

    private Node make(Page page) {
        var view = view(page);
        Nodes.showWhile(view, model.page(), page);
        pages.getChildren().add(view);
        view.applyCss(); // or what is to get the focus is not in the scene yet
        return view;
    }

    private Node view(Page page) {
        return tabs.stream()
                .filter(tab -> tab.page() == page)
                .findFirst()
                .<Node>map(tab -> tab.view().get())
                .orElseGet(() -> besideTheTabs(page));
    }

    private Node besideTheTabs(Page page) {
        return switch (page) {
            case SETUP -> new SetupView(model.setup());
            case REQUEST -> new RequestFormView(model.form(), () -> model.go(Page.ACTIVITY));
            case LOADING -> new StackPane(Nodes.label(text("window.loading"), "muted"));
            case NOT_RUNNING ->
                new StackPane(new BlankView(
                        "fth-power",
                        text("window.off.title"),
                        text("window.off.text"),
                        command(text("window.off.command"))));
            case ACTIVITY, EXCEPTIONS, RULES, AGENTS, TRY, PRIVACY, STATUS ->
                throw new IllegalStateException(page + " has no tab");
        };
    }

    private void openSheet(boolean open) {
        if (open) {
            before = Optional.ofNullable(getScene().getFocusOwner());
            sheet.focusClose();
        } else {
            before.ifPresent(Node::requestFocus);
            before = Optional.empty();
        }
    }

    /// The character and not a key, because on some keyboards it is a combination.
    private void onTyped(KeyEvent key) {
        if (key.getCharacter().equals("?") && !isTyping()) {
            model.shortcuts().set(!model.shortcuts().get());
            key.consume();
            return;
        }
        if (key.getCharacter().equals("/") && model.page().get() == Page.ACTIVITY && !isTyping()) {
            activity.focusSearch();
            key.consume();
        }
    }

    private boolean isTyping() {
        return getScene().getFocusOwner() instanceof TextInputControl;
    }

    private void onKey(KeyEvent key) {
        if (model.shortcuts().get()) {
            onSheet(key);
        }
        if (turn(key) || key.isConsumed()) {
            key.consume();
            return;
        }
        if (model.page().get() != Page.ACTIVITY) {
            return;
        }
        boolean typing = isTyping();
        boolean act =
                switch (key.getCode()) {
                    case ESCAPE -> {
                        model.activity().filters().query().set("");
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

    /// The focus stays on the sheet while it is open.
    private void onSheet(KeyEvent key) {
        switch (key.getCode()) {
            case ESCAPE -> {
                model.shortcuts().set(false);
                key.consume();
            }
            case TAB -> key.consume();
            default -> {}
        }
    }

    private boolean turn(KeyEvent key) {
        boolean there = model.page().get() != Page.LOADING && model.page().get() != Page.NOT_RUNNING;
        for (int i = 0; there && i < tabs.size(); i++) {
            if (Tab.key(i).match(key)) {
                model.go(tabs.get(i).page());
                return true;
            }
        }
        return false;
    }

    private boolean combined(KeyEvent key, boolean typing) {
        if (FIND.match(key)) {
            activity.focusSearch();
            return true;
        }
        if (COPY.match(key) && !(typing && activity.hasSelectedSearch())) {
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
