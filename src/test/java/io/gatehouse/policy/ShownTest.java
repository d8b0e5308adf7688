package io.gatehouse.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00,
                0x07,
                0x08,
                0x0D,
                0x1B,
                0x7F,
                0x85,
                0x9B, // controls
                0x061C,
                0x200E,
                0x200F,
                0x202A,
                0x202E,
                0x2066,
                0x2069, // bidirectional
                0x00AD,
                0x034F,
                0x115F,
                0x17B4,
                0x180B,
                0x180E,
                0x200B,
                0x200D,
                0x2060,
                0x2063,
                0x2800,
                0x3164,
                0xFE0F,
                0xFEFF,
                0xFFA0,
                0x1D159,
                0xE0001,
                0xE0041,
                0xE0100,
                0xE01EF, // drawn as nothing
                0x00A0,
                0x2003,
                0x2028,
                0x2029,
                0x202F,
                0x3000, // spaces and line ends that are none
                0xD800,
                0xDFFF,
                0xE000,
                0x10FFFD,
                0xFFFF // not characters
            })
    void makesWhatCannotBeSeenVisible(int codePoint) {
        var hidden =
                new StringBuilder("a").appendCodePoint(codePoint).append('b').toString();
        assertEquals("a\\u{" + Integer.toHexString(codePoint) + "}b", Shown.text(hidden, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "git push", "naïve café", "e\u0301", "日本語", "Ελλάδα", "עברית", "👍", "क्षि", "ที่"})
    void leavesWrittenLanguageAlone(String text) {
        assertSame(text, Shown.text(text, false));
    }

    @Test
    void keepsLineFeedsAndTabsOnlyWhereTheyMayStand() {
        assertEquals("a\n\tb\\u{d}", Shown.text("a\n\tb\r", true));
        assertEquals("a\\u{a}\\u{9}b", Shown.text("a\n\tb", false));
        assertEquals("a  b", Shown.line("a\n\tb", 10));
    }

    @Test
    void escapesTheFifthMarkOnOneLetter() {
        assertEquals(
                "a" + "\u0301".repeat(4) + "\\u{301}b\u0301", Shown.text("a" + "\u0301".repeat(5) + "b\u0301", false));
    }

    @Test
    void cutsAtTheLengthAndNeverInsideACharacter() {
        assertEquals("abcde", Shown.line("abcde", 5));
        assertEquals("abcd…", Shown.line("abcdef", 5));
        assertEquals("abc…", Shown.line("abc👍def", 5));
        assertEquals("…", Shown.line("👍👍", 2));
        assertEquals("…", Shown.line("ab", 1));
    }

    @Test
    void everyTextCutAtEveryLengthIsWholeAndShort() {
        var text = "x👍\u202e\ud800\n&<é".repeat(3);
        for (int length = 1; length < 60; length++) {
            var line = Shown.line(text, length);
            assertTrue(line.length() <= length, line);
            assertFalse(line.chars().anyMatch(c -> c < ' '), line);
            assertEquals(line, Shown.text(line, false));
        }
    }

    @Test
    void escapesMarkup() {
        assertEquals("&lt;b&gt;&amp;amp;&lt;/b&gt;", Shown.markup("<b>&amp;</b>", 100));
    }
}
