package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    private static final Rectangle2D MAIN = new Rectangle2D(0, 30, 1920, 1050);
    private static final Rectangle2D LEFT = new Rectangle2D(-2560, 0, 2560, 1440);
    private static final Place USUAL = new Place(200, 100, 1180, 760, false);

    @TempDir
    private Path directory;

    @Test
    void isReadAsItWasWritten() {
        for (var place : List.of(USUAL, USUAL.maximized(true), new Place(-2560, -3, 940, 500, false))) {
            assertEquals(Optional.of(place), Place.read(place.text()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1 2 3", "1 2 3 4 5", "NaN 2 3 4", "1 2 -3 4", "1 2 3 400000", "{}", "1 2 3 4 maximised"})
    void isNotReadFromAnythingElse(String text) {
        assertEquals(Optional.empty(), Place.read(text));
    }

    @Test
    void staysWhereItIsWhollySeen() {
        assertEquals(USUAL, USUAL.within(List.of(MAIN)));
        var left = new Place(-2000, 50, 1180, 760, true);
        assertEquals(left, left.within(List.of(MAIN, LEFT)));
    }

    @Test
    void movesOntoTheScreenThatShowsMostOfIt() {
        assertEquals(
                new Place(740, 320, 1180, 760, false), new Place(1800, 900, 1180, 760, false).within(List.of(MAIN)));
        assertEquals(
                new Place(-1180, 100, 1180, 760, false),
                new Place(-900, 100, 1180, 760, false).within(List.of(MAIN, LEFT)));
    }

    @Test
    void comesToTheMiddleOfTheMainScreenWhenItsOwnIsGone() {
        assertEquals(
                new Place(370, 175, 1180, 760, false), new Place(-2000, 50, 1180, 760, false).within(List.of(MAIN)));
    }

    @Test
    void isNeitherSmallerThanTheWindowMayBeNorLargerThanTheScreen() {
        assertEquals(new Place(0, 30, 1920, 1050, false), new Place(0, 30, 9000, 9000, false).within(List.of(MAIN)));
        assertEquals(new Place(10, 40, 940, 500, false), new Place(10, 40, 3, 4, false).within(List.of(MAIN)));
        var tiny = new Rectangle2D(0, 0, 800, 450);
        assertEquals(new Place(0, 0, 800, 450, false), USUAL.within(List.of(tiny)));
    }

    @Test
    void isKeptInAFileAndABadFileIsNoPlace() throws IOException {
        var path = directory.resolve("window.place");
        var file = new PlaceFile(path);
        assertEquals(Optional.empty(), file.read());
        file.keep(USUAL);
        assertEquals(Optional.of(USUAL), file.read());
        file.keep(USUAL.maximized(true));
        assertEquals(Optional.of(USUAL.maximized(true)), file.read());
        for (var bad : List.of("x", "1 2 3 4 ".repeat(100))) {
            Files.writeString(path, bad);
            assertEquals(Optional.empty(), file.read());
        }
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals(Optional.empty(), file.read());
    }

    @Test
    void aPlaceThatCannotBeKeptCostsThePlaceAlone() throws IOException {
        var taken = directory.resolve("window.place");
        Files.createDirectories(taken.resolve("inside"));
        new PlaceFile(taken).keep(USUAL);
        assertEquals(Optional.empty(), new PlaceFile(taken).read());
    }
}
