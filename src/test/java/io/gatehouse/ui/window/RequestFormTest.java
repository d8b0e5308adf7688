package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.enforcement.ScopeChoice.Kind;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.ui.window.RequestForm.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestFormTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final RequestForm form = daemon.model.form();

    @Test
    void theNarrowestScopeOnceForAnHourIsOffered() {
        open();
        form.justification().set("  The rebase was agreed. ");
        form.send();
        assertEquals(
                List.of(new ExceptionWish(
                        Sample.id(20),
                        Kind.EXACT,
                        false,
                        Duration.ofHours(1),
                        OptionalLong.of(1),
                        "The rebase was agreed.",
                        "",
                        Filer.PERSON)),
                daemon.wishes);
        assertInstanceOf(State.Closed.class, form.state().get());
        assertEquals(WindowModel.Page.EXCEPTIONS, daemon.model.page().get());
        assertEquals(
                "r-new",
                daemon.model.exceptions().selected().get().orElseThrow().id());
    }

    @Test
    void nothingIsSentWithoutAReason() {
        open();
        form.justification().set(" \n ");
        form.send();
        assertEquals(List.of(), daemon.wishes);
        assertEquals(
                "Say why it is needed: the security team decides by that.",
                form.problem().get());
        form.justification().set("x".repeat(4_001));
        form.send();
        assertEquals(List.of(), daemon.wishes);
        assertEquals("Say it in up to 4,000 characters.", form.problem().get());
    }

    @Test
    void whatTheDaemonRefusesIsSaidAndWhatWasTypedStays() {
        open();
        form.justification().set("because");
        daemon.refusal = "This was asked for already: r-6.";
        form.send();
        assertEquals("This was asked for already: r-6.", form.problem().get());
        assertInstanceOf(State.Open.class, form.state().get());
        assertEquals("because", form.justification().get());
    }

    @Test
    void aHardRuleSaysWhyNothingCanBeAskedFor() {
        daemon.draft = Optional.of(SampleRequests.hard(Sample.id(15)));
        daemon.model.ask(Sample.id(15));
        assertEquals(
                new State.Impossible("The rule file.secret cannot be waived: private keys never leave their owner."),
                form.state().get());
    }

    @Test
    void aCallThatIsGoneIsSaid() {
        daemon.draft = Optional.empty();
        daemon.model.ask("gone");
        assertEquals(
                new State.Impossible("This call is not in the records any more."),
                form.state().get());
    }

    @Test
    void openingTheSameCallAgainKeepsWhatWasTyped() {
        open();
        form.justification().set("half a sentence");
        daemon.model.go(WindowModel.Page.ACTIVITY);
        open();
        assertEquals("half a sentence", form.justification().get());
        daemon.model.ask(Sample.id(18));
        assertEquals("", form.justification().get());
    }

    @Test
    void anAnswerForACallThatWasLeftIsNotShown() {
        daemon.hold = true;
        daemon.connect(Sample.status());
        daemon.model.ask(Sample.id(20));
        form.close();
        daemon.answer();
        assertInstanceOf(State.Closed.class, form.state().get());
    }

    private void open() {
        daemon.connect(Sample.status());
        daemon.model.ask(Sample.id(20));
        assertInstanceOf(State.Open.class, form.state().get());
    }
}
