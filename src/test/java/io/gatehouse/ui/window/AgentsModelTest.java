package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.ui.Times;
import io.gatehouse.ui.window.AgentCard.Standing;
import io.gatehouse.ui.window.AgentsModel.Result;
import io.gatehouse.ui.window.WindowModel.Page;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentsModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final AgentsModel model = daemon.model.agents();

    @Test
    void tellsOfEachAgentWhetherItAsksAndWhatIsKnownOfIt() {
        open();
        assertEquals(
                List.of("Claude Code USER", "Codex CLI USER", "Cursor UNPROTECTED", "Aider NOT_ASKABLE"),
                cards().stream()
                        .map(card -> card.title() + " " + card.standing())
                        .toList());
        assertEquals(
                List.of(
                        "Version: 2.1.295",
                        "Program: ~/.local/bin/claude",
                        "Settings: ~/.claude/settings.json",
                        "Protected since: " + Times.day(Sample.NOON.minus(Duration.ofDays(12)), ZoneId.systemDefault()),
                        "Written: " + Times.day(Sample.NOON.minus(Duration.ofDays(12)), ZoneId.systemDefault()),
                        "Last call: 3 min ago",
                        "Coverage: 100% of 2,481 calls that ran were decided before, since "
                                + Times.day(Sample.NOON.minus(Duration.ofDays(12)), ZoneId.systemDefault())),
                facts(cards().getFirst()));
        assertEquals(List.of("Program: ~/.local/bin/aider"), facts(cards().getLast()));
    }

    @Test
    void offersWhatCanBeDoneAndNoMore() {
        assertEquals("Connect Claude Code ", offered(Protection.UNPROTECTED));
        assertEquals("Repair Claude Code ", offered(Protection.DAMAGED));
        assertEquals(" disconnect", offered(Protection.USER));
        assertEquals(" ", offered(Protection.MANAGED));
        assertEquals(" ", offered(Protection.NOT_FOUND));
    }

    @Test
    void saysOfAnAgentThatWasNotTriedThatItWasNot() {
        for (var protection : Protection.values()) {
            assertEquals(
                    "Written from documentation, not tried with the real client.",
                    AgentCard.of(SampleAgents.cursor(protection), Sample.NOON, Sample.HOME)
                            .caveat());
            assertEquals(
                    "",
                    AgentCard.of(SampleAgents.claudeCode(protection, ""), Sample.NOON, Sample.HOME)
                            .caveat());
        }
    }

    @Test
    void tellsOfAChangeThatWasUndoneForADayAndAsAFactForEver() {
        var report = SampleAgents.changed(true);
        var card = AgentCard.of(report, Sample.NOON, Sample.HOME);
        assertEquals(Standing.USER, card.standing());
        assertEquals("", card.trouble());
        assertEquals(
                new AgentCard.Change(
                        "Changed 12 min ago, and undone",
                        "Gatehouse's hook in ~/.claude/settings.json was removed or changed, and is put back.",
                        true),
                card.change().orElseThrow());
        assertTrue(facts(card).contains("Changed: 12 min ago by something else, and undone"));
        var dayAfter = Sample.NOON.plus(Duration.ofDays(1)).minus(Duration.ofMinutes(12));
        var later = AgentCard.of(report, dayAfter, Sample.HOME);
        assertEquals(Optional.empty(), later.change());
        assertTrue(facts(later).stream().anyMatch(fact -> fact.startsWith("Changed: ")));
        assertTrue(AgentCard.of(report, dayAfter.minusMillis(1), Sample.HOME)
                .change()
                .isPresent());
    }

    @Test
    void aChangeThatStandsIsAStateOfItsOwnThatCanBeRepaired() {
        var card = AgentCard.of(SampleAgents.changed(false), Sample.NOON, Sample.HOME);
        assertEquals(Standing.CHANGED, card.standing());
        assertEquals("Repair Claude Code", card.action());
        assertFalse(card.canDisconnect());
        assertFalse(card.change().orElseThrow().undone());
        assertTrue(facts(card).contains("Changed: 12 min ago by something else, and not undone"));
    }

    @Test
    void anAgentThatIsNotHereHasNoSettings() {
        var card = AgentCard.of(SampleAgents.claudeCode(Protection.NOT_FOUND, ""), Sample.NOON, Sample.HOME);
        assertEquals(List.of("Version: 2.1.295", "Program: ~/.local/bin/claude"), facts(card));
    }

    @Test
    void connectingAnAgentShowsItConnected() {
        daemon.reports = SampleAgents.all(Protection.UNPROTECTED);
        open();
        model.connect(cards().getFirst());
        assertEquals(Standing.USER, cards().getFirst().standing());
        assertEquals(
                new Result.Done("Claude Code is connected", List.of("Start a new Claude Code session to use it.")),
                model.result().get());
    }

    @Test
    void aHookThatWouldNotWorkIsAFailure() {
        daemon.reports = SampleAgents.all(Protection.UNPROTECTED);
        daemon.afterProtect = Sample.agent(Protection.DAMAGED);
        open();
        model.connect(cards().getFirst());
        assertTrue(model.result().get() instanceof Result.Failed);
        assertEquals(Standing.DAMAGED, cards().getFirst().standing());
    }

    @Test
    void isDisconnectedOnlyAfterItWasAskedWhetherThatIsMeant() {
        open();
        var claude = cards().getFirst();
        model.doubt(claude);
        assertEquals("claude-code", model.doubted().get());
        model.keep();
        assertEquals("", model.doubted().get());
        assertFalse(daemon.acts.contains("disconnect claude-code"));
        model.doubt(claude);
        model.disconnect(claude);
        assertEquals(List.of("disconnect claude-code"), daemon.acts);
        assertEquals("", model.doubted().get());
        assertEquals(Standing.UNPROTECTED, cards().getFirst().standing());
        assertEquals(
                new Result.Done(
                        "Claude Code is disconnected",
                        List.of("The hook was taken out of ~/.claude/settings.json. Sessions that are running keep it"
                                + " until they end.")),
                model.result().get());
    }

    @Test
    void whatCouldNotBeDoneIsSaid() {
        open();
        daemon.refusal = "/home/mira/.claude/settings.json cannot be written";
        model.disconnect(cards().getFirst());
        assertEquals(
                new Result.Failed("Claude Code could not be disconnected", daemon.refusal),
                model.result().get());
        assertEquals(Standing.USER, cards().getFirst().standing());
    }

    @Test
    void followsWhatTheDaemonSeesOfTheSettings() {
        open();
        daemon.reports = SampleAgents.all(Protection.DAMAGED);
        daemon.model.hear(new Event.Changed(Sample.status(
                Mode.ENFORCE, Sample.pdp(Status.Connection.CONNECTED, ""), Protection.DAMAGED, List.of())));
        assertEquals(Standing.DAMAGED, cards().getFirst().standing());
    }

    @Test
    void saysWhyTheyCouldNotBeRead() {
        daemon.connect(Sample.status());
        daemon.refusal = "gone";
        daemon.model.go(Page.AGENTS);
        assertEquals("gone", model.failure().get());
        assertTrue(model.cards().get().isEmpty());
    }

    private String offered(Protection protection) {
        var card = AgentCard.of(SampleAgents.claudeCode(protection, ""), Sample.NOON, Sample.HOME);
        return card.action() + " " + (card.canDisconnect() ? "disconnect" : "");
    }

    private static List<String> facts(AgentCard card) {
        return card.facts().stream()
                .map(fact -> fact.name() + ": " + fact.value())
                .toList();
    }

    private List<AgentCard> cards() {
        return model.cards().get().orElseThrow();
    }

    private void open() {
        daemon.connect(Sample.status());
        daemon.model.go(Page.AGENTS);
    }
}
