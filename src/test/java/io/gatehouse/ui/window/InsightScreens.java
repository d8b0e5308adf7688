package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Status.Line;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.ui.Records;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The pages *Privacy* and *Status* in their states.
final class InsightScreens {
    private static final String FULL = "The audit log cannot be read: the disk is full.";

    private InsightScreens() {}

    static List<Screen> all() {
        return List.of(
                page("privacy", Page.PRIVACY, enrolled(Line.CONNECTED), _ -> {}, _ -> {}),
                page("privacy-call", Page.PRIVACY, enrolled(Line.CONNECTED), _ -> {}, InsightScreens::selectFirst),
                page(
                        "privacy-offline",
                        Page.PRIVACY,
                        away(),
                        daemon -> daemon.told.ofCall = id -> Optional.of(SampleInsight.offline(id)),
                        InsightScreens::selectFirst),
                page("privacy-alone", Page.PRIVACY, builtIn(), InsightScreens::alone, _ -> {}),
                page("privacy-alone-call", Page.PRIVACY, builtIn(), InsightScreens::alone, InsightScreens::selectFirst),
                page(
                        "privacy-empty",
                        Page.PRIVACY,
                        builtIn(),
                        daemon -> {
                            alone(daemon);
                            daemon.log.clear();
                        },
                        _ -> {}),
                page("privacy-failed", Page.PRIVACY, enrolled(Line.CONNECTED), _ -> {}, _ -> {}, FULL),
                page("status", Page.STATUS, enrolled(Line.CONNECTED), _ -> {}, _ -> {}),
                page("status-days", Page.STATUS, enrolled(Line.CONNECTED), _ -> {}, daemon -> daemon.model
                        .status()
                        .byDay()
                        .set(true)),
                page("status-offline", Page.STATUS, away(), _ -> {}, _ -> {}),
                page(
                        "status-alone",
                        Page.STATUS,
                        builtIn(),
                        daemon -> daemon.told.vitals = SampleInsight.unused(),
                        _ -> {}),
                page("status-failed", Page.STATUS, enrolled(Line.CONNECTED), _ -> {}, _ -> {}, FULL));
    }

    private static void selectFirst(Daemon daemon) {
        daemon.model.privacy().select(daemon.model.privacy().rows().get(2));
    }

    private static void alone(Daemon daemon) {
        daemon.told.privacy = SampleInsight.alone();
        daemon.told.ofCall = id -> Optional.of(SampleInsight.here(id));
    }

    private static Screen page(String name, Page page, Status status, Consumer<Daemon> before, Consumer<Daemon> then) {
        return page(name, page, status, before, then, "");
    }

    /// @param refusal of the daemon, from then on
    private static Screen page(
            String name, Page page, Status status, Consumer<Daemon> before, Consumer<Daemon> then, String refusal) {
        return new Screen(name, daemon -> {
            before.accept(daemon);
            daemon.connect(status);
            daemon.refusal = refusal;
            daemon.model.go(page);
            then.accept(daemon);
        });
    }

    private static Status enrolled(Line line) {
        return Records.with(
                Sample.status(), Optional.of(SampleInsight.console(line, "")), Optional.of(plans(List.of())));
    }

    private static Status away() {
        return Records.with(
                Sample.status(
                        Mode.ENFORCE,
                        Sample.pdp(Connection.UNREACHABLE, "connection refused"),
                        Protection.USER,
                        List.of()),
                Optional.of(SampleInsight.console(Line.AWAY, "The connection was refused, or there is no way to it.")),
                Optional.of(plans(List.of("mcp:call (HTTP 500)"))));
    }

    private static Status builtIn() {
        return Sample.status(
                Mode.ENFORCE,
                new Status.PdpState("", Connection.BUILT_IN, "starter-1", Sample.NOON, ""),
                Protection.USER,
                List.of());
    }

    private static Status.Plans plans(List<String> undecidable) {
        return new Status.Plans(62, "7f3c9a1e2b44d9", Optional.of(Sample.NOON.minusSeconds(7_200)), undecidable, "");
    }
}
