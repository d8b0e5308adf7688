package io.gatehouse.store;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a person typed into a search field, as an FTS5 expression that is never a syntax error: each word quoted,
/// each the beginning of a word, all of them required.
final class SearchText {
    /// What no tokenizer makes a word of; a NUL would also end the expression.
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}\"]+");

    private static final int WORDS = 32;
    private static final int LENGTH = 1000;

    private SearchText() {}

    /// @return empty when there is nothing to search for: punctuation alone is no word
    static Optional<String> expression(String typed, boolean deniedOnly) {
        var words = BLANK.splitAsStream(typed.substring(0, Math.min(typed.length(), LENGTH)))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(WORDS)
                .map(word -> '"' + word + "\"*")
                .collect(Collectors.joining(" AND "));
        if (words.isEmpty()) {
            return Optional.empty();
        }
        var text = "{shown tool agent workspace rules} : (" + words + ")";
        return Optional.of(deniedOnly ? "effect : deny AND " + text : text);
    }
}
