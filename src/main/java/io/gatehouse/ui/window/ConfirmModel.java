package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/// A question to the person, from its first frame to its one answer.
///
/// Design. It sleeps at first, and again whenever it comes to the front, because what is typed or clicked just then
/// was meant for something else. Only frames that follow each other quickly count as time awake: where the computer
/// is slow, what was typed meanwhile arrives late.
final class ConfirmModel {
    static final Duration ASLEEP = Duration.ofMillis(700);

    private static final long LONGEST_FRAME = Duration.ofMillis(100).toNanos();
    private static final int LONGEST_LINE = 2_000;

    /// What the person said; silence too is an answer.
    enum Answer {
        ALLOW,
        DENY,
        EXPIRED
    }

    private final ConfirmQuestion question;
    private final Consumer<Answer> answered;
    private final ReadOnlyStringWrapper countdown = new ReadOnlyStringWrapper();
    private final ReadOnlyBooleanWrapper awake = new ReadOnlyBooleanWrapper();
    private boolean begun;
    private boolean over;
    private long firstFrame;
    private long lastFrame;
    private long watched;

    /// @param answered told once
    ConfirmModel(ConfirmQuestion question, Consumer<Answer> answered) {
        this.question = question;
        this.answered = answered;
        count(question.within());
    }

    /// A picture was drawn.
    ///
    /// @param nanos by a clock that only rises
    void frame(long nanos) {
        if (!begun) {
            begun = true;
            firstFrame = nanos;
            lastFrame = nanos;
        }
        watched += Math.min(nanos - lastFrame, LONGEST_FRAME);
        lastFrame = nanos;
        awake.set(watched >= ASLEEP.toNanos());
        var left = question.within().minusNanos(nanos - firstFrame);
        if (left.isPositive()) {
            count(left);
        } else {
            answer(Answer.EXPIRED);
        }
    }

    private void count(Duration left) {
        countdown.set(text("window.confirm.countdown", (int) Math.ceilDiv(left.toMillis(), 1_000)));
    }

    /// It came to the front.
    void sleep() {
        watched = 0;
        awake.set(false);
    }

    void allow() {
        if (awake.get()) {
            answer(Answer.ALLOW);
        }
    }

    void deny() {
        if (awake.get()) {
            answer(Answer.DENY);
        }
    }

    /// The dialog was closed, or breaks.
    void close() {
        answer(Answer.DENY);
    }

    private void answer(Answer answer) {
        if (!over) {
            over = true;
            answered.accept(answer);
        }
    }

    ReadOnlyStringProperty countdown() {
        return countdown.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty awake() {
        return awake.getReadOnlyProperty();
    }

    String headline() {
        return question.rules().stream()
                .map(rule -> Shown.text(rule.question(), false))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    String asks() {
        return text("window.confirm.asks", Shown.line(question.agent(), 60));
    }

    /// Its end is not lost where it is long.
    String shown() {
        var all = Shown.text(question.shown(), true);
        return all.length() <= LONGEST_LINE
                ? all
                : all.substring(0, LONGEST_LINE / 2) + "\n…\n" + all.substring(all.length() - LONGEST_LINE / 2);
    }

    /// How many lines of so many letters that takes.
    int lines(int letters) {
        return shown().lines()
                .mapToInt(line -> Math.max(1, Math.ceilDiv(line.length(), letters)))
                .sum();
    }

    String workspace() {
        return question.workspace().isBlank()
                ? ""
                : text("window.confirm.workspace", Shown.line(question.workspace(), 200));
    }

    /// Each rule, and why the organisation has it.
    List<String> reasons() {
        return question.rules().stream()
                .map(rule -> Shown.text(rule.why(), false) + " (" + Shown.text(rule.id(), false) + ")")
                .distinct()
                .toList();
    }
}
