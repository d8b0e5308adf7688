package io.gatehouse.ui.window;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javafx.geometry.Rectangle2D;

/// Where the window is and how large, in the screen's own units.
record Place(double x, double y, double width, double height, boolean maximized) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,5}) (-?\\d{1,5}) (\\d{1,5}) (\\d{1,5})( maximized)?");

    /// @return absent for a text that [#text] did not write
    static Optional<Place> read(String text) {
        var found = FORM.matcher(text.strip());
        return found.matches()
                ? Optional.of(new Place(
                        Integer.parseInt(found.group(1)),
                        Integer.parseInt(found.group(2)),
                        Integer.parseInt(found.group(3)),
                        Integer.parseInt(found.group(4)),
                        found.group(5) != null))
                : Optional.empty();
    }

    String text() {
        return "%.0f %.0f %.0f %.0f%s\n".formatted(x, y, width, height, maximized ? " maximized" : "");
    }

    /// The nearest place that is wholly on one of the screens: the one that shows most of it, or else the first one's
    /// middle.
    ///
    /// @param screens what of each screen windows may use, the main one first; at least one
    Place within(List<Rectangle2D> screens) {
        var best =
                screens.stream().max(Comparator.comparingDouble(this::shared)).orElseThrow();
        if (shared(best) > 0) {
            return fit(best, x, y);
        }
        var main = screens.getFirst();
        return fit(
                main, main.getMinX() + (main.getWidth() - width) / 2, main.getMinY() + (main.getHeight() - height) / 2);
    }

    Place maximized(boolean so) {
        return new Place(x, y, width, height, so);
    }

    private Place fit(Rectangle2D screen, double left, double top) {
        double w = Math.min(Math.max(width, WindowApp.NARROWEST), screen.getWidth());
        double h = Math.min(Math.max(height, WindowApp.LOWEST), screen.getHeight());
        return new Place(
                Math.clamp(left, screen.getMinX(), screen.getMaxX() - w),
                Math.clamp(top, screen.getMinY(), screen.getMaxY() - h),
                w,
                h,
                maximized);
    }

    private double shared(Rectangle2D screen) {
        double w = Math.min(x + width, screen.getMaxX()) - Math.max(x, screen.getMinX());
        double h = Math.min(y + height, screen.getMaxY()) - Math.max(y, screen.getMinY());
        return Math.max(0, w) * Math.max(0, h);
    }
}
