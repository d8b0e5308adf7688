package io.gatehouse.cerbos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Small changes to a value: what turns a hit into a near miss, and what two evaluators are apt to see differently.
final class Edits {
    /// Letters that look alike, or that are equal where case does not matter: U+212A (k), U+017F (s).
    private static final Map<Character, List<String>> LOOKALIKES = Map.of(
            'k', List.of("\u212a"),
            's', List.of("\u017f"),
            'i', List.of("\u0131", "\u0130"),
            'a', List.of("\u0430", "\u00e4"),
            'e', List.of("\u0435", "e\u0301"),
            'o', List.of("\u043e"),
            '.', List.of("\u3002"),
            '/', List.of("\u2215", "\\", "//"),
            '-', List.of("\u2010"));

    /// The last are outside the Basic Multilingual Plane; U+10400 has a lower case.
    private static final List<String> INSERTIONS = List.of(
            "/",
            "\\",
            ".",
            " ",
            "\n",
            "\r",
            "-",
            "*",
            "\t",
            "\u0000",
            "\u00a0",
            "\u200b",
            "\u2028",
            "\ufeff",
            "\u00df",
            "\ud83d\ude00",
            "\ud801\udc00",
            "\ud801\udc28",
            "\ud835\udc9c");

    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            22L,
            80L,
            443L,
            7410L,
            7411L,
            7412L,
            8080L,
            65_535L,
            65_536L,
            1L << 31,
            (1L << 53) + 1,
            -(1L << 53));

    private static final List<String> TIMES = List.of(
            "2026-11-22T10:00:00Z",
            "2026-11-22T23:59:59.999999999Z",
            "2026-11-23T00:00:00Z",
            "2026-11-23T08:59:59Z",
            "2026-11-23T09:00:00+01:00",
            "2026-11-28T12:00:00-08:00",
            "2026-11-29T18:30:00.5Z",
            "2024-02-29T12:00:00Z",
            "2026-12-31T23:30:00-01:00",
            "1969-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z");

    /// What is no time at all.
    private static final List<String> NO_TIMES =
            List.of("", "now", "2026-11-22", "2026-11-22 10:00:00Z", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z");

    private final RandomGenerator random;

    Edits(RandomGenerator random) {
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    long number() {
        return one(2) ? any(NUMBERS) : random.nextInt(70_000);
    }

    String time() {
        return switch (random.nextInt(20)) {
            case 0 -> any(NO_TIMES);
            case 1, 2, 3, 4, 5 -> any(TIMES);
            default ->
                String.format(
                        Locale.ROOT,
                        "2026-%02d-%02dT%02d:%02d:%02d%s",
                        random.nextInt(1, 13),
                        random.nextInt(1, 29),
                        random.nextInt(24),
                        one(3) ? 0 : random.nextInt(60),
                        one(3) ? 0 : random.nextInt(60),
                        any(List.of("Z", "Z", "Z", "+02:00", "-05:30", ".25Z")));
        };
    }

    /// One step away from a text.
    String near(String text) {
        if (text.isEmpty()) {
            return any(INSERTIONS);
        }
        int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
        int after = text.offsetByCodePoints(at, 1);
        var before = text.substring(0, at);
        var rest = text.substring(after);
        var here = text.substring(at, after);
        return switch (random.nextInt(12)) {
            case 0 -> before + rest;
            case 1 -> before + here + here + rest;
            case 2 -> before + any(INSERTIONS) + here + rest;
            case 3 -> text + any(INSERTIONS);
            case 4 -> text + "/";
            case 5 ->
                text.substring(0, text.length() - (Character.isLowSurrogate(text.charAt(text.length() - 1)) ? 2 : 1));
            case 6 -> text.toUpperCase(Locale.ROOT);
            case 7 -> text.toLowerCase(Locale.ROOT);
            case 8 -> before + swappedCase(here) + rest;
            case 9 -> any(INSERTIONS) + text;
            default -> lookalike(text);
        };
    }

    private static String swappedCase(String here) {
        var upper = here.toUpperCase(Locale.ROOT);
        return upper.equals(here) ? here.toLowerCase(Locale.ROOT) : upper;
    }

    private String lookalike(String text) {
        int from = random.nextInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            int at = (from + i) % text.length();
            var others = LOOKALIKES.get(Character.toLowerCase(text.charAt(at)));
            if (others != null) {
                return text.substring(0, at) + any(others) + text.substring(at + 1);
            }
        }
        return text;
    }

    /// One step away from a list.
    List<String> near(List<String> texts) {
        var list = new ArrayList<>(texts);
        if (list.isEmpty()) {
            return List.of(one(2) ? "" : any(INSERTIONS));
        }
        int at = random.nextInt(list.size());
        switch (random.nextInt(4)) {
            case 0 -> list.remove(at);
            case 1 -> list.add(list.get(at));
            case 2 -> java.util.Collections.swap(list, 0, at);
            default -> list.set(at, near(list.get(at)));
        }
        return list;
    }
}
