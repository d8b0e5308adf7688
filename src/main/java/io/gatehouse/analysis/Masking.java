package io.gatehouse.analysis;

import io.gatehouse.enforcement.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Replaces what looks like a secret. Known token formats are found anywhere; else it is the place that tells:
/// after a
/// password option, in an assignment, in a header, in a URL's user part.
public final class Masking {
    public static final String MASK = "***";

    private static final String NAMES =
            "(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|credential|cookie)";
    private static final String HEADERS = "(?:authorization|proxy-authorization|x-api-key|private-token|x-auth-token)";

    /// A quote, escaped or not, that may stand around a name or a value.
    private static final String QUOTE = "(?:\\\\{0,4}['\"])?";

    /// What is replaced are the groups. Every repetition is bounded or possessive, and no match is tried from inside
    /// a word, so
    /// that hostile text costs no more than its length.
    static final List<Pattern> SECRETS = List.of(
            Pattern.compile("-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(.+?)(?:-----END|\\z)", Pattern.DOTALL),
            Pattern.compile("\\b((?:AKIA|ASIA|AROA)[A-Z0-9]{16})\\b"),
            Pattern.compile(
                    "\\b((?:gh[pousr]_|github_pat_|glpat-|npm_(?!config_|package_)|pypi-|xox[abposr]-|sk-|rk_live_|sk_live_|"
                            + "hf_|dop_v1_|shpat_|AIza|ya29\\.|SG\\.)[A-Za-z0-9_.-]{10,})"),
            Pattern.compile("(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]*+)"),
            Pattern.compile("(?i)\\b" + HEADERS + QUOTE + "\\s{0,8}[:=]\\s{0,8}" + QUOTE
                    + "(?:(?:bearer|basic|token)\\s{1,8})?([^\\s'\"\\\\]{3,})"),
            Pattern.compile("(?i)\\b(?:bearer|basic)\\s{1,8}([A-Za-z0-9+/=_.~-]{12,})"),
            Pattern.compile("(?i)(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}+://([^\\s/@:'\"]*+:[^\\s/'\"]{1,512})@"),
            Pattern.compile("(?i)(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}+://([^\\s/@:'\"]{20,512})@"),
            Pattern.compile(
                    "(?i)--?(?:[a-z]{1,20}-){0,2}" + NAMES + "(?:=|\\s{1,8})(?:\"([^\"\\n;&|]+)\"|'([^'\\n;&|]+)'|"
                            + QUOTE + "([^\\s'\"\\\\-][^\\s'\"\\\\]*))"),
            Pattern.compile("(?i)(?<![a-z0-9_])[a-z0-9_]{0,40}?" + NAMES + "[a-z0-9_]{0,40}+" + QUOTE
                    + "\\s{0,8}[=:]\\s{0,8}(?:\"([^\"\\n;&|]{3,})\"|'([^'\\n;&|]{3,})'|" + QUOTE
                    + "([^\\s'\"\\\\&;|]{3,}))"),
            Pattern.compile("(?:^|\\s)(?:-u|--user)(?:=|\\s{1,8})['\"]?[^\\s:'\"]{1,256}+:([^\\s'\"]+)"));

    /// A word of a command, whose quotes are gone: all that follows the name is its value. Never more than one value,
    /// because
    /// policies read what is left, and a mask must not hide a second statement from them.
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?is)^(?:-{0,2}[a-z0-9_.-]{0,60}?" + NAMES + "[a-z0-9_]{0,40}|" + HEADERS
                    + ")\\s{0,8}[=:]\\s{0,8}(?:(?:bearer|basic|token)\\s{1,8})?([^\\s;&|]{3,})$");

    /// An option whose value is the next word.
    private static final Pattern OPTION = Pattern.compile("(?i)^--?(?:[a-z0-9]{1,20}-){0,2}" + NAMES + "$");

    /// Every pattern above needs one of these, in any case: most texts have none, and are spared the rest.
    private static final List<String> HINTS = List.of(
            "key",
            "token",
            "secret",
            "pass",
            "cred",
            "cookie",
            "auth",
            "bearer",
            "basic",
            "-u",
            "://",
            "akia",
            "asia",
            "aroa",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat",
            "glpat",
            "npm_",
            "pypi-",
            "xox",
            "sk-",
            "_live_",
            "hf_",
            "dop_v1_",
            "shpat_",
            "aiza",
            "ya29",
            "sg.",
            "eyj");

    /// The hints by their first character, in lower and in upper case.
    private static final List<List<String>> HINTS_BY_CHARACTER = IntStream.range(0, 128)
            .mapToObj(c -> HINTS.stream()
                    .filter(hint -> hint.charAt(0) == Character.toLowerCase(c))
                    .toList())
            .toList();

    private Masking() {}

    /// @param cuts what was replaced, in the order of the text, without overlaps; offsets of the original
    record Masked(String text, List<Span> cuts) {
        /// Where a part of the original stands in [#text]. A part that begins or ends inside a mask covers all of it.
        Span moved(int from, int to) {
            int start = moved(from, false);
            return new Span(start, Math.max(start, moved(to, true)));
        }

        private int moved(int offset, boolean isEnd) {
            int shift = 0;
            for (var cut : cuts) {
                if (isEnd ? offset <= cut.from() : offset < cut.from()) {
                    break;
                }
                if (isEnd ? offset <= cut.to() : offset < cut.to()) {
                    return cut.from() + shift + (isEnd ? MASK.length() : 0);
                }
                shift += MASK.length() - (cut.to() - cut.from());
            }
            return offset + shift;
        }
    }

    static Masked mask(String text) {
        if (!mayHoldSecret(text)) {
            return new Masked(text, List.of());
        }
        var found = new ArrayList<Span>();
        for (var secret : SECRETS) {
            var matcher = secret.matcher(text);
            while (matcher.find()) {
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    if (matcher.start(group) >= 0) {
                        found.add(new Span(matcher.start(group), matcher.end(group)));
                    }
                }
            }
        }
        if (found.isEmpty()) {
            return new Masked(text, List.of());
        }
        var cuts = merged(found);
        var masked = new StringBuilder(text.length());
        int at = 0;
        for (var cut : cuts) {
            masked.append(text, at, cut.from()).append(MASK);
            at = cut.to();
        }
        return new Masked(masked.append(text, at, text.length()).toString(), cuts);
    }

    private static boolean mayHoldSecret(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < HINTS_BY_CHARACTER.size()) {
                for (var hint : HINTS_BY_CHARACTER.get(c)) {
                    if (text.regionMatches(true, i, hint, 0, hint.length())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    public static String text(String text) {
        return mask(text).text();
    }

    /// Replaces also these secrets, wherever they stand and whatever they look like.
    public static String text(String text, Collection<String> known) {
        var masked = text;
        for (var secret : known) {
            if (!secret.isEmpty()) {
                masked = masked.replace(secret, MASK);
            }
        }
        return text(masked);
    }

    /// The words of a command: also a word that is a secret only because of the option before it.
    static List<String> words(List<String> words) {
        var masked = new ArrayList<String>(words.size());
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            var before = i > 0 ? words.get(i - 1) : "";
            if (mayHoldSecret(before) && OPTION.matcher(before).matches() && !word.isEmpty() && !word.startsWith("-")) {
                masked.add(MASK);
            } else if (before.equals("-u") || before.equals("--user")) {
                masked.add(text("-u " + word).substring("-u ".length()));
            } else {
                masked.add(word(word));
            }
        }
        return masked;
    }

    /// Some of the words of a command, in its order: each as it is masked there, where an option stands before it.
    ///
    /// @param maskedAll what [#words(List)] makes of all
    static List<String> words(List<String> some, List<String> all, List<String> maskedAll) {
        var masked = new ArrayList<String>(some.size());
        int next = 0;
        for (var word : some) {
            int at = all.subList(next, all.size()).indexOf(word);
            masked.add(at < 0 ? word(word) : maskedAll.get(next + at));
            next += at + 1;
        }
        return masked;
    }

    private static String word(String word) {
        if (!mayHoldSecret(word)) {
            return word;
        }
        var value = ASSIGNMENT.matcher(word);
        return value.matches() ? word.substring(0, value.start(1)) + MASK : text(word);
    }

    private static List<Span> merged(List<Span> spans) {
        var sorted = spans.stream().sorted(Comparator.comparingInt(Span::from)).toList();
        var merged = new ArrayList<Span>();
        for (var span : sorted) {
            if (!merged.isEmpty() && span.from() <= merged.getLast().to()) {
                var last = merged.removeLast();
                merged.add(new Span(last.from(), Math.max(last.to(), span.to())));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }
}
