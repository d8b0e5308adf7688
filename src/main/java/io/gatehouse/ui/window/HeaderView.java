package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/// Name, state and tabs.
final class HeaderView extends HBox {
    private final WindowModel model;
    private final Label brand = Nodes.label(text("window.title"), "brand");
    private final TabsView tabs;

    /// @param sheet opens the sheet of shortcuts
    HeaderView(WindowModel model, List<Tab> pages, Runnable sheet) {
        this.model = model;
        this.tabs = new TabsView(pages, model);
        model.page().subscribe(page -> tabs.setVisible(page != Page.LOADING && page != Page.NOT_RUNNING));
        getStyleClass().add("header");
        brand.setMinWidth(USE_PREF_SIZE);
        setMinWidth(0); // or it would be wider than the window, and never see that there is no room
        getChildren()
                .addAll(Nodes.icon("fth-shield", "logo"), brand, badge(), tabs, Nodes.spring(), keys(sheet), setup());
    }

    /// When the window is narrow or the letters are large the name gives way first, which the window's frame has too,
    /// and where that is not enough the titles of the tabs.
    @Override
    protected void layoutChildren() {
        tabs.roomy(true);
        double name = brand.minWidth(-1) + getSpacing();
        double withName = computeMinWidth(-1) + (brand.isManaged() ? 0 : name);
        boolean roomy = withName - name <= getWidth();
        tabs.roomy(roomy);
        boolean named = withName <= getWidth() || !roomy;
        if (named != brand.isManaged()) {
            brand.setManaged(named);
            brand.setVisible(named);
        }
        super.layoutChildren();
    }

    private static Button keys(Runnable sheet) {
        var button = new Button("?");
        button.getStyleClass().addAll("flat", "keys-button");
        button.setTooltip(Nodes.hover(text("window.shortcuts.title")));
        button.setAccessibleText(text("window.shortcuts.title"));
        button.setOnAction(_ -> sheet.run());
        return button;
    }

    private Label badge() {
        var badge = new Label();
        badge.getStyleClass().add("state");
        badge.setMinWidth(USE_PREF_SIZE);
        var dot = new Region();
        dot.getStyleClass().add("dot");
        badge.setGraphic(dot);
        model.overview().subscribe(overview -> {
            badge.setText(overview.badge().text());
            badge.getStyleClass()
                    .setAll("label", "state", overview.badge().tone().name().toLowerCase(Locale.ROOT));
        });
        return badge;
    }

    private Button setup() {
        var button = new Button();
        button.getStyleClass().addAll("flat", "setup-button");
        model.page().subscribe(page -> {
            var name = text(page == Page.SETUP ? "window.header.activity" : "window.header.setup");
            button.setGraphic(Nodes.icon(page == Page.SETUP ? "fth-list" : "fth-settings"));
            button.setTooltip(Nodes.hover(name));
            button.setAccessibleText(name);
            button.setVisible(page != Page.LOADING && page != Page.NOT_RUNNING);
        });
        button.setOnAction(_ -> model.go(model.page().get() == Page.SETUP ? Page.ACTIVITY : Page.SETUP));
        return button;
    }
}
