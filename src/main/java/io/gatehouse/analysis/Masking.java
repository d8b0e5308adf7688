package io.gatehouse.analysis;

import io.gatehouse.enforcement.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Replaces what looks like a secret. Known token formats are found anywhere; else it is the place that tells:
/// after a
/// password option, in an assignment, in a header, in a URL's user part.
final class Masking {
    static final String MASK = "***";

    /// The first group is what is replaced.
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----(.+?)(?:-----END|\\z)", Pattern.DOTALL),
            Pattern.compile("\\b((?:AKIA|ASIA|AROA)[A-Z0-9]{16})\\b"),
            Pattern.compile("\\b((?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|xox[abposr]-|sk-|rk_live_|sk_live_|"
                    + "hf_|dop_v1_|shpat_|AIza|ya29\\.|SG\\.)[A-Za-z0-9_.-]{10,})"),
            Pattern.compile("\\b(eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*)"),
            Pattern.compile("(?i)\\b(?:authorization|proxy-authorization|x-api-key|private-token|x-auth-token)"
                    + "['\"]?\\s*[:=]\\s*['\"]?(?:(?:bearer|basic|token)\\s+)?([^\\s'\"]{3,})"),
            Pattern.compile("(?i)\\b(?:bearer|basic)\\s+([A-Za-z0-9+/=_.~-]{12,})"),
            Pattern.compile("(?i)[a-z][a-z0-9+.-]*://([^\\s/@:'\"]*:[^\\s/@'\"]+)@"),
            Pattern.compile("(?i)--?(?:password|passwd|passphrase|token|secret|api-?key|access-?key|auth-?token|"
                    + "client-?secret)(?:=|\\s+)['\"]?([^\\s'\"-][^\\s'\"]*)"),
            Pattern.compile(
                    "(?i)\\b[a-z0-9_]*(?:password|passwd|secret|token|api_?key|access_?key|credential)[a-z0-9_]*"
                            + "['\"]?\\s*[=:]\\s*['\"]?([^\\s'\"&;|]{3,})"),
            Pattern.compile("(?:^|\\s)(?:-u|--user)(?:=|\\s+)['\"]?[^\\s:'\"]+:([^\\s'\"]+)"));

    /// Every pattern above needs one of these: most texts have none, and are spared the rest.
    private static final Pattern HINT =
            Pattern.compile("(?i)key|token|secret|pass|cred|auth|bearer|basic|-u|://|AKIA|ASIA|AROA|"
                    + "gh[pousr]_|github_pat|glpat|npm_|pypi-|xox|sk-|_live_|hf_|dop_v1_|shpat_|AIza|ya29|SG\\.|eyJ");

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
        if (!HINT.matcher(text).find()) {
            return new Masked(text, List.of());
        }
        var found = new ArrayList<Span>();
        for (var secret : SECRETS) {
            var matcher = secret.matcher(text);
            while (matcher.find()) {
                found.add(new Span(matcher.start(1), matcher.end(1)));
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

    static String text(String text) {
        return mask(text).text();
    }

    /// The words of a command: also a word that is a secret only because of the option before it.
    static List<String> words(List<String> words) {
        var masked = new ArrayList<String>(words.size());
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            var before = i > 0 ? words.get(i - 1) : "";
            if (before.startsWith("-") && before.indexOf('=') < 0 && !word.startsWith("-")) {
                var pair = mask(before + " " + word).text();
                int from = before.length() + 1;
                masked.add(pair.startsWith(before + " ") ? pair.substring(from) : text(word));
            } else {
                masked.add(text(word));
            }
        }
        return masked;
    }

    private static List<Span> merged(List<Span> spans) {
        var sorted = spans.stream()
                .sorted(java.util.Comparator.comparingInt(Span::from))
                .toList();
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
