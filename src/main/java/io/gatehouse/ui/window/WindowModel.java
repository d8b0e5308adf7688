package io.gatehouse.ui.window;

import io.gatehouse.audit.RecordHead;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/// The window as a whole: which page it shows, and what it hears from the daemon. Except for [#hear], all methods
/// belong to the JavaFX thread.
final class WindowModel {
    enum Page {
        LOADING,
        NOT_RUNNING,
        SETUP,
        ACTIVITY,
        EXCEPTIONS,
        RULES,
        AGENTS,
        TRY,
        PRIVACY,
        STATUS,
        /// The form that asks for one.
        REQUEST
    }

    private final Clock clock;
    private final Executor back;
    private final Batch<RecordHead> batch;
    private final ActivityModel activity;
    private final SetupModel setup;
    private final ExceptionsModel exceptions;
    private final RequestForm form;
    private final RulesModel rules;
    private final AgentsModel agents;
    private final TryModel trial;
    private final PrivacyModel privacy;
    private final StatusModel health;
    private final ReadOnlyObjectWrapper<Page> page = new ReadOnlyObjectWrapper<>(Page.LOADING);
    private final ReadOnlyObjectWrapper<Overview> overview = new ReadOnlyObjectWrapper<>(Overview.CONNECTING);
    private final ReadOnlyObjectWrapper<Instant> now;
    private final ReadOnlyBooleanWrapper live = new ReadOnlyBooleanWrapper();
    private final BooleanProperty shortcuts = new SimpleBooleanProperty();
    private Optional<Status> status = Optional.empty();
    private Optional<String> wanted = Optional.empty();
    private boolean chosen;

    /// @param soon runs a task on the JavaFX thread a tenth of a second later
    WindowModel(Link link, Work work, Executor soon, Clock clock, String home) {
        this.clock = clock;
        this.back = work.back();
        this.activity = new ActivityModel(link, work, soon, new Filters(clock, ZoneId.systemDefault()), home);
        this.setup = new SetupModel(link, work, home);
        this.exceptions = new ExceptionsModel(link, work);
        this.form = new RequestForm(link, work, this::filed);
        this.rules = new RulesModel(link, work);
        this.agents = new AgentsModel(link.agents(), work, clock, home);
        this.trial = new TryModel(link, work, soon, home);
        this.privacy = new PrivacyModel(link, work, home);
        this.health = new StatusModel(link, work);
        this.batch = new Batch<>(soon, this::recorded);
        this.now = new ReadOnlyObjectWrapper<>(clock.instant());
        activity.state().subscribe(_ -> arrive());
        page.subscribe(this::refresh);
    }

    /// Takes in what the daemon tells, on any thread, one event at a time.
    void hear(Event event) {
        switch (event) {
            case Event.Connected(var reported) -> back.execute(() -> connected(reported));
            case Event.Changed(var reported) -> back.execute(() -> changed(reported));
            case Event.Recorded(var record) -> batch.add(record);
            case Event.Requested(var request) -> back.execute(() -> exceptions.update(request));
            case Event.Missed _ -> back.execute(this::reload);
            case Event.Disconnected _ -> back.execute(this::disconnected);
        }
    }

    /// Shows what was asked for while the window was built, until the daemon is heard itself.
    void glimpse(Status reported, List<RecordHead> newest) {
        if (status.isEmpty()) {
            changed(reported);
            activity.glimpse(newest);
            arrive();
        }
    }

    /// Shows one enforcement, at once or as soon as there is a daemon to ask for it.
    void show(String id) {
        wanted = Optional.of(id);
        if (live.get()) {
            land();
        }
    }

    /// Lets the times in words go on.
    void tick() {
        now.set(clock.instant());
        lookAtStatus();
    }

    /// Goes where the person wants to go, and stays there.
    void go(Page wish) {
        chosen = true;
        page.set(wish);
    }

    /// Fills in a request for an exception to an enforcement.
    void ask(String enforcement) {
        form.open(enforcement);
        go(Page.REQUEST);
    }

    ExceptionsModel exceptions() {
        return exceptions;
    }

    RulesModel rules() {
        return rules;
    }

    AgentsModel agents() {
        return agents;
    }

    PrivacyModel privacy() {
        return privacy;
    }

    StatusModel status() {
        return health;
    }

    TryModel trial() {
        return trial;
    }

    RequestForm form() {
        return form;
    }

    ActivityModel activity() {
        return activity;
    }

    SetupModel setup() {
        return setup;
    }

    ReadOnlyObjectProperty<Page> page() {
        return page.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Overview> overview() {
        return overview.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Instant> now() {
        return now.getReadOnlyProperty();
    }

    /// Whether the sheet of shortcuts lies over the page.
    BooleanProperty shortcuts() {
        return shortcuts;
    }

    /// Whether there is a daemon that tells what happens.
    ReadOnlyBooleanProperty live() {
        return live.getReadOnlyProperty();
    }

    /// Lists the calls in which a rule fired.
    void showCallsOf(String rule) {
        activity.filters().clear();
        activity.filters().value(Filters.Kind.RULE).set(rule);
        go(Page.ACTIVITY);
    }

    /// A page that shows the state of things shows that of now.
    private void refresh(Page open) {
        if (!live.get()) {
            return;
        }
        switch (open) {
            case RULES -> rules.reload();
            case AGENTS -> agents.reload();
            case TRY -> trial.reload();
            case PRIVACY, STATUS -> look();
            case LOADING, NOT_RUNNING, SETUP, ACTIVITY, EXCEPTIONS, REQUEST -> {}
        }
    }

    /// While nobody looks, nothing is asked.
    private void look() {
        if (live.get() && page.get() == Page.PRIVACY) {
            privacy.reload();
        }
        lookAtStatus();
    }

    private void lookAtStatus() {
        if (live.get() && page.get() == Page.STATUS) {
            health.refresh(clock.instant());
        }
    }

    private void connected(Status reported) {
        live.set(true);
        changed(reported);
        reload();
        trial.again();
        land();
        arrive();
    }

    private void reload() {
        activity.reload();
        exceptions.reload();
        refresh(page.get());
    }

    private void filed(KeptRequest request) {
        exceptions.update(request);
        exceptions.select(request.request().id());
        go(Page.EXCEPTIONS);
    }

    private void changed(Status reported) {
        boolean others = status.filter(before -> before.agents().equals(reported.agents()))
                .isEmpty();
        status = Optional.of(reported);
        overview.set(Overview.of(reported));
        setup.update(reported);
        rules.update(reported);
        if (others && page.get() == Page.AGENTS) {
            agents.reload();
        }
        privacy.update(reported);
        health.update(reported);
        tick();
        look();
    }

    private void disconnected() {
        live.set(false);
        overview.set(Overview.notRunning(status));
        if (status.isEmpty()) {
            page.set(Page.NOT_RUNNING);
        }
    }

    private void recorded(List<RecordHead> records) {
        tick();
        activity.add(records);
        if (page.get() == Page.RULES) {
            rules.reload();
        }
        if (page.get() == Page.SETUP && !chosen) {
            page.set(Page.ACTIVITY);
        }
    }

    private void land() {
        wanted.ifPresent(id -> {
            page.set(Page.ACTIVITY);
            activity.show(id);
        });
        wanted = Optional.empty();
    }

    /// Chooses the first page, once it is known who the agents are and whether there is anything to list.
    private void arrive() {
        if (status.isEmpty() || (page.get() != Page.LOADING && page.get() != Page.NOT_RUNNING)) {
            return;
        }
        boolean isProtected = status.get().agents().stream().anyMatch(SetupModel::isProtected);
        switch (activity.state().get()) {
            case LOADING -> {}
            case EMPTY -> page.set(Page.SETUP);
            case ROWS -> page.set(isProtected ? Page.ACTIVITY : Page.SETUP);
            case NO_HIT, FAILED -> page.set(Page.ACTIVITY);
        }
    }
}
