package io.gatehouse.policy.plan;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The regular expressions of one set of plans, each compiled once, and what they said about short texts:
/// programs, flags and words come again in most commands. Filled while plans are compiled; then safe for many
/// threads.
///
/// Design. A text is remembered with a byte for each expression, so the memory of all of them together is
/// bounded: at most [#MOST] texts, each at most some 300 bytes ([#LONGEST] chars and the entry) and a byte for
/// each expression. That is below half a megabyte for a set like the starter policies'.
final class Patterns {
    static final int LONGEST = 64;
    static final int MOST = 1024;
    private static final byte FOUND = 1;
    private static final byte MISSED = 2;

    private final Map<String, Optional<Remembering>> compiled = new HashMap<>();
    private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();
    private int count;

    /// Empty for what is not a regular expression to RE2.
    Optional<Remembering> compile(String regex) {
        return compiled.computeIfAbsent(
                regex, text -> Strings.pattern(text).map(pattern -> new Remembering(pattern, count++)));
    }

    int remembered() {
        return remembered.size();
    }

    /// What was said about a text, by expression; 0 where nothing was. Threads may write it at the same time, as they
    /// write the same.
    private byte[] remembered(String text) {
        var answers = remembered.get(text);
        return answers == null ? begin(text) : answers;
    }

    private synchronized byte[] begin(String text) {
        if (remembered.size() >= MOST) {
            remembered.clear();
        }
        return remembered.computeIfAbsent(text, _ -> new byte[count]);
    }

    /// One regular expression.
    final class Remembering {
        private final Pattern pattern;
        private final Glance glance;
        private final int place;

        private Remembering(Pattern pattern, int place) {
            this.pattern = pattern;
            this.glance = Glance.of(pattern.pattern());
            this.place = place;
        }

        /// Whether any part of the text matches.
        boolean find(String text) {
            return text.length() > LONGEST ? matches(text) : find(text, answers(text));
        }

        /// What was said about a text, for [#find(String, byte[])] with this and any other expression of the set.
        /// A long text's is nobody else's.
        byte[] answers(String text) {
            return text.length() > LONGEST ? new byte[count] : remembered(text);
        }

        /// @param answers the text's
        boolean find(String text, byte[] answers) {
            if (answers[place] == 0) {
                answers[place] = matches(text) ? FOUND : MISSED;
            }
            return answers[place] == FOUND;
        }

        private boolean matches(String text) {
            return glance.mayMatch(text) && pattern.matcher(text).find();
        }
    }
}
