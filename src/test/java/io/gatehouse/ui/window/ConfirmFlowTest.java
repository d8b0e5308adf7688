package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.ui.window.ConfirmModel.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.application.ColorScheme;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/// What keyboard and mouse do to a question.
class ConfirmFlowTest {
    private final FxRobot robot = new FxRobot();
    private final List<Answer> answers = new ArrayList<>();
    private final ConfirmModel model = new ConfirmModel(ConfirmModelTest.push("git push origin main"), answers::add);
    private long now;

    @BeforeEach
    void open() throws Exception {
        Stage stage = FxToolkit.registerPrimaryStage();
        robot.interact(() -> {
            var view = new ConfirmView(model);
            var scene = view.scene();
            Theme.apply(scene, ColorScheme.LIGHT);
            stage.setScene(scene);
            stage.show();
            view.focusDeny();
            stage.toFront();
        });
    }

    @AfterEach
    void release() throws Exception {
        robot.release(new KeyCode[] {});
        FxToolkit.cleanupStages();
    }

    private void wake() {
        robot.interact(() -> {
            for (int i = 0; i <= 8; i++) {
                now += Duration.ofMillis(100).toNanos();
                model.frame(now);
            }
        });
        assertTrue(model.awake().get());
    }

    @ParameterizedTest
    @EnumSource(names = {"ENTER", "SPACE", "ESCAPE", "TAB", "A"})
    void noKeyAnswersWhileItSleeps(KeyCode key) {
        robot.type(key);
        robot.type(KeyCode.SPACE);
        assertEquals(List.of(), answers);
        wake();
        robot.type(KeyCode.ENTER);
        assertEquals(List.of(Answer.DENY), answers, "and the focus has not moved");
    }

    @Test
    void noClickAnswersWhileItSleeps() {
        robot.clickOn("Allow once");
        robot.clickOn("Deny");
        assertEquals(List.of(), answers);
    }

    @Test
    void aKeyThatWasPressedInItsSleepAndReleasedAfterwardsAnswersNothing() {
        robot.press(KeyCode.SPACE);
        wake();
        robot.release(KeyCode.SPACE);
        assertEquals(List.of(), answers);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENTER", "SPACE", "ESCAPE"})
    void theFirstKeyDenies(KeyCode key) {
        wake();
        robot.type(key);
        assertEquals(List.of(Answer.DENY), answers);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENTER", "SPACE"})
    void allowingByKeyTakesTheWayToItsButton(KeyCode key) {
        wake();
        robot.type(KeyCode.TAB);
        robot.type(key);
        assertEquals(List.of(Answer.ALLOW), answers);
    }

    @Test
    void escapeDeniesFromAnywhere() {
        wake();
        robot.type(KeyCode.TAB);
        robot.type(KeyCode.ESCAPE);
        assertEquals(List.of(Answer.DENY), answers);
    }

    @Test
    void aClickAllows() {
        wake();
        robot.clickOn("Allow once");
        assertEquals(List.of(Answer.ALLOW), answers);
    }

    @Test
    void aClickDenies() {
        wake();
        robot.clickOn("Deny");
        assertEquals(List.of(Answer.DENY), answers);
    }
}
