package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.ui.Messages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.application.ColorScheme;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextLineInfo;
import javafx.scene.transform.Scale;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/// Renders every page with fixed data, light and dark. `-Dscreens.update` writes the pictures to
/// `src/docs/screens`, to be looked at; without it, nothing that matters may be cut or outside the window.
class ScreensTourTest {
    private static final int WIDTH = 1180;
    private static final int HEIGHT = 760;

    @BeforeAll
    static void startTheToolkit() throws Exception {
        FxToolkit.registerPrimaryStage();
    }

    @ParameterizedTest
    @MethodSource("io.gatehouse.ui.window.Screen#all")
    void everyPageFitsItsWindow(Screen screen) throws Exception {
        for (var scheme : ColorScheme.values()) {
            WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
                var view = open(screen, scheme, WIDTH, HEIGHT);
                if (System.getProperty("screens.update") != null) {
                    write(view.getScene().snapshot(null), screen.name(), scheme);
                }
                check(screen, view);
                return view;
            }));
        }
    }

    @ParameterizedTest
    @MethodSource("io.gatehouse.ui.window.Screen#all")
    void everyPageFitsTheSmallestWindow(Screen screen) throws Exception {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            var view = open(screen, ColorScheme.LIGHT, (int) WindowApp.NARROWEST, (int) WindowApp.LOWEST);
            check(screen, view);
            return view;
        }));
    }

    @ParameterizedTest
    @MethodSource("io.gatehouse.ui.window.Screen#all")
    void everyPageFitsLargeLettersInASmallWindow(Screen screen) throws Exception {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            var view = open(screen, ColorScheme.LIGHT, 1000, 700, "-fx-font-size: 17px");
            check(screen, view);
            return view;
        }));
    }

    /// What is left of a screen of 1920 x 1080 then. `-Dscreens.double` writes the pictures to `target/screens`.
    @ParameterizedTest
    @MethodSource("io.gatehouse.ui.window.Screen#all")
    void everyPageFitsASmallWindowAtTwiceTheSize(Screen screen) throws Exception {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            try {
                for (var language : List.of(Messages.GERMAN, Messages.ENGLISH)) {
                    Messages.speak(language);
                    var view = open(screen, ColorScheme.LIGHT, (int) WindowApp.NARROWEST, (int) WindowApp.LOWEST, 2);
                    assertEquals(2, view.getScene().getWindow().getRenderScaleX());
                    assertEquals(14.5, view.snapSizeX(14.1), "whole pixels of the screen");
                    if (System.getProperty("screens.double") != null) {
                        var twice = new SnapshotParameters();
                        twice.setTransform(new Scale(2, 2));
                        var name = screen.name() + "-double-" + language.getLanguage() + ".png";
                        write(view.snapshot(twice, null), Path.of("target/screens", name));
                    }
                    check(screen, view);
                }
                return screen;
            } finally {
                Messages.speak(Messages.ENGLISH);
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("io.gatehouse.ui.window.Screen#all")
    void everyPageFitsInGermanToo(Screen screen) throws Exception {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            Messages.speak(Messages.GERMAN);
            try {
                var view = open(screen, ColorScheme.LIGHT, WIDTH, HEIGHT);
                if (System.getProperty("screens.german") != null) {
                    write(view.getScene().snapshot(null), screen.name(), ColorScheme.LIGHT);
                }
                check(screen, view);
                return view;
            } finally {
                Messages.speak(Messages.ENGLISH);
            }
        }));
    }

    @ParameterizedTest
    @EnumSource
    void theQuestionToAPersonFitsItsDialogInBothLanguages(ColorScheme scheme) throws Exception {
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> {
            for (var language : List.of(Messages.GERMAN, Messages.ENGLISH)) {
                Messages.speak(language);
                var question = ConfirmModelTest.push("cd shop && git push --set-upstream origin release/2026-11");
                var model = new ConfirmModel(question, _ -> {});
                for (int i = 0; i <= 8; i++) {
                    model.frame(i * 100_000_000L);
                }
                var view = new ConfirmView(model);
                Theme.apply(view.scene(), scheme);
                var picture = view.getScene().snapshot(null);
                assertEquals(List.of(), cut(view), "cut in " + language);
                if (System.getProperty("screens.update") != null && language.equals(Messages.ENGLISH)) {
                    write(picture, "confirm", scheme);
                }
            }
            return scheme;
        }));
    }

    private static List<String> cut(Parent view) {
        return all(view).stream()
                .filter(Labeled.class::isInstance)
                .map(Labeled.class::cast)
                .filter(ScreensTourTest::isCut)
                .map(Labeled::getText)
                .toList();
    }

    private static WindowView open(Screen screen, ColorScheme scheme, int width, int height) {
        return open(screen, scheme, width, height, "");
    }

    private static WindowView open(Screen screen, ColorScheme scheme, int width, int height, String style) {
        var daemon = new Daemon(Sample.morning());
        var view = new WindowView(daemon.model);
        view.setStyle(style);
        Theme.apply(new Scene(view, width, height), scheme);
        return go(screen, daemon, view);
    }

    /// @param scale pixels of the screen for one of the window
    private static WindowView open(Screen screen, ColorScheme scheme, int width, int height, int scale) {
        var daemon = new Daemon(Sample.morning());
        var view = new WindowView(daemon.model);
        var stage = new Stage();
        stage.setRenderScaleX(scale);
        stage.setRenderScaleY(scale);
        stage.setScene(new Scene(view, width, height));
        Theme.apply(view.getScene(), scheme);
        return go(screen, daemon, view);
    }

    private static WindowView go(Screen screen, Daemon daemon, WindowView view) {
        screen.scene().accept(daemon);
        settle(view);
        if (screen.name().equals(Screen.EXPANDED)) {
            view.lookupAll(".question-button").stream().skip(2).findFirst().ifPresent(button -> ((ToggleButton) button)
                    .setSelected(true));
            settle(view);
            ((ScrollPane) view.lookup(".details > .scroll-pane")).setVvalue(0.7);
            settle(view);
        }
        return view;
    }

    /// A scene that is not on the screen has no pulses, and is only drawn as it first was.
    private static void settle(WindowView view) {
        for (int i = 0; i < 3; i++) {
            view.applyCss();
            view.layout();
        }
    }

    private static void check(Screen screen, WindowView view) {
        var cut = all(view).stream()
                .filter(node -> isShown(node)
                        && !node.getStyleClass().contains("what")
                        && !node.getStyleClass().contains("where")
                        && !node.getStyleClass().contains("key"))
                .filter(Labeled.class::isInstance)
                .map(Labeled.class::cast)
                .filter(ScreensTourTest::isCut)
                .map(Labeled::getText)
                .toList();
        assertEquals(List.of(), cut, "cut on " + screen);
        var broken = all(view).stream()
                .filter(ScreensTourTest::isShown)
                .map(Labeled.class::cast)
                .flatMap(label -> brokenWords(label).stream())
                .toList();
        assertEquals(List.of(), broken, "words broken in their middle on " + screen);
        var outside = all(view).stream()
                .filter(ScreensTourTest::isShown)
                .filter(node -> {
                    var place = node.localToScene(node.getBoundsInLocal());
                    return place.getMaxX() > view.getScene().getWidth() + 1
                            || (place.getMaxY() > view.getScene().getHeight() + 1 && !isScrolled(node));
                })
                .toList();
        assertEquals(List.of(), outside, "outside on " + screen);
        assertEquals(List.of(), overlapping(view), "overlapping on " + screen);
        assertTrue(
                view.lookup(".state") instanceof Label label && !label.getText().isBlank());
    }

    private static List<Node> all(Parent view) {
        return Stream.of(".label", ".button", ".toggle-button", ".menu-button", ".hyperlink")
                .flatMap(selector -> view.lookupAll(selector).stream())
                .toList();
    }

    /// What stands in a row or a column stands beside each other.
    private static List<String> overlapping(Parent parent) {
        var found = new ArrayList<String>();
        var children = parent.getChildrenUnmodifiable().stream()
                .filter(child -> child.isVisible() && child.isManaged())
                .toList();
        for (int i = 1; i < children.size() && (parent instanceof HBox || parent instanceof VBox); i++) {
            var before = children.get(i - 1).getLayoutBounds();
            var next = children.get(i);
            boolean row = parent instanceof HBox;
            double end = row
                    ? children.get(i - 1).getLayoutX() + before.getMaxX()
                    : children.get(i - 1).getLayoutY() + before.getMaxY();
            double start = row
                    ? next.getLayoutX() + next.getLayoutBounds().getMinX()
                    : next.getLayoutY() + next.getLayoutBounds().getMinY();
            if (end > start + 1 && before.getWidth() > 0) {
                found.add(children.get(i - 1) + " and " + next);
            }
        }
        children.stream()
                .filter(Parent.class::isInstance)
                .map(Parent.class::cast)
                .forEach(child -> found.addAll(overlapping(child)));
        return found;
    }

    private static boolean isCut(Labeled label) {
        return label.lookup(".text") instanceof Text drawn
                && !drawn.getText().equals(label.getText())
                && drawn.getText().endsWith("...");
    }

    /// Where a line ends inside a word, the text with a bar there. Code breaks where it has to.
    private static List<String> brokenWords(Labeled label) {
        if (label.getStyleClass().contains("code") || !(label.lookup(".text") instanceof Text drawn)) {
            return List.of();
        }
        var text = drawn.getText();
        return drawn.getLayoutInfo().getTextLines(false).stream()
                .map(TextLineInfo::start)
                .filter(start -> start > 0
                        && start < text.length()
                        && Character.isLetterOrDigit(text.charAt(start - 1))
                        && Character.isLetterOrDigit(text.charAt(start)))
                .map(start -> text.substring(0, start) + "|" + text.substring(start))
                .toList();
    }

    private static boolean isScrolled(Node node) {
        for (var at = node.getParent(); at != null; at = at.getParent()) {
            if (at instanceof ScrollPane || at instanceof ListView) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShown(Node node) {
        for (var at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static void write(WritableImage picture, String screen, ColorScheme scheme) throws IOException {
        var name = screen + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        write(picture, Path.of("src/docs/screens", name));
    }

    private static void write(WritableImage picture, Path file) throws IOException {
        var image = new BufferedImage((int) picture.getWidth(), (int) picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        var pixels = picture.getPixelReader();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, pixels.getArgb(x, y));
            }
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
