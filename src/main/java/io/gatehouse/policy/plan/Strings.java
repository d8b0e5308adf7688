package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CEL's string functions. What counts or names a place in a string counts code points.
final class Strings {
    private Strings() {}

    static Object matches(Object text, Object pattern) {
        if (!(text instanceof String input) || !(pattern instanceof String regex)) {
            return FAILURE;
        }
        var compiled = pattern(regex);
        return compiled.isPresent() ? (Object) compiled.get().matcher(input).find() : FAILURE;
    }

    /// Empty for what is not a regular expression to RE2.
    static Optional<Pattern> pattern(String regex) {
        try {
            return Optional.of(Pattern.compile(regex));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static Object charAt(Object value, Object index) {
        if (!(value instanceof String text) || !(index instanceof Long place)) {
            return FAILURE;
        }
        if (place < 0 || place > length(text)) {
            return FAILURE;
        }
        int start = text.offsetByCodePoints(0, place.intValue());
        return start == text.length() ? "" : Character.toString(text.codePointAt(start));
    }

    static Object indexOf(Object value, Object part) {
        return indexOf(value, part, 0L);
    }

    static Object indexOf(Object value, Object part, Object from) {
        return found(value, part, from, String::indexOf);
    }

    static Object lastIndexOf(Object value, Object part) {
        if (!(value instanceof String text) || !(part instanceof String sought)) {
            return FAILURE;
        }
        int found = text.lastIndexOf(sought);
        return found < 0 ? -1L : (long) text.codePointCount(0, found);
    }

    static Object lastIndexOf(Object value, Object part, Object from) {
        return found(value, part, from, String::lastIndexOf);
    }

    private interface Search {
        int in(String text, String sought, int from);
    }

    /// Places are counted in code points, and -1 stands for none.
    private static Object found(Object value, Object part, Object from, Search search) {
        if (!(value instanceof String text)
                || !(part instanceof String sought)
                || !(from instanceof Long place)
                || place < 0) {
            return FAILURE;
        }
        int length = length(text);
        if (sought.isEmpty()) {
            return Math.min(place, length);
        }
        if (place >= length) {
            return -1L;
        }
        int found = search.in(text, sought, text.offsetByCodePoints(0, place.intValue()));
        return found < 0 ? -1L : (long) text.codePointCount(0, found);
    }

    static Object substring(Object value, Object from) {
        return value instanceof String text ? substring(text, from, (long) length(text)) : FAILURE;
    }

    static Object substring(Object value, Object from, Object to) {
        if (!(value instanceof String text) || !(from instanceof Long start) || !(to instanceof Long end)) {
            return FAILURE;
        }
        if (start < 0 || start > end || end > length(text)) {
            return FAILURE;
        }
        int first = text.offsetByCodePoints(0, start.intValue());
        return text.substring(first, text.offsetByCodePoints(first, (int) (end - start)));
    }

    static String lowerAscii(String text) {
        return mapped(text, 'A', 'Z', 'a' - 'A');
    }

    static String upperAscii(String text) {
        return mapped(text, 'a', 'z', 'A' - 'a');
    }

    private static String mapped(String text, char first, char last, int distance) {
        var letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] >= first && letters[i] <= last) {
                letters[i] += (char) distance;
            }
        }
        return new String(letters);
    }

    static String reverse(String text) {
        return new StringBuilder(text).reverse().toString(); // keeps surrogate pairs
    }

    /// Removes what Go holds for white space: Unicode's White_Space.
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    static Object replace(Object value, Object old, Object with) {
        return replace(value, old, with, -1L);
    }

    /// Replaces the first `count` occurrences, all for a negative count. An empty `old` stands before each code
    /// point and at the end.
    static Object replace(Object value, Object old, Object with, Object count) {
        if (!(value instanceof String text)
                || !(old instanceof String sought)
                || !(with instanceof String replacement)
                || !(count instanceof Long most)) {
            return FAILURE;
        }
        var result = new StringBuilder(text.length());
        int at = 0;
        long left = most < 0 ? Long.MAX_VALUE : most;
        boolean first = true;
        while (left-- > 0) {
            int found = next(text, sought, at, first);
            if (found < 0) {
                break;
            }
            result.append(text, at, found).append(replacement);
            at = found + sought.length();
            first = false;
        }
        return result.append(text, at, text.length()).toString();
    }

    private static int next(String text, String sought, int at, boolean first) {
        if (!sought.isEmpty()) {
            return text.indexOf(sought, at);
        }
        if (first) {
            return 0;
        }
        return at == text.length() ? -1 : text.offsetByCodePoints(at, 1);
    }

    static Object split(Object value, Object separator) {
        return split(value, separator, -1L);
    }

    /// @param count the most parts, the last of which is the rest; all for a negative count
    static Object split(Object value, Object separator, Object count) {
        if (!(value instanceof String text) || !(separator instanceof String by) || !(count instanceof Long most)) {
            return FAILURE;
        }
        var parts = new ArrayList<Object>();
        if (most == 0) {
            return parts;
        }
        int at = 0;
        while (most < 0 || parts.size() < most - 1) {
            int end = by.isEmpty() ? afterNext(text, at) : text.indexOf(by, at);
            if (end < 0) {
                break;
            }
            parts.add(text.substring(at, end));
            at = end + by.length();
        }
        if (!(by.isEmpty() && at == text.length())) {
            parts.add(text.substring(at));
        }
        return parts;
    }

    /// Where the code point after `at` ends; negative where it is the last, which is the rest.
    private static int afterNext(String text, int at) {
        return at == text.length() ? -1 : text.offsetByCodePoints(at, 1);
    }

    static Object join(Object list) {
        return join(list, "");
    }

    static Object join(Object value, Object separator) {
        if (!(value instanceof List<?> list) || !(separator instanceof String between)) {
            return FAILURE;
        }
        var joined = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof String text)) {
                return FAILURE;
            }
            joined.append(i == 0 ? "" : between).append(text);
        }
        return joined.toString();
    }

    /// As a literal of CEL.
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case 7 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 11 -> quoted.append("\\v");
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
