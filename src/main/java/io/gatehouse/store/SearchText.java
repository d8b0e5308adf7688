package io.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a person typed into a search field, and what was chosen beside it, as an FTS5 expression that is never a
/// syntax error: each word quoted, each the beginning of a word, all of them required.
final class SearchText {
    /// What no tokenizer makes a word of, and what [Marks] are made of; a NUL would also end the expression.
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}\\p{Co}\"]+");

    private static final int WORDS = 32;
    private static final int LENGTH = 1000;

    private SearchText() {}

    /// @param marks what a call must have besides
    /// @return empty when there is nothing to search for: punctuation alone is no word
    static Optional<String> expression(String typed, List<String> marks) {
        var words = BLANK.splitAsStream(typed.substring(0, Math.min(typed.length(), LENGTH)))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(WORDS)
                .map(word -> '"' + word + "\"*");
        var all = Stream.concat(marks.stream().map(mark -> '"' + mark + '"'), words)
                .collect(Collectors.joining(" AND "));
        return Optional.of(all).filter(expression -> !expression.isEmpty());
    }
}
