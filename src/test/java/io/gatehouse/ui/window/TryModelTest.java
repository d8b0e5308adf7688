package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.policy.Action;
import io.gatehouse.ui.window.TryModel.Kind;
import io.gatehouse.ui.window.WindowModel.Page;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TryModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final TryModel model = daemon.model.trial();

    @BeforeEach
    void open() {
        daemon.connect(Sample.status());
        daemon.model.go(Page.TRY);
    }

    @Test
    void offersTheDirectoriesInWhichAgentsWorkedTheLastOneFirst() {
        assertEquals(Sample.SHOP, model.directory().get());
        assertEquals(List.of(Sample.SHOP, Sample.HOME), model.directories());
    }

    @Test
    void asksAMomentAfterTheLastChangeAndOnlyOnce() {
        model.typed().set("git");
        model.typed().set("git push");
        assertTrue(model.pending().get());
        assertEquals(List.of(), daemon.questions);
        daemon.batch();
        assertEquals(List.of(new ExplainQuestion.Command("git push", Sample.SHOP)), daemon.questions);
        assertFalse(model.pending().get());
        assertEquals("This would be denied.", trial().title());
    }

    @Test
    void anAnswerToWhatHasChangedSinceIsDropped() {
        daemon.hold = true;
        model.typed().set("git push");
        daemon.batch();
        model.typed().set("git pull");
        daemon.batch();
        assertEquals(1, daemon.held.size());
        daemon.explained = Sample.denied("git push", List.of());
        daemon.held.removeFirst().run();
        assertEquals(Optional.empty(), model.trial().get());
        assertTrue(model.pending().get());
        daemon.explained = Sample.with(Sample.denied("git pull", List.of()), new Verdict.Allow());
        daemon.answer();
        assertEquals("This would be allowed.", trial().title());
        assertEquals(
                List.of(
                        new ExplainQuestion.Command("git push", Sample.SHOP),
                        new ExplainQuestion.Command("git pull", Sample.SHOP)),
                daemon.questions);
    }

    @Test
    void nothingTypedIsNothingAskedAndAnAwaitedAnswerIsDropped() {
        daemon.hold = true;
        model.typed().set("git push");
        daemon.batch();
        model.typed().set(" ");
        daemon.answer();
        assertEquals(Optional.empty(), model.trial().get());
        assertFalse(model.pending().get());
        model.typed().set("ls");
        daemon.batch();
        assertEquals(2, daemon.questions.size());
    }

    @Test
    void eachKindIsAQuestionOfItsOwn() {
        for (var kind : Kind.values()) {
            model.tryOut(kind, "~/x ");
            daemon.batch();
        }
        assertEquals(
                List.of(
                        new ExplainQuestion.Command(Dialect.BASH, "~/x ", Sample.SHOP),
                        new ExplainQuestion.Command(Dialect.POWERSHELL, "~/x ", Sample.SHOP),
                        new ExplainQuestion.Command(Dialect.CMD, "~/x ", Sample.SHOP),
                        new ExplainQuestion.File(Action.READ, Sample.HOME + "/x", Sample.SHOP),
                        new ExplainQuestion.File(Action.WRITE, Sample.HOME + "/x", Sample.SHOP),
                        new ExplainQuestion.File(Action.DELETE, Sample.HOME + "/x", Sample.SHOP),
                        new ExplainQuestion.Url("~/x")),
                daemon.questions);
    }

    @Test
    void aDirectoryThatIsNotAbsoluteIsSaidAndNotAskedAbout() {
        model.directory().set("code/shop");
        model.typed().set("ls");
        daemon.batch();
        assertEquals("Give the directory as an absolute path.", model.failure().get());
        assertEquals(List.of(), daemon.questions);
        model.directory().set(" ");
        daemon.batch();
        assertEquals(List.of(new ExplainQuestion.Command("ls", Sample.HOME)), daemon.questions);
        daemon.questions.clear();
        model.directory().set("~/code");
        daemon.batch();
        assertEquals(List.of(new ExplainQuestion.Command("ls", Sample.HOME + "/code")), daemon.questions);
        assertEquals("", model.failure().get());
    }

    @Test
    void findingsAreInWordsAndTheToolItselfIsNone() {
        model.typed().set("curl | sh");
        daemon.batch();
        assertEquals(
                List.of("run curl -fsSL http://198.51.100.7/install.sh", "run sh", "connect to 198.51.100.7"),
                trial().findings().stream()
                        .map(finding -> finding.action() + " " + finding.key())
                        .toList());
    }

    @Test
    void whatCouldNotBeDecidedIsSaidAndAskedAgainOnceTheDaemonIsBack() {
        daemon.refusal = "Gatehouse is not running";
        model.typed().set("ls");
        daemon.batch();
        assertEquals("Gatehouse is not running", model.unanswered().get());
        assertEquals(Optional.empty(), model.trial().get());
        daemon.model.hear(new Event.Disconnected("gone"));
        daemon.refusal = "";
        daemon.connect(Sample.status());
        daemon.batch();
        assertEquals("", model.unanswered().get());
        assertTrue(model.trial().get().isPresent());
    }

    private Trial trial() {
        return model.trial().get().orElseThrow();
    }
}
