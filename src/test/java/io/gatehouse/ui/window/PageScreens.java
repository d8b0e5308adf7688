package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Rulebook.Known;
import io.gatehouse.local.Status;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.function.Consumer;

/// The pages beside activity and exceptions in their states.
final class PageScreens {
    private PageScreens() {}

    static List<Screen> rules() {
        return List.of(
                page("rules", Page.RULES, daemon -> daemon.model
                        .rules()
                        .select(daemon.model.rules().rows().get(3))),
                page("rules-observed", Page.RULES, daemon -> daemon.model
                        .rules()
                        .select(daemon.model.rules().rows().getLast())),
                page(
                        "rules-filtered",
                        Page.RULES,
                        daemon -> daemon.model.rules().query().set("zebra")),
                new Screen("rules-offline", daemon -> {
                    daemon.rules = SampleRules.unknown(Known.NOT_YET);
                    daemon.connect(Sample.status(
                            Mode.ENFORCE,
                            Sample.pdp(Status.Connection.UNREACHABLE, "connection refused"),
                            Status.Protection.USER,
                            List.of()));
                    daemon.model.go(Page.RULES);
                }),
                new Screen("rules-failed", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.refusal = "The audit log cannot be read: the disk is full.";
                    daemon.model.go(Page.RULES);
                }));
    }

    static Screen page(String name, Page page, Consumer<Daemon> then) {
        return new Screen(name, daemon -> {
            daemon.connect(Sample.status());
            daemon.model.go(page);
            then.accept(daemon);
        });
    }
}
