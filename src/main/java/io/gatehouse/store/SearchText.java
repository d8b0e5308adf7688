package io.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a person typed into a search field, and what was chosen beside it, as an FTS5 expression that is never a
/// syntax error: each word quoted, each the beginning of a word, all of them required.
///
/// Design. For a beginning of up to three letters the index has a list of rows, which is read from its newest end as
/// far as a page needs. For a longer one FTS5 merges the lists of all words that begin so, to their ends, before it
/// tells the first row: at a million rows too slow to type by. So the words that there are, where they are few, are
/// named, since their lists are read from the end too.
///
/// Of an AND, FTS5 moves all lists on to where one of them is, and a long list is slow to move in. So what most calls
/// have, and beginnings of one or two letters, are asked about only those rows that all else has: FTS5 joins an AND
/// inside of an AND to one, but not inside of a NOT, and so the latter stands between.
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
    /// The longest beginning that very many calls have.
    private static final int WIDE = 2;
    /// Words that are named for one beginning: looking each up costs some 50 us.
    private static final int NAMED = 64;

    /// No call has it: in that column are [Marks] alone.
    private static final String NEVER = "marks : \"\uE002\"";

    private static final String NEXT_WORD = "SELECT term FROM search_word WHERE term >= ? AND term <= ? LIMIT 1";

    private SearchText() {}

    /// What a call must have besides.
    ///
    /// @param frequent whether so many calls have it that its list is better only looked into
    record Mark(String word, boolean frequent) {}

    /// @return empty when there is nothing to search for: punctuation alone is no word
    static Optional<String> expression(Session session, String typed, List<Mark> marks) throws SQLException {
        var few = new ArrayList<String>();
        var many = new ArrayList<String>();
        for (var mark : marks) {
            (mark.frequent() ? many : few).add(quoted(mark.word()));
        }
        for (var word : words(typed)) {
            var last = LAST_WORD.matcher(word);
            if (!last.find()) {
                few.add(beginning(word));
            } else if (last.group(1).length() > LISTED) {
                few.add(beginning(session, word.substring(0, last.start()), last.group(1)));
            } else if (last.group(1).length() > WIDE) {
                few.add(beginning(word));
            } else {
                many.add(beginning(word));
                Optional.of(word.substring(0, last.start()))
                        .filter(SearchText::isWord)
                        .ifPresent(before -> few.add(quoted(before)));
            }
        }
        return Stream.concat(all(few).stream(), many.stream())
                .reduce((some, next) -> "((" + some + ") NOT " + NEVER + ") AND " + next);
    }

    /// For few rows, where any order is quick.
    ///
    /// @see #expression(Session, String, List)
    static Optional<String> expression(String typed, List<Mark> marks) {
        return all(Stream.concat(
                        marks.stream().map(mark -> quoted(mark.word())),
                        words(typed).stream().map(SearchText::beginning))
                .toList());
    }

    private static Optional<String> all(List<String> parts) {
        return parts.stream().reduce((some, next) -> some + " AND " + next);
    }

    private static List<String> words(String typed) {
        return BLANK.splitAsStream(typed.substring(0, Math.min(typed.length(), LENGTH)))
                .filter(SearchText::isWord)
                .limit(WORDS)
                .toList();
    }

    private static String beginning(String word) {
        return quoted(word) + "*";
    }

    private static boolean isWord(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private static String beginning(Session session, String before, String last) throws SQLException {
        var named = named(session, before, last.toLowerCase(Locale.ROOT));
        return named.isEmpty() || named.size() > NAMED
                ? beginning(before + last)
                : named.stream().map(SearchText::quoted).collect(Collectors.joining(" OR ", "(", ")"));
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
