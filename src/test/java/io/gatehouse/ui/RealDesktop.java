package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;

/// The desktop of `src/test/screen/run.sh`, as a person sees and uses it.
public final class RealDesktop {
    private static final int SECONDS = 30;

    private RealDesktop() {}

    /// The windows of the notices on the screen, as xdotool numbers them.
    public static List<String> notices() {
        return windows("--class", "xfce4-notifyd");
    }

    public static List<String> windows(String by, String pattern) {
        return run("xdotool", "search", "--onlyvisible", by, pattern);
    }

    /// Where a notice has no button: this one's desktop then closes it.
    public static void clickText(String notice) {
        var box = box(notice);
        click(box.x() + box.width() / 2, box.y() + 24, 1);
    }

    /// The button on the left of two.
    public static void clickWhy(String notice) {
        clickButton(notice, 218);
    }

    public static void clickLastButton(String notice) {
        clickButton(notice, 70);
    }

    /// @param fromTheRight in pixels, in the row of buttons at the foot of a notice
    private static void clickButton(String notice, int fromTheRight) {
        clickFoot(notice, fromTheRight, 32);
    }

    /// Of a window with a title xdotool tells a place that is lower by the height of that.
    public static void clickFoot(String window, int fromTheRight, int fromTheBottom) {
        var box = box(window);
        click(box.x() + box.width() - fromTheRight, box.y() + box.height() - fromTheBottom, 1);
    }

    public static void click(int x, int y, int button) {
        run("xdotool", "mousemove", String.valueOf(x), String.valueOf(y), "click", String.valueOf(button));
    }

    public static void press(String... keys) {
        for (var key : keys) {
            run("xdotool", "key", key);
        }
    }

    private record Box(int x, int y, int width, int height) {}

    private static Box box(String window) {
        var lines = run("xdotool", "getwindowgeometry", "--shell", window);
        return new Box(number(lines, "X="), number(lines, "Y="), number(lines, "WIDTH="), number(lines, "HEIGHT="));
    }

    private static int number(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> Integer.parseInt(line.substring(key.length())))
                .findFirst()
                .orElseThrow();
    }

    /// The first pixel of exactly that colour.
    public static Optional<Point> find(int rgb) {
        var picture = picture();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    return Optional.of(new Point(x, y));
                }
            }
        }
        return Optional.empty();
    }

    private static BufferedImage picture() {
        try {
            var process = new ProcessBuilder("import", "-window", "root", "png:-").start();
            return ImageIO.read(
                    new ByteArrayInputStream(process.getInputStream().readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps what the screen shows, to be looked at.
    public static void keep(String name) {
        try {
            var directory = Files.createDirectories(Path.of("target", "desktop"));
            ImageIO.write(picture(), "png", directory.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return what it printed, by lines
    public static List<String> run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.inputReader()) {
                return out.readAllLines();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() >= end) {
                keep("waited in vain");
            }
            assertTrue(System.nanoTime() < end, "waited " + SECONDS + " s until " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
