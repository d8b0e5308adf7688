package io.gatehouse.ui.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers from one window to the next where it was. A file that cannot be read or written costs the place alone.
final class PlaceFile {
    private static final Logger log = LoggerFactory.getLogger(PlaceFile.class);
    private static final int MOST_BYTES = 200;

    private final Path file;

    PlaceFile(Path file) {
        this.file = file;
    }

    Optional<Place> read() {
        try {
            return Files.size(file) > MOST_BYTES ? Optional.empty() : Place.read(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            log.info("The place of the window cannot be read", e);
            return Optional.empty();
        }
    }

    void keep(Place place) {
        var written = file.resolveSibling(
                file.getFileName() + ".new-" + ProcessHandle.current().pid());
        try {
            Files.writeString(written, place.text());
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.info("The place of the window cannot be kept", e);
        }
    }

    /// Puts a window that is about to open where the last one was, and remembers where it is closed.
    void follow(Stage stage) {
        var before = read().map(place -> place.within(screens()));
        before.ifPresent(place -> {
            stage.setX(place.x());
            stage.setY(place.y());
            stage.setWidth(place.width());
            stage.setHeight(place.height());
            stage.setMaximized(place.maximized());
        });
        stage.setOnHiding(_ -> {
            var now = new Place(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), false);
            if (stage.isMaximized()) { // whose size is the screen's: keep the one to come back to
                keep(before.orElse(now).maximized(true));
            } else if (!stage.isIconified() && Double.isFinite(now.x() + now.width())) {
                keep(now);
            }
        });
    }

    private static List<Rectangle2D> screens() {
        return Stream.concat(Stream.of(Screen.getPrimary()), Screen.getScreens().stream())
                .map(Screen::getVisualBounds)
                .toList();
    }
}
