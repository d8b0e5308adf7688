package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.scene.control.SplitPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;

/// The filters, and below them the list beside the details of the selected row.
final class ActivityView extends BorderPane implements TakesFocus {
    private static final double LIST_SHARE = 0.55;

    private final ActivityModel model;
    private final ReadOnlyObjectProperty<Instant> now;
    private final FilterBarView bar;
    private final ListingView listing;
    private final SessionsView sessions;
    private final StackPane details = new StackPane();
    private final Consumer<String> ask;
    private String shown = "";

    /// @param ask asks for an exception to an enforcement, by its id
    ActivityView(ActivityModel model, ReadOnlyObjectProperty<Instant> now, Consumer<String> ask) {
        this.ask = ask;
        this.model = model;
        this.now = now;
        this.listing = new ListingView(model, now);
        this.sessions = new SessionsView(model, now);
        this.bar = new FilterBarView(model);
        details.getStyleClass().add("details-page");
        listing.visibleProperty().bind(model.sessions().grouped().not());
        sessions.visibleProperty().bind(model.sessions().grouped());
        var lists = new StackPane(listing, sessions);
        var split = new SplitPane(lists, details);
        split.getStyleClass().add("activity");
        split.setDividerPositions(LIST_SHARE);
        SplitPane.setResizableWithParent(lists, true);
        setTop(bar);
        setCenter(split);
        model.details().subscribe(this::arrange);
    }

    @Override
    public void takeFocus() {
        focusList();
    }

    void focusList() {
        if (model.sessions().grouped().get()) {
            sessions.focusList();
        } else {
            listing.focusList();
        }
    }

    void focusSearch() {
        bar.focusSearch();
    }

    /// Whether a part of what was typed is selected, to be copied.
    boolean hasSelectedSearch() {
        return bar.hasSelectedText();
    }

    void copy() {
        model.details().get().ifPresent(shownNow -> toClipboard(shownNow.copy()));
    }

    private void copyJson() {
        model.json().ifPresent(ActivityView::toClipboard);
    }

    private void arrange(Optional<Details> chosen) {
        if (chosen.isEmpty()) {
            details.getChildren()
                    .setAll(new BlankView(
                            "fth-shield", text("window.details.none.title"), text("window.details.none.text")));
            return;
        }
        var id = chosen.get().id();
        var view = new DetailsView(chosen.get(), now, () -> ask.accept(id), this::copy, this::copyJson);
        if (chosen.get().id().equals(shown) && details.getChildren().getFirst() instanceof DetailsView before) {
            view.scrollTo(before.position());
        }
        shown = chosen.get().id();
        details.getChildren().setAll(view);
    }

    private static void toClipboard(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
