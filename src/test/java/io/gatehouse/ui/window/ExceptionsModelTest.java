package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.LocalClient.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionsModelTest {
    private final Daemon daemon = new Daemon(Sample.morning());
    private final ExceptionsModel model = daemon.model.exceptions();

    @Test
    void theNewestComesFirstAndIsLookedAt() {
        connect();
        assertEquals(List.of("r-7", "r-6", "r-5", "r-4", "r-3", "r-2", "r-1"), ids());
        assertEquals("r-7", selected());
        assertEquals(3, model.open().get());
    }

    @Test
    void aChangeIsSeenWithoutLosingTheOneThatIsLookedAt() {
        connect();
        model.select("r-6");
        daemon.model.hear(new Event.Requested(SampleRequests.of("r-6", 6, State.REFUSED, Filer.PERSON, "No.")));
        assertEquals("r-6", selected());
        assertEquals("Refused", model.selected().get().orElseThrow().state());
        assertEquals(2, model.open().get());
        daemon.model.hear(new Event.Requested(SampleRequests.of("r-9", 0, State.WAITING, Filer.PERSON, "")));
        assertEquals("r-9", ids().getFirst());
        assertEquals("r-6", selected());
    }

    @Test
    void theSelectedOneIsTakenBackOrConfirmed() {
        connect();
        model.confirm();
        model.select("r-6");
        model.withdraw();
        assertEquals(List.of("confirm r-7", "withdraw r-6"), daemon.acts);
        assertEquals("Withdrawn", model.selected().get().orElseThrow().state());
    }

    @Test
    void anAnswerIsSentAsTypedAndOutlivesAChangeOfTheList() {
        connect();
        model.select("r-6");
        model.answer("r-6").set(" main \n");
        daemon.model.hear(new Event.Requested(SampleRequests.of("r-9", 0, State.WAITING, Filer.PERSON, "")));
        model.answer();
        assertEquals(List.of("answer: main r-6"), daemon.acts);
    }

    @Test
    void whatDidNotWorkIsSaidUntilSomethingDoes() {
        connect();
        daemon.refusal = "This request was confirmed already.";
        model.confirm();
        assertEquals("This request was confirmed already.", model.failure().get());
        daemon.refusal = "";
        model.reload();
        assertEquals("", model.failure().get());
    }

    @Test
    void whatWasMissedIsAskedForAgain() {
        connect();
        daemon.requests.clear();
        daemon.model.hear(new Event.Missed(3));
        assertEquals(List.of(), ids());
    }

    private void connect() {
        daemon.requests.addAll(SampleRequests.all());
        daemon.connect(Sample.status());
    }

    private List<String> ids() {
        return model.rows().stream().map(RequestRow::id).toList();
    }

    private String selected() {
        return model.selected().get().orElseThrow().id();
    }
}
