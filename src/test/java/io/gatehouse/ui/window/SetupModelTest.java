package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.ui.window.SetupModel.AgentLine;
import io.gatehouse.ui.window.SetupModel.Result;
import io.gatehouse.ui.window.SetupModel.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupModelTest {
    private final Daemon daemon = new Daemon(List.of());
    private final SetupModel model = daemon.model.setup();

    @Test
    void saysWhatToDoWhileThereIsNoPolicyEngine() {
        model.update(status(Mode.ENFORCE, Connection.NOT_CONFIGURED, Protection.UNPROTECTED));
        assertEquals(
                new Step(
                        false,
                        "No policy engine is configured",
                        "Every call is denied until there is one. Set pdp.url in gatehouse.yaml to the address of your Cerbos PDP."),
                model.steps().get().get(1));
    }

    @Test
    void saysForWhomAndHowItDecides() {
        model.update(status(Mode.OBSERVE, Connection.CONNECTED, Protection.USER));
        assertEquals(
                List.of(
                        "Gatehouse is running",
                        "The policy engine answers",
                        "Mode: observing",
                        "Agents act for mira@example.com"),
                model.steps().get().stream().map(Step::title).toList());
        assertEquals("Role developer", model.steps().get().getLast().detail());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "NOT_FOUND,   false, Not found on this machine, \"\"",
                "UNPROTECTED, false, \"Found, and does not ask Gatehouse yet\", Connect Claude Code",
                "DAMAGED,     false, The hook in ~/.claude/settings.json does not work, Repair Claude Code",
                "USER,        true,  \"Asks before every tool call, by ~/.claude/settings.json\", \"\"",
                "MANAGED,     true,  \"Asks before every tool call, by your organisation's ~/.claude/settings.json\", \"\""
            })
    void offersWhatCanBeDoneAboutAnAgent(Protection protection, boolean ok, String detail, String action) {
        model.update(status(Mode.ENFORCE, Connection.CONNECTED, protection));
        assertEquals(
                List.of(new AgentLine("claude-code", ok, "Claude Code", detail, action)),
                model.agents().get());
    }

    @Test
    void connectsAnAgentAndSaysWhatWasWrittenWhere() {
        model.update(status(Mode.ENFORCE, Connection.CONNECTED, Protection.UNPROTECTED));
        model.connect(model.agents().get().getFirst());
        assertEquals(
                new Result.Connected(
                        "Claude Code is connected",
                        "Gatehouse's hook was written to ~/.claude/settings.json. Everything else in that file is as it was.",
                        "Start a new Claude Code session to use it."),
                model.result().get());
        assertEquals("", model.agents().get().getFirst().action());
    }

    @Test
    void asksOnceHoweverOftenTheButtonIsPressed() {
        model.update(status(Mode.ENFORCE, Connection.CONNECTED, Protection.UNPROTECTED));
        daemon.hold = true;
        model.connect(model.agents().get().getFirst());
        model.connect(model.agents().get().getFirst());
        assertEquals(new Result.Connecting("claude-code"), model.result().get());
        assertEquals(1, daemon.held.size());
        daemon.answer();
        assertInstanceOf(Result.Connected.class, model.result().get());
    }

    @Test
    void saysInPlaceWhyAnAgentCouldNotBeConnectedAndLetsOneTryAgain() {
        model.update(status(Mode.ENFORCE, Connection.CONNECTED, Protection.UNPROTECTED));
        daemon.refusal = "settings.json line 12 is not JSON";
        model.connect(model.agents().get().getFirst());
        assertEquals(
                new Result.Failed("Claude Code could not be connected", "settings.json line 12 is not JSON"),
                model.result().get());
        daemon.refusal = "";
        model.connect(model.agents().get().getFirst());
        assertInstanceOf(Result.Connected.class, model.result().get());
    }

    @Test
    void believesNoSuccessThatLeavesTheAgentUnprotected() {
        model.update(status(Mode.ENFORCE, Connection.CONNECTED, Protection.UNPROTECTED));
        daemon.afterProtect = Sample.agent(Protection.DAMAGED);
        model.connect(model.agents().get().getFirst());
        assertEquals(
                new Result.Failed(
                        "Claude Code could not be connected",
                        "The hook in ~/.claude/settings.json would not work as it stands."),
                model.result().get());
    }

    private static Status status(Mode mode, Connection connection, Protection protection) {
        return Sample.status(mode, Sample.pdp(connection, ""), protection, List.of());
    }
}
