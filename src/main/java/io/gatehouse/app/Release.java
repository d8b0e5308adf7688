package io.gatehouse.app;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of an agent.
record Release(int major, int minor, int patch) {
    /// Since when Claude Code can be told to block on a failure.
    ///
    /// @see <a href="https://code.claude.com/docs/en/hooks">Claude Code hooks</a>
    static final Release BLOCKS_ON_FAILURE = new Release(2, 1, 295);

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})\\b.*");

    static Optional<Release> of(String version) {
        return Optional.of(NUMBERS.matcher(version))
                .filter(Matcher::matches)
                .map(found -> new Release(number(found, 1), number(found, 2), number(found, 3)));
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }

    boolean isBefore(Release other) {
        return major != other.major
                ? major < other.major
                : minor != other.minor ? minor < other.minor : patch < other.patch;
    }
}
