package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

/// A page that a person can go to at any time. From the one list of them come the header's tabs, the keys
/// `Ctrl+1`, `Ctrl+2` … in their order, and the sheet of shortcuts.
///
/// @param icon what stands for the title where there is no room for it
/// @param view makes the page's view, when it is first gone to
record Tab(Page page, String icon, ObservableValue<String> title, Supplier<? extends Node> view) {
    private static final List<KeyCode> DIGITS = List.of(
            KeyCode.DIGIT1,
            KeyCode.DIGIT2,
            KeyCode.DIGIT3,
            KeyCode.DIGIT4,
            KeyCode.DIGIT5,
            KeyCode.DIGIT6,
            KeyCode.DIGIT7,
            KeyCode.DIGIT8,
            KeyCode.DIGIT9);

    static List<Tab> all(WindowModel model, ActivityView activity) {
        return List.of(
                new Tab(Page.ACTIVITY, "fth-list", fixed("window.header.tab.activity"), () -> activity),
                new Tab(
                        Page.EXCEPTIONS,
                        "fth-key",
                        model.exceptions().open().map(open -> text("window.header.tab.exceptions", open)),
                        () -> new ExceptionsView(model.exceptions(), model.now())),
                new Tab(
                        Page.RULES,
                        "fth-book-open",
                        fixed("window.header.tab.rules"),
                        () -> new RulesView(model.rules(), model::showCallsOf)),
                new Tab(
                        Page.AGENTS,
                        "fth-cpu",
                        fixed("window.header.tab.agents"),
                        () -> new AgentsView(model.agents())),
                new Tab(Page.TRY, "fth-terminal", fixed("window.header.tab.try"), () -> new TryView(model.trial())),
                new Tab(
                        Page.PRIVACY,
                        "fth-globe",
                        fixed("window.header.tab.privacy"),
                        () -> new PrivacyView(model.privacy(), model.now())),
                new Tab(
                        Page.STATUS,
                        "fth-activity",
                        fixed("window.header.tab.status"),
                        () -> new StatusView(model.status(), model.now())));
    }

    /// The key of the page at a place of the list, from 0.
    static KeyCombination key(int index) {
        return new KeyCodeCombination(DIGITS.get(index), KeyCombination.SHORTCUT_DOWN);
    }

    private static ObservableValue<String> fixed(String key) {
        return new SimpleStringProperty(text(key));
    }
}
