package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.ui.Messages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.application.ColorScheme;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.WritableImage;
import javafx.scene.text.Text;
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
        return view.lookupAll(".label, .button").stream()
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
        var cut = view.lookupAll(".label").stream()
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
        var outside = view.lookupAll(".label, .button, .toggle-button").stream()
                .filter(ScreensTourTest::isShown)
                .filter(node -> node.localToScene(node.getBoundsInLocal()).getMaxX()
                        > view.getScene().getWidth() + 1)
                .toList();
        assertEquals(List.of(), outside, "outside on " + screen);
        assertTrue(
                view.lookup(".state") instanceof Label label && !label.getText().isBlank());
    }

    private static boolean isCut(Labeled label) {
        return label.lookup(".text") instanceof Text drawn
                && !drawn.getText().equals(label.getText())
                && drawn.getText().endsWith("...");
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
        var image = new BufferedImage((int) picture.getWidth(), (int) picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        var pixels = picture.getPixelReader();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, pixels.getArgb(x, y));
            }
        }
        var name = screen + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        var file = Files.createDirectories(Path.of("src/docs/screens")).resolve(name);
        ImageIO.write(image, "png", file.toFile());
    }
}
