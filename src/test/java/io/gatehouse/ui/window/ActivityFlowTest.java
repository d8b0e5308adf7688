package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javafx.application.ColorScheme;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/// What a person does to find a call among many.
class ActivityFlowTest {
    private final FxRobot robot = new FxRobot();
    private final Daemon daemon = new Daemon(Sample.sessions(), Fx::onFxThread);

    @BeforeEach
    void open() throws Exception {
        Stage stage = FxToolkit.registerPrimaryStage();
        robot.interact(() -> {
            var scene = new Scene(new WindowView(daemon.model), 1180, 760);
            Theme.apply(scene, ColorScheme.LIGHT);
            stage.setScene(scene);
            stage.show();
            stage.toFront();
        });
        robot.interact(() -> daemon.connect(Sample.status()));
    }

    @AfterEach
    void release() throws Exception {
        robot.release(new KeyCode[] {});
        FxToolkit.cleanupStages();
    }

    @Test
    void theMenuNarrowsByWhatTheDatabaseHolds() {
        assertEquals(
                List.of("Verdict", "Rule", "Agent", "Tool", "Workspace", "Time"),
                menu().getItems().stream().map(MenuItem::getText).toList());
        choose("Tool", "Read  (3,020)");
        assertEquals(List.of("Tool: Read"), texts(".chip"));
        assertTrue(texts(".row-cell .where").stream().allMatch(where -> where.startsWith("Read")));
    }

    @Test
    void aToolsNameIsShownAsItIs() {
        choose("Tool", "mcp__jira__get_issue  (63)");
        assertEquals(List.of("Tool: mcp__jira__get_issue"), texts(".chip"));
    }

    @Test
    void aChipIsTakenAwayByMouseAndByKey() {
        choose("Time", "Today");
        choose("Agent", "codex  (744)");
        assertEquals(List.of("Agent: codex", "Today"), texts(".chip"));
        robot.clickOn("Today");
        assertEquals(List.of("Agent: codex"), texts(".chip"));
        robot.interact(() -> robot.lookup(".chip").query().requestFocus());
        robot.type(KeyCode.SPACE);
        assertEquals(List.of(), texts(".chip"));
        assertTrue(robot.lookup(".search").query().isFocused());
    }

    @Test
    void whatMatchesNothingSaysSoAndIsClearedByOneClick() {
        choose("Tool", "mcp__jira__get_issue  (63)");
        choose("Rule", "file.secret  (7)");
        assertEquals(List.of("Nothing matches"), texts(".blank-title"));
        robot.clickOn(robot.lookup(".blank .button").<Node>queryAll().stream()
                .filter(ActivityFlowTest::isShown)
                .findFirst()
                .orElseThrow());
        assertEquals(List.of(), texts(".blank-title"));
        assertEquals(List.of(), texts(".chip"));
    }

    @Test
    void sessionsOpenAndCloseByTheArrowKeys() {
        robot.clickOn("Sessions");
        assertEquals(List.of("~/code/shop", "~/code/ledger"), texts(".session-title"));
        robot.interact(() -> robot.lookup(".session-rows").query().requestFocus());
        robot.type(KeyCode.HOME);
        robot.type(KeyCode.RIGHT);
        assertTrue(texts(".call-of-session .what").contains("git add -A && git push --force origin main"));
        robot.type(KeyCode.DOWN);
        assertEquals(List.of("Why was this denied?"), texts(".headline"));
        robot.type(KeyCode.LEFT);
        robot.type(KeyCode.LEFT);
        assertEquals(List.of(), texts(".call-of-session .what"));
    }

    @Test
    void aClickOpensASessionAndCallsAreFlatAgainByAnother() {
        robot.clickOn("Sessions");
        robot.clickOn("~/code/ledger");
        assertEquals(2, texts(".call-of-session .what").size());
        robot.clickOn("Calls");
        assertEquals(List.of(), texts(".session-title"));
        assertEquals(6, texts(".row-cell .what").size());
    }

    @Test
    void aSearchNarrowsSessionsToo() {
        robot.clickOn("Sessions");
        robot.type(KeyCode.SLASH);
        robot.write("ledger");
        assertEquals(List.of("~/code/ledger"), texts(".session-title"));
        robot.type(KeyCode.ESCAPE);
        assertEquals(2, texts(".session-title").size());
    }

    private MenuButton menu() {
        return robot.lookup(".filter-menu").queryAs(MenuButton.class);
    }

    private void choose(String kind, String item) {
        robot.interact(() -> menu().getItems().stream()
                .filter(menu -> menu.getText().equals(kind))
                .flatMap(menu -> ((javafx.scene.control.Menu) menu).getItems().stream())
                .filter(choice -> choice.getText().equals(item))
                .findFirst()
                .orElseThrow()
                .fire());
    }

    /// The texts of what is to be seen, from top to bottom and left to right.
    private List<String> texts(String selector) {
        WaitForAsyncUtils.waitForFxEvents();
        return robot.lookup(selector).<Node>queryAll().stream()
                .filter(ActivityFlowTest::isShown)
                .sorted(Comparator.<Node>comparingDouble(
                                node -> node.localToScene(0, 0).getY())
                        .thenComparingDouble(node -> node.localToScene(0, 0).getX()))
                .map(node -> ((Labeled) node).getText())
                .toList();
    }

    private static boolean isShown(Node node) {
        return Stream.iterate(node, at -> at != null, Node::getParent).allMatch(Node::isVisible);
    }
}
