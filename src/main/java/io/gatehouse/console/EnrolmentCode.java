package io.gatehouse.console;

import io.gatehouse.json.BoundedJson;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A code of 128 random bits, for people to carry from the console to a laptop: Crockford's base 32 in groups of
/// four, read whatever the case, the dashes and the letters that look like digits.
record EnrolmentCode(String letters) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTERS = 26;
    private static final Pattern VALID = Pattern.compile("[0-9a-hjkmnp-tv-z]{" + LETTERS + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static EnrolmentCode random() {
        var letters = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            letters.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new EnrolmentCode(letters.toString());
    }

    static Optional<EnrolmentCode> parse(String typed) {
        if (typed.length() > 4 * LETTERS) {
            return Optional.empty();
        }
        var letters = typed.toLowerCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1');
        return VALID.matcher(letters).matches() ? Optional.of(new EnrolmentCode(letters)) : Optional.empty();
    }

    String text() {
        return letters.replaceAll("(.{4})(?=.)", "$1-");
    }

    /// What is kept of it: nobody guesses 128 bits, so nothing slower is needed.
    String hash() {
        return BoundedJson.sha256(letters);
    }
}
