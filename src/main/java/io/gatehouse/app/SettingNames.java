package io.gatehouse.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names that one kind of settings file knows.
record SettingNames<K extends Setting>(List<K> all) {
    SettingNames {
        all = List.copyOf(all);
    }

    Optional<K> find(String path) {
        return all.stream().filter(key -> key.path().equals(path)).findFirst();
    }

    boolean isSection(String path) {
        return all.stream().anyMatch(key -> key.path().startsWith(path + "."));
    }

    /// The one that was probably meant: spelled alike, or the same last name in another section.
    Optional<K> nearest(String unknown) {
        var wanted = unknown.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(key -> distance(wanted, key) <= Math.min(2, wanted.length() / 2))
                .min(Comparator.comparingInt(key -> distance(wanted, key)));
    }

    private static int distance(String wanted, Setting key) {
        var path = key.path().toLowerCase(Locale.ROOT);
        return Math.min(edits(wanted, path), edits(lastName(wanted), lastName(path)));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// Levenshtein distance.
    private static int edits(String a, String b) {
        var row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(row[j] + 1, row[j - 1] + 1), diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
