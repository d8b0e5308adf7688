package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionDraft.Choice;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// What is filled in to ask for an exception. All methods belong to the JavaFX thread.
final class RequestForm {
    static final List<Duration> LENGTHS = List.of(
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofDays(1),
            Duration.ofDays(7),
            ExceptionRequest.LONGEST);

    static final Duration USUAL = Duration.ofHours(1);

    static final List<OptionalLong> USES =
            List.of(OptionalLong.of(1), OptionalLong.of(3), OptionalLong.of(10), OptionalLong.empty());

    sealed interface State {
        record Closed() implements State {}

        record Loading() implements State {}

        /// It can be filled in.
        record Open(ExceptionDraft draft) implements State {}

        record Sending(ExceptionDraft draft) implements State {}

        /// Nothing can be asked for, and why.
        record Impossible(String why) implements State {}
    }

    private final Link link;
    private final Work work;
    private final Consumer<KeptRequest> filed;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.Closed());
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");
    private final ObjectProperty<Optional<Choice>> choice = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Duration> wished = new SimpleObjectProperty<>(USUAL);
    private final BooleanProperty everySession = new SimpleBooleanProperty();
    private final ObjectProperty<OptionalLong> uses = new SimpleObjectProperty<>(USES.getFirst());
    private final StringProperty justification = new SimpleStringProperty("");
    private final StringProperty ticket = new SimpleStringProperty("");
    private String enforcement = "";

    /// @param filed hears of what was asked for
    RequestForm(Link link, Work work, Consumer<KeptRequest> filed) {
        this.link = link;
        this.work = work;
        this.filed = filed;
    }

    /// Begins anew, unless that call's form is open already: what was typed stays.
    void open(String id) {
        if (id.equals(enforcement) && state.get() instanceof State.Open) {
            return;
        }
        enforcement = id;
        problem.set("");
        choice.set(Optional.empty());
        wished.set(USUAL);
        everySession.set(false);
        uses.set(USES.getFirst());
        justification.set("");
        ticket.set("");
        state.set(new State.Loading());
        work.ask(
                () -> link.exceptions().draft().apply(id),
                draft -> {
                    if (enforcement.equals(id)) {
                        opened(draft);
                    }
                },
                why -> state.set(new State.Impossible(Shown.text(why, true))));
    }

    private void opened(Optional<ExceptionDraft> draft) {
        if (draft.isEmpty()) {
            state.set(new State.Impossible(text("window.form.gone")));
            return;
        }
        var refusal = draft.get().refusal();
        if (refusal.isPresent()) {
            state.set(new State.Impossible(Shown.text(refusal.get(), true)));
            return;
        }
        everySession.set(!draft.get().hasSession());
        choice.set(draft.get().choices().stream()
                .filter(one -> one.scope().scope().isPresent())
                .findFirst());
        state.set(new State.Open(draft.get()));
    }

    void close() {
        enforcement = "";
        state.set(new State.Closed());
    }

    /// Sends what was filled in, or says what is missing.
    void send() {
        if (!(state.get() instanceof State.Open(var draft))) {
            return;
        }
        var words = justification.get().strip();
        if (words.isEmpty()) {
            problem.set(text("window.form.needs-why"));
            return;
        }
        if (words.length() > ExceptionRequest.MOST_WORDS) {
            problem.set(text("window.form.long-why", ExceptionRequest.MOST_WORDS));
            return;
        }
        if (choice.get().isEmpty()) {
            problem.set(text("window.form.needs-scope"));
            return;
        }
        var wish = new ExceptionWish(
                enforcement,
                choice.get().get().scope().kind(),
                everySession.get(),
                wished.get(),
                uses.get(),
                words,
                ticket.get().strip(),
                Filer.PERSON);
        problem.set("");
        state.set(new State.Sending(draft));
        work.ask(
                () -> link.exceptions().file().apply(wish),
                kept -> {
                    close();
                    filed.accept(kept);
                },
                why -> {
                    problem.set(Shown.text(why, true));
                    state.set(new State.Open(draft));
                });
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// What keeps it from being sent; "" for nothing.
    ReadOnlyObjectProperty<String> problem() {
        return problem.getReadOnlyProperty();
    }

    ObjectProperty<Optional<Choice>> choice() {
        return choice;
    }

    ObjectProperty<Duration> wished() {
        return wished;
    }

    BooleanProperty everySession() {
        return everySession;
    }

    /// For how many calls; absent for any number.
    ObjectProperty<OptionalLong> uses() {
        return uses;
    }

    StringProperty justification() {
        return justification;
    }

    StringProperty ticket() {
        return ticket;
    }
}
