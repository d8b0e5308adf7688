package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Rulebook.Known;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Action;
import io.gatehouse.ui.window.TryModel.Kind;
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

    static List<Screen> trial() {
        return List.of(
                page("try", Page.TRY, _ -> {}),
                page(
                        "try-denied",
                        Page.TRY,
                        daemon -> tryOut(daemon, Sample.download(1).enforcement())),
                page(
                        "try-allowed",
                        Page.TRY,
                        daemon -> tryOut(
                                daemon,
                                Sample.allowed(1, 0, "Bash", "mvn -q verify", Action.EXEC)
                                        .enforcement())),
                page("try-observing", Page.TRY, daemon -> {
                    daemon.model.trial().kind().set(Kind.WRITE);
                    tryOut(daemon, Sample.wouldDeny(1).enforcement());
                }),
                page("try-failed", Page.TRY, daemon -> {
                    daemon.refusal = "The Gatehouse daemon did not answer within 15 s";
                    tryOut(daemon, Sample.push(1).enforcement());
                }));
    }

    static List<Screen> agents() {
        return List.of(
                page("agents", Page.AGENTS, _ -> {}),
                agents(
                        "agents-unprotected",
                        SampleAgents.claudeCode(Status.Protection.UNPROTECTED, ""),
                        SampleAgents.cursor(Status.Protection.UNPROTECTED),
                        SampleAgents.aider()),
                agents(
                        "agents-damaged",
                        SampleAgents.claudeCode(
                                Status.Protection.DAMAGED,
                                "The hook in /home/mira/.claude/settings.json asks port 7412, and Gatehouse listens on 7411. Repair it.")),
                changed("agents-changed", false),
                changed("agents-put-back", true),
                agents("agents-managed", SampleAgents.claudeCode(Status.Protection.MANAGED, "")),
                page("agents-disconnect", Page.AGENTS, daemon -> daemon.model
                        .agents()
                        .doubt(daemon.model.agents().cards().get().orElseThrow().getFirst())),
                page("agents-disconnected", Page.AGENTS, daemon -> daemon.model
                        .agents()
                        .disconnect(daemon.model
                                .agents()
                                .cards()
                                .get()
                                .orElseThrow()
                                .getFirst())),
                new Screen("agents-failed", daemon -> {
                    daemon.connect(Sample.status());
                    daemon.refusal = "The Gatehouse daemon did not answer within 15 s";
                    daemon.model.go(Page.AGENTS);
                }));
    }

    private static Screen agents(String name, AgentReport... reports) {
        return new Screen(name, daemon -> {
            daemon.reports = List.of(reports);
            daemon.connect(Sample.status());
            daemon.model.go(Page.AGENTS);
        });
    }

    private static Screen changed(String name, boolean undone) {
        return page(name, Page.AGENTS, daemon -> {
            daemon.reports = List.of(
                    SampleAgents.changed(undone),
                    SampleAgents.all(Status.Protection.USER).get(1));
            daemon.model.agents().reload();
        });
    }

    private static void tryOut(Daemon daemon, Enforcement explained) {
        daemon.explained = explained;
        daemon.model.trial().typed().set(explained.shown());
        daemon.batch();
    }

    static Screen page(String name, Page page, Consumer<Daemon> then) {
        return new Screen(name, daemon -> {
            daemon.connect(Sample.status());
            daemon.model.go(page);
            then.accept(daemon);
        });
    }
}
