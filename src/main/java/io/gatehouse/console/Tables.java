package io.gatehouse.console;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How values stand in the tables.
final class Tables {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 10;

    private Tables() {}

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static Optional<Instant> findInstant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Optional<String> findText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    /// Words with a blank before and behind each, so that ` word ` is found in it.
    static String words(Collection<String> words) {
        return words.isEmpty() ? "" : " " + String.join(" ", words) + " ";
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static String newId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Text from outside as both databases keep it: no NUL, no half of a surrogate pair, and not longer than that.
    static String storable(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        var kept = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && kept.length() < most; ) {
            int c = text.codePointAt(i);
            boolean isText = c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            kept.appendCodePoint(isText ? c : 0xFFFD);
            i += Character.charCount(c);
        }
        return kept.toString();
    }
}
