package io.gatehouse.console.pages;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Whole numbers from outside.
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Numbers() {}

    /// Absent for everything else.
    static OptionalLong read(String text) {
        return NUMBER.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
