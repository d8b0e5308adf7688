package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.Facets;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.window.Filters.Chip;
import io.gatehouse.ui.window.Filters.Kind;
import io.gatehouse.ui.window.Filters.Period;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.Property;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// Above the activity: search, verdicts, filters and how it is grouped; below them each filter that is on, to be taken
/// away.
final class FilterBarView extends VBox {
    private static final int LONGEST = 60;

    private final ActivityModel model;
    private final Filters filters;
    private final TextField search = new TextField();
    private final FlowPane chips = new FlowPane();

    FilterBarView(ActivityModel model) {
        this.model = model;
        this.filters = model.filters();
        getStyleClass().add("filter-bar");
        var bar = new HBox(search(), verdicts(), menu(), Nodes.spring(), grouping());
        bar.getStyleClass().add("filters");
        chips.getStyleClass().add("chips");
        chips.managedProperty().bind(chips.visibleProperty());
        getChildren().addAll(bar, chips);
        filters.chips().subscribe(this::arrange);
    }

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    boolean hasSelectedText() {
        return !search.getSelectedText().isEmpty();
    }

    private StackPane search() {
        search.setPromptText(text("window.filter.search"));
        search.setAccessibleText(text("window.filter.search.name"));
        search.textProperty().bindBidirectional(filters.query());
        search.getStyleClass().add("search");
        var hint = Nodes.label("/", "key-hint");
        hint.visibleProperty()
                .bind(Bindings.isEmpty(search.textProperty())
                        .and(search.focusedProperty().not()));
        var clear = new Button("", Nodes.icon("fth-x"));
        clear.setAccessibleText(text("window.filter.search.clear"));
        clear.setTooltip(Nodes.hover(text("window.filter.search.clear")));
        clear.getStyleClass().addAll("flat", "clear");
        clear.setFocusTraversable(false);
        clear.visibleProperty().bind(Bindings.isNotEmpty(search.textProperty()));
        clear.setOnAction(_ -> filters.query().set(""));
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

    private HBox verdicts() {
        return segments(
                filters.verdicts(),
                List.of(choice("window.filter.all", Verdicts.ALL), choice("window.filter.denied", Verdicts.DENIED)));
    }

    private HBox grouping() {
        return segments(
                model.sessions().grouped().asObject(),
                List.of(choice("window.filter.calls", false), choice("window.filter.sessions", true)));
    }

    private static <T> ToggleButton choice(String key, T value) {
        var button = new ToggleButton(text(key));
        button.setUserData(value);
        return button;
    }

    /// One of them is on while the property has its value; a click on it changes nothing.
    private static <T> HBox segments(Property<T> property, List<ToggleButton> buttons) {
        var group = new ToggleGroup();
        group.getToggles().addAll(buttons);
        buttons.getFirst().getStyleClass().add("left-pill");
        buttons.getLast().getStyleClass().add("right-pill");
        for (var button : buttons) {
            @SuppressWarnings("unchecked")
            var value = (T) button.getUserData();
            button.setMinWidth(USE_PREF_SIZE);
            button.setOnAction(_ -> {
                property.setValue(value);
                button.setSelected(true);
            });
            property.subscribe(now -> button.setSelected(value.equals(now)));
        }
        var segments = new HBox();
        segments.getChildren().addAll(buttons);
        segments.getStyleClass().add("segments");
        return segments;
    }

    private MenuButton menu() {
        var menu = new MenuButton(text("window.filter.menu"), Nodes.icon("fth-filter"));
        menu.getStyleClass().add("filter-menu");
        menu.setMinWidth(USE_PREF_SIZE);
        model.facets().subscribe(facets -> menu.getItems().setAll(items(facets)));
        menu.setOnShowing(_ -> model.askFacets());
        return menu;
    }

    private List<Menu> items(Facets facets) {
        return List.of(
                submenu(
                        "verdict",
                        List.of(
                                item(text("window.filter.verdict.would-deny"), filters.verdicts(), Verdicts.WOULD_DENY),
                                item(text("window.filter.verdict.allowed"), filters.verdicts(), Verdicts.ALLOWED))),
                submenu(Kind.RULE, facets.rules()),
                submenu(Kind.AGENT, facets.agents()),
                submenu(Kind.TOOL, facets.tools()),
                submenu(Kind.WORKSPACE, facets.workspaces()),
                submenu(
                        "time",
                        List.of(Period.HOUR, Period.TODAY, Period.WEEK, Period.ALL).stream()
                                .map(period ->
                                        item(text("window.filter.time." + period.key()), filters.period(), period))
                                .toList()));
    }

    private Menu submenu(Kind kind, List<Facets.Facet> facets) {
        var menu = submenu(
                kind.key(),
                facets.stream()
                        .map(facet -> item(
                                text("window.filter.item", word(kind, facet.value()), facet.calls()),
                                filters.value(kind),
                                facet.value()))
                        .toList());
        menu.setDisable(facets.isEmpty());
        return menu;
    }

    private static Menu submenu(String key, List<? extends MenuItem> items) {
        var menu = new Menu(text("window.filter." + key));
        menu.setMnemonicParsing(false);
        menu.getItems().addAll(items);
        return menu;
    }

    private static <T> RadioMenuItem item(String words, Property<T> property, T value) {
        var item = new RadioMenuItem(words);
        item.setMnemonicParsing(false);
        item.setSelected(value.equals(property.getValue()));
        item.setOnAction(_ -> property.setValue(value));
        return item;
    }

    private String word(Kind kind, String value) {
        return Shown.line(kind == Kind.WORKSPACE ? Words.shortened(value, model.home()) : value, LONGEST);
    }

    private void arrange(List<Chip> on) {
        boolean focused = chips.getChildren().stream().anyMatch(node -> node.isFocused());
        chips.getChildren().setAll(on.stream().map(this::chip).toList());
        if (on.size() > 1) {
            var all = new Button(text("window.filter.clear"));
            all.getStyleClass().addAll("flat", "clear-all");
            all.setOnAction(_ -> filters.clear());
            chips.getChildren().add(all);
        }
        chips.setVisible(!on.isEmpty());
        if (focused) { // or the focus would jump to the first control of the window
            (on.isEmpty() ? search : chips.getChildren().getFirst()).requestFocus();
        }
    }

    private Button chip(Chip chip) {
        var button = new Button(words(chip), Nodes.icon("fth-x"));
        button.setMnemonicParsing(false);
        button.getStyleClass().add("chip");
        button.setAccessibleText(text("window.filter.remove", words(chip)));
        button.setOnAction(_ -> filters.remove(chip));
        return button;
    }

    private String words(Chip chip) {
        return switch (chip) {
            case Chip.Verdict(var verdicts) ->
                text(
                        verdicts == Verdicts.ALLOWED
                                ? "window.filter.verdict.allowed"
                                : "window.filter.verdict.would-deny");
            case Chip.Value(var kind, var value) ->
                text("window.filter.chip", text("window.filter." + kind.key()), word(kind, value));
            case Chip.Time(var period) -> text("window.filter.time." + period.key());
        };
    }
}
