package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                assertTrue((icon.argb()[middle] & 0xFF) > 0xC0, name + " " + icon.size());
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

    /// The coloured pixels of every icon, on the panels of Adwaita, Breeze and the darkest there are.
    @Test
    void everyIconStandsOutOnALightAndOnADarkPanel() {
        for (var name : Icon.Name.values()) {
            double colour = luminance(commonest(Icon.list(name).getLast()));
            for (int panel : new int[] {0xFFFFFF, 0xF6F5F4, 0xEFF0F1, 0x31363B, 0x242424, 0x000000}) {
                double other = luminance(panel);
                double contrast = (Math.max(colour, other) + 0.05) / (Math.min(colour, other) + 0.05);
                assertTrue(contrast >= 3, "%s on %06X: %.2f".formatted(name, panel, contrast));
            }
        }
    }

    /// Of what is opaque and not white.
    private static int commonest(Icon icon) {
        var seen = new HashMap<Integer, Integer>();
        var pixels = ByteBuffer.wrap(icon.argb()).asIntBuffer();
        while (pixels.hasRemaining()) {
            int pixel = pixels.get();
            if (pixel >>> 24 == 0xFF && pixel != 0xFFFFFFFF) {
                seen.merge(pixel & 0xFFFFFF, 1, Integer::sum);
            }
        }
        return seen.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /// As WCAG defines it.
    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 0xFF) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static String smallest(Icon.Name name) {
        return Arrays.toString(Icon.list(name).getFirst().argb());
    }
}
