package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IconTest {
    @Test
    void everyNameHasEverySizeWithClearCornersAndAFilledMiddle() {
        for (var name : Icon.Name.values()) {
            var icons = Icon.list(name);
            assertEquals(
                    List.of(16, 22, 24, 32, 48), icons.stream().map(Icon::size).toList());
            for (var icon : icons) {
                assertEquals(icon.size() * icon.size() * 4, icon.argb().length);
                assertEquals(0, icon.argb()[0], name + " " + icon.size());
                int middle = (icon.size() / 2 * icon.size() + icon.size() / 2) * 4;
                assertEquals((byte) 0xFF, icon.argb()[middle], name + " " + icon.size());
            }
        }
    }

    @Test
    void noTwoNamesLookTheSame() {
        for (var one : Icon.Name.values()) {
            for (var other : Icon.Name.values()) {
                if (one != other) {
                    assertNotEquals(smallest(one), smallest(other), one + " and " + other);
                }
            }
        }
    }

    @Test
    void noticesGetTheAlphaLast() {
        var icon = Icon.list(Icon.Name.ENFORCING).getFirst();
        int middle = (icon.size() / 2 * icon.size() + icon.size() / 2) * 4;
        var argb = Arrays.copyOfRange(icon.argb(), middle, middle + 4);
        var rgba = Arrays.copyOfRange(icon.rgba(), middle, middle + 4);
        assertArrayEquals(new byte[] {argb[1], argb[2], argb[3], argb[0]}, rgba);
    }

    private static String smallest(Icon.Name name) {
        return Arrays.toString(Icon.list(name).getFirst().argb());
    }
}
