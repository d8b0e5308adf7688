package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.local.Rulebook.Fired;
import io.gatehouse.local.Rulebook.Known;
import io.gatehouse.ui.window.RuleRow.Standing;
import io.gatehouse.ui.window.RulesModel.State;
import io.gatehouse.ui.window.WindowModel.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RulesModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final RulesModel rules = daemon.model.rules();

    @Test
    void listsEachRuleOnceTheHardOnesFirstAndThenTheBusiest() {
        open();
        assertEquals(
                List.of(
                        "file.secret HARD 2 denied",
                        "command.pipe-to-shell HARD 1 denied",
                        "command.disk HARD ",
                        "command.destructive WAIVABLE 5 denied",
                        "command.privilege WAIVABLE 1 denied",
                        "net.unlisted-host WAIVABLE 1 denied",
                        "mcp.unlisted-server WAIVABLE ",
                        "file.outside-workspace OBSERVED   12 observed"),
                rules.rows().stream()
                        .map(row -> row.id() + " " + row.standing() + " " + row.count())
                        .toList());
        assertEquals(
                List.of("Running a command", "Deleting a file"),
                rules.rows().get(3).parts().stream().map(RuleRow.Part::about).toList());
        assertEquals(
                "8 rules apply to mira@example.com (developer). The counts are of the last 30 days.",
                rules.summary().get());
    }

    @Test
    void saysInWordsHowOftenARuleFired() {
        open();
        assertEquals(
                "It denied 5 calls on this computer.",
                row("command.destructive").counted());
        assertEquals(
                "It denied no call on this computer. 12 calls went on that it would have denied.",
                row("file.outside-workspace").counted());
    }

    @Test
    void filtersAsOneTypesByAnyOfItsWords() {
        open();
        rules.query().set("review mcp");
        assertEquals(
                List.of("mcp.unlisted-server"),
                rules.rows().stream().map(RuleRow::id).toList());
        assertEquals(Optional.of("mcp.unlisted-server"), rules.selected().get().map(RuleRow::id));
        rules.query().set("zebra");
        assertEquals(State.NO_HIT, rules.state().get());
        rules.query().set("");
        assertEquals(8, rules.rows().size());
    }

    @Test
    void keepsTheChosenRuleWhenItIsAskedAnew() {
        open();
        rules.select(row("net.unlisted-host"));
        daemon.record(Sample.push(40));
        daemon.batch();
        assertEquals(Optional.of("net.unlisted-host"), rules.selected().get().map(RuleRow::id));
    }

    @Test
    void saysThatTheRulesAreNotKnownYetAndWhatFiredHereNevertheless() {
        daemon.rules = SampleRules.unknown(Known.NOT_YET);
        open();
        assertEquals(State.NOT_YET, rules.state().get());
        daemon.rules = SampleRules.unknown(Known.NOT_YET, new Fired("file.secret", 2, 0));
        rules.reload();
        assertEquals(State.ROWS, rules.state().get());
        assertEquals(Standing.GONE, row("file.secret").standing());
        assertEquals("The rules are not known yet", rules.summary().get());
    }

    @Test
    void saysThatThePoliciesNeverTellTheirRules() {
        daemon.rules = SampleRules.unknown(Known.NEVER);
        open();
        assertEquals(State.NEVER, rules.state().get());
    }

    @Test
    void saysWhyTheyCouldNotBeRead() {
        daemon.connect(Sample.status());
        daemon.refusal = "The disk is gone";
        daemon.model.go(Page.RULES);
        assertEquals(State.FAILED, rules.state().get());
        assertEquals("The disk is gone", rules.failure().get());
        daemon.refusal = "";
        rules.reload();
        assertEquals(State.ROWS, rules.state().get());
        assertEquals("", rules.failure().get());
    }

    @Test
    void asksOnceMoreWhenItIsAskedWhileAsking() {
        daemon.connect(Sample.status());
        daemon.hold = true;
        daemon.model.go(Page.RULES);
        rules.reload();
        assertEquals(1, daemon.held.size());
        daemon.answer();
        assertEquals(8, rules.rows().size());
        assertTrue(daemon.held.isEmpty());
    }

    @Test
    void theCallsOfARuleAreListedInActivity() {
        open();
        daemon.model.showCallsOf("file.secret");
        assertEquals(Page.ACTIVITY, daemon.model.page().get());
        assertEquals(
                new Filter(Verdicts.ALL, "file.secret", "", "", "", "", "", Instant.EPOCH), daemon.asked.getLast());
    }

    private void open() {
        daemon.connect(Sample.status());
        daemon.model.go(Page.RULES);
    }

    private RuleRow row(String id) {
        return rules.rows().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
