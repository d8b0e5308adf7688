package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/// Name and state, and beside the list its filter and its search.
final class HeaderView extends HBox {
    private final WindowModel model;
    private final TextField search = new TextField();

    private final TabsView tabs;

    /// @param sheet opens the sheet of shortcuts
    HeaderView(WindowModel model, List<Tab> pages, Runnable sheet) {
        this.model = model;
        this.tabs = new TabsView(pages, model);
        model.page().subscribe(page -> tabs.setVisible(page != Page.LOADING && page != Page.NOT_RUNNING));
        getStyleClass().add("header");
        var filters = new HBox(filter(), search());
        filters.getStyleClass().add("filters");
        Nodes.showWhile(filters, model.page(), Page.ACTIVITY);
        getChildren()
                .addAll(
                        Nodes.icon("fth-shield", "logo"),
                        brand(),
                        badge(),
                        tabs,
                        Nodes.spring(),
                        filters,
                        keys(sheet),
                        setup());
    }

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    TextField searchField() {
        return search;
    }

    /// The titles of the tabs give way first when the window is narrow or the letters are large.
    @Override
    protected void layoutChildren() {
        tabs.roomy(true);
        tabs.roomy(computeMinWidth(-1) <= getWidth());
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

    private static Label brand() {
        var brand = Nodes.label(text("window.title"), "brand");
        brand.setMinWidth(USE_PREF_SIZE);
        return brand;
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

    private HBox filter() {
        var all = new ToggleButton(text("window.header.all"));
        var denied = new ToggleButton(text("window.header.denied"));
        var group = new ToggleGroup();
        group.getToggles().addAll(all, denied);
        all.getStyleClass().add("left-pill");
        denied.getStyleClass().add("right-pill");
        all.setOnAction(_ -> model.activity().deniedOnly().set(false));
        denied.setOnAction(_ -> model.activity().deniedOnly().set(true));
        model.activity().deniedOnly().subscribe(only -> group.selectToggle(only ? denied : all));
        group.selectedToggleProperty().subscribe(chosen -> {
            if (chosen == null) {
                group.selectToggle(model.activity().deniedOnly().get() ? denied : all);
            }
        });
        var segments = new HBox(all, denied);
        segments.getStyleClass().add("segments");
        return segments;
    }

    private StackPane search() {
        search.setPromptText(text("window.header.search"));
        search.setAccessibleText(text("window.header.search.name"));
        search.textProperty().bindBidirectional(model.activity().query());
        search.getStyleClass().add("search");
        var hint = Nodes.label("/", "key-hint");
        hint.visibleProperty()
                .bind(Bindings.isEmpty(search.textProperty())
                        .and(search.focusedProperty().not()));
        var clear = new Button("", Nodes.icon("fth-x"));
        clear.setAccessibleText(text("window.header.search.clear"));
        clear.setTooltip(Nodes.hover(text("window.header.search.clear")));
        clear.getStyleClass().addAll("flat", "clear");
        clear.setFocusTraversable(false);
        clear.visibleProperty().bind(Bindings.isNotEmpty(search.textProperty()));
        clear.setOnAction(_ -> model.activity().query().set(""));
        var glass = Nodes.icon("fth-search", "glass");
        glass.setMouseTransparent(true);
        hint.setMouseTransparent(true);
        var box = new StackPane(search, glass, hint, clear);
        box.getStyleClass().add("search-box");
        StackPane.setAlignment(glass, Pos.CENTER_LEFT);
        StackPane.setAlignment(hint, Pos.CENTER_RIGHT);
        StackPane.setAlignment(clear, Pos.CENTER_RIGHT);
        return box;
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
