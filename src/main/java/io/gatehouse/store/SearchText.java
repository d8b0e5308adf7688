package io.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a person typed into a search field, and what was chosen beside it, as an FTS5 expression that is never a
/// syntax error: each word quoted, each the beginning of a word, all of them required.
///
/// Design. For a beginning of up to three letters the index has a list of rows, which is read from its newest end as
/// far as a page needs. For a longer one FTS5 merges the lists of all words that begin so, to their ends, before it
/// tells the first row: at a million rows too slow to type by. So the words that there are, where they are few, are
/// named, since their lists are read from the end too.
final class SearchText {
    /// What no tokenizer makes a word of, and what [Marks] are made of; a NUL would also end the expression.
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}\\p{Co}\"]+");

    /// The end of what was typed, where the tokenizer certainly takes it for one word.
    private static final Pattern LAST_WORD =
            Pattern.compile("(?<![A-Za-z0-9\\P{ASCII}])([A-Za-z0-9]+)[^A-Za-z0-9\\P{ASCII}]*$");

    private static final int WORDS = 32;
    private static final int LENGTH = 1000;
    /// The longest beginning that the index has lists for.
    private static final int LISTED = 3;
    /// Words that are named for one beginning: looking each up costs some 50 us.
    private static final int NAMED = 64;

    private static final String NEXT_WORD = "SELECT term FROM search_word WHERE term >= ? AND term <= ? LIMIT 1";

    private SearchText() {}

    /// @param marks what a call must have besides
    /// @return empty when there is nothing to search for: punctuation alone is no word
    static Optional<String> expression(Session session, String typed, List<String> marks) throws SQLException {
        var all = new ArrayList<String>();
        marks.forEach(mark -> all.add(quoted(mark)));
        var words = BLANK.splitAsStream(typed.substring(0, Math.min(typed.length(), LENGTH)))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(WORDS)
                .toList();
        for (var word : words) {
            all.add(beginning(session, word));
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", all));
    }

    private static String beginning(Session session, String word) throws SQLException {
        var last = LAST_WORD.matcher(word);
        if (!last.find() || last.group(1).length() <= LISTED) {
            return quoted(word) + "*";
        }
        var named =
                named(session, word.substring(0, last.start()), last.group(1).toLowerCase(Locale.ROOT));
        return named.isEmpty() || named.size() > NAMED
                ? quoted(word) + "*"
                : "("
                        + String.join(
                                " OR ", named.stream().map(SearchText::quoted).toList()) + ")";
    }

    /// What was typed, with each word that its end may be the beginning of.
    private static List<String> named(Session session, String before, String beginning) throws SQLException {
        var end = beginning + Character.toString(Character.MAX_CODE_POINT);
        var named = new ArrayList<String>();
        var found = next(session, beginning, end);
        while (found.isPresent() && named.size() <= NAMED) {
            named.add(before + found.get());
            found = next(session, found.get() + '\u0001', end);
        }
        return named;
    }

    private static Optional<String> next(Session session, String from, String to) throws SQLException {
        return session.find(NEXT_WORD, row -> row.getString(1), from, to);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
