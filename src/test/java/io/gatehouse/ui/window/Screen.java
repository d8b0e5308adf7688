package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A page in one of its states.
///
/// @param scene brings a fresh window there
record Screen(String name, Consumer<Daemon> scene) {
    static final String EXPANDED = "requests";

    /// `-Dscreens.only=setup` keeps to those whose name begins so.
    static List<Screen> all() {
        return every().stream()
                .filter(screen -> screen.name().startsWith(System.getProperty("screens.only", "")))
                .toList();
    }

    private static List<Screen> every() {
        return Stream.of(window(), PageScreens.rules(), PageScreens.agents(), PageScreens.trial(), InsightScreens.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Screen> window() {
        return List.of(
                new Screen("denied", daemon -> show(daemon, 20)),
                new Screen("denied-by-several-rules", daemon -> show(daemon, 18)),
                new Screen(EXPANDED, daemon -> show(daemon, 18)),
                new Screen("denied-hard", daemon -> show(daemon, 15)),
                new Screen("denied-long", daemon -> show(daemon, 10)),
                new Screen("allowed", daemon -> show(daemon, 8)),
                new Screen("observing", daemon -> {
                    daemon.connect(Sample.status(
                            Mode.OBSERVE,
                            Sample.pdp(Status.Connection.CONNECTED, ""),
                            Status.Protection.USER,
                            List.of()));
                    daemon.model.show(Sample.id(17));
                }),
                new Screen("offline", daemon -> {
                    daemon.connect(Sample.status(
                            Mode.ENFORCE,
                            Sample.pdp(Status.Connection.UNREACHABLE, "connection refused"),
                            Status.Protection.USER,
                            List.of()));
                    daemon.model.show(Sample.id(16));
                }),
                new Screen("cannot-decide", daemon -> {
                    daemon.connect(
                            Sample.status(
                                    Mode.ENFORCE,
                                    Sample.pdp(Status.Connection.UNREACHABLE, "connection refused"),
                                    Optional.empty(),
                                    true,
                                    Status.Protection.USER,
                                    List.of(
                                            "The policy engine cannot be reached (connection refused), and it has confirmed no policies yet, so every call is denied. Check the network and pdp.url.",
                                            "The audit log is nearly full (1680 of 2000 MB). When it is, every call is denied: raise audit.maxSize.")));
                    daemon.model.show(Sample.id(13));
                }),
                new Screen("request", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.ask(Sample.id(20));
                    daemon.model
                            .form()
                            .justification()
                            .set("The rebase of the release branch was agreed with the team.");
                }),
                new Screen("request-problem", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.ask(Sample.id(20));
                    daemon.model.form().send();
                }),
                new Screen("request-hard", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.draft = Optional.of(SampleRequests.hard(Sample.id(15)));
                    daemon.model.ask(Sample.id(15));
                }),
                new Screen("exceptions", daemon -> exceptions(daemon, "r-5")),
                new Screen("exceptions-confirm", daemon -> exceptions(daemon, "r-7")),
                new Screen("exceptions-refused", daemon -> exceptions(daemon, "r-4")),
                new Screen("exceptions-question", daemon -> exceptions(daemon, "r-8")),
                new Screen("exceptions-none", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.go(WindowModel.Page.EXCEPTIONS);
                }),
                new Screen("filtered", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.activity().filters().verdicts().set(Verdicts.DENIED);
                    daemon.model.activity().filters().query().set("git");
                }),
                new Screen("filters", daemon -> {
                    daemon.connect(Sample.status());
                    var filters = daemon.model.activity().filters();
                    filters.value(Filters.Kind.TOOL).set("Bash");
                    filters.value(Filters.Kind.WORKSPACE).set(Sample.SHOP);
                    filters.period().set(Filters.Period.TODAY);
                }),
                new Screen("sessions", daemon -> {
                    daemon.log.clear();
                    daemon.log.addAll(Sample.sessions());
                    daemon.connect(Sample.status());
                    var sessions = daemon.model.activity().sessions();
                    sessions.grouped().set(true);
                    sessions.toggle((SessionLine) sessions.lines().getFirst());
                    daemon.model.activity().select((Row) sessions.lines().get(2));
                }),
                new Screen("sessions-none", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.activity().sessions().grouped().set(true);
                    daemon.model.activity().filters().value(Filters.Kind.AGENT).set("codex");
                    daemon.model.activity().filters().query().set("terraform");
                }),
                new Screen("no-hit", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.activity().filters().query().set("kubectl delete");
                }),
                new Screen("reconnecting", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.model.hear(new Event.Disconnected("The Gatehouse daemon has ended"));
                }),
                new Screen("shortcuts", daemon -> {
                    show(daemon, 20);
                    daemon.model.shortcuts().set(true);
                }),
                new Screen("not-running", daemon -> daemon.model.hear(new Event.Disconnected("No daemon"))),
                new Screen("loading", _ -> {}),
                new Screen("setup", daemon -> {
                    daemon.log.clear();
                    daemon.connect(Sample.status(
                            Mode.ENFORCE,
                            Sample.pdp(Status.Connection.NOT_CONFIGURED, ""),
                            Status.Protection.UNPROTECTED,
                            List.of()));
                }),
                new Screen("setup-connected", daemon -> {
                    daemon.log.clear();
                    daemon.connect(Sample.status(
                            Mode.ENFORCE,
                            Sample.pdp(Status.Connection.CONNECTED, ""),
                            Status.Protection.UNPROTECTED,
                            List.of()));
                    daemon.model
                            .setup()
                            .connect(daemon.model.setup().agents().get().getFirst());
                }),
                new Screen("setup-failed", daemon -> {
                    daemon.log.clear();
                    daemon.connect(Sample.status(
                            Mode.ENFORCE,
                            Sample.pdp(Status.Connection.CONNECTED, ""),
                            Status.Protection.UNPROTECTED,
                            List.of()));
                    daemon.refusal =
                            "/home/mira/.claude/settings.json line 12 is not JSON: expected ',' or '}'. Mend it, then try again.";
                    daemon.model
                            .setup()
                            .connect(daemon.model.setup().agents().get().getFirst());
                }),
                new Screen("empty", daemon -> {
                    daemon.log.clear();
                    daemon.connect(Sample.status());
                    daemon.model.go(WindowModel.Page.ACTIVITY);
                }));
    }

    private static void exceptions(Daemon daemon, String id) {
        daemon.requests.addAll(SampleRequests.all());
        daemon.requests.add(SampleRequests.asked());
        daemon.connect(Sample.status());
        daemon.model.exceptions().select(id);
        daemon.model.go(WindowModel.Page.EXCEPTIONS);
    }

    private static void show(Daemon daemon, int number) {
        daemon.connect(Sample.status());
        daemon.model.show(Sample.id(number));
    }

    @Override
    public String toString() {
        return name;
    }
}
