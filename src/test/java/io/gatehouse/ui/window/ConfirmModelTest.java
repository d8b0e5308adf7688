package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.ui.window.ConfirmModel.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfirmModelTest {
    private static final Duration FRAME = Duration.ofMillis(20);

    private final List<Answer> answers = new ArrayList<>();
    private final ConfirmModel model = new ConfirmModel(push("git push"), answers::add);
    private long now = 7_000_000_000L;

    static ConfirmQuestion push(String shown) {
        return new ConfirmQuestion(
                "claude-code",
                "/home/mira/shop",
                shown,
                List.of(new ConfirmQuestion.Rule(
                        "command.push", "Push these commits?", "What is pushed is read and built by others at once.")),
                Duration.ofSeconds(45));
    }

    /// Pictures are drawn for this long.
    private void draw(Duration time) {
        model.frame(now);
        for (var left = time; left.isPositive(); left = left.minus(FRAME)) {
            now += FRAME.toNanos();
            model.frame(now);
        }
    }

    @Test
    void nothingAnswersItForSevenTenthsOfASecond() {
        draw(Duration.ofMillis(680));
        model.allow();
        model.deny();
        assertEquals(List.of(), answers);

        draw(FRAME);
        model.allow();
        assertEquals(List.of(Answer.ALLOW), answers);
    }

    @Test
    void itSleepsAnewWhenItComesToTheFront() {
        draw(Duration.ofSeconds(3));
        model.sleep();
        assertFalse(model.awake().get());
        model.allow();
        draw(Duration.ofMillis(680));
        model.allow();
        assertEquals(List.of(), answers);
        draw(FRAME);
        assertTrue(model.awake().get());
    }

    @Test
    void aScreenThatHangsDoesNotWakeIt() {
        model.frame(now);
        now += Duration.ofSeconds(5).toNanos();
        model.frame(now);
        model.allow();
        assertEquals(List.of(), answers);
    }

    @Test
    void itEndsInSilenceAfterItsTime() {
        draw(Duration.ofSeconds(45).minus(FRAME));
        assertEquals(List.of(), answers);
        assertEquals("Denied in 1 second", model.countdown().get());
        draw(FRAME);
        assertEquals(List.of(Answer.EXPIRED), answers);
    }

    @Test
    void onlyTheFirstAnswerCounts() {
        draw(Duration.ofSeconds(1));
        model.deny();
        model.allow();
        model.close();
        draw(Duration.ofSeconds(60));
        assertEquals(List.of(Answer.DENY), answers);
    }

    @Test
    void closingItIsADenyEvenWhileItSleeps() {
        model.close();
        model.allow();
        assertEquals(List.of(Answer.DENY), answers);
    }

    @Test
    void whatTheAgentWroteIsShownForWhatItIs() {
        var hidden = new ConfirmModel(push("git push \u202Eniam nigiro"), answers::add);
        assertFalse(hidden.shown().contains("\u202E"), hidden.shown());
        var longLine = new ConfirmModel(push("echo " + "a".repeat(9_000) + " && git push"), answers::add);
        assertTrue(longLine.shown().length() < 2_100);
        assertTrue(longLine.shown().endsWith("&& git push"));
    }
}
