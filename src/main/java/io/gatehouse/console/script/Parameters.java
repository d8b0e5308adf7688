package io.gatehouse.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.device.Problem;
import io.gatehouse.policy.Unicode;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What stands behind the question mark, each name once, and none that means nothing: a typing mistake must not
/// read as "all".
record Parameters(Map<String, String> values) {
    private static final int LONGEST = 200;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    Parameters {
        values = Map.copyOf(values);
    }

    /// @param query absent where there is none
    static Parameters read(Optional<String> query, Set<String> known) {
        var values = new HashMap<String, String>();
        for (var pair : query.orElse("").split("&", -1)) {
            if (!pair.isEmpty()) {
                var sides = pair.split("=", 2);
                var name = decoded(sides[0]);
                if (!known.contains(name)) {
                    throw new Problem(
                            400,
                            "There is no such parameter. There are: "
                                    + String.join(", ", known.stream().sorted().toList()) + ".");
                }
                if (values.put(name, sides.length < 2 ? "" : decoded(sides[1])) != null) {
                    throw new Problem(400, "The parameter " + name + " is there twice.");
                }
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String encoded) {
        try {
            var text = URLDecoder.decode(encoded, UTF_8);
            if (text.length() <= LONGEST && text.indexOf('\0') < 0 && Unicode.isText(text)) {
                return text;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new Problem(400, "A parameter is no text of up to " + LONGEST + " characters.");
    }

    /// "" where it is absent.
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
    }

    /// @param among the first is meant where it is absent
    String oneOf(String name, List<String> among) {
        var value = find(name).orElse(among.getFirst());
        if (!among.contains(value)) {
            throw new Problem(400, "The parameter " + name + " is one of: " + String.join(", ", among) + ".");
        }
        return value;
    }

    int limit(int usual, int most) {
        return find("limit")
                .map(text -> text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0)
                .map(limit -> {
                    if (limit < 1 || limit > most) {
                        throw new Problem(400, "The parameter limit is a number from 1 to " + most + ".");
                    }
                    return limit;
                })
                .orElse(usual);
    }

    OptionalLong place(String name) {
        var text = find(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            if (text.get().matches("[0-9]+")) {
                return OptionalLong.of(Long.parseLong(text.get()));
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Problem(400, "The parameter " + name + " is the next of the page before.");
    }

    Optional<Instant> time(String name) {
        return find(name).map(text -> {
            try {
                var time = Instant.parse(text.toUpperCase(Locale.ROOT));
                if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                    return time;
                }
            } catch (DateTimeParseException _) {
                // said below
            }
            throw new Problem(400, "The parameter " + name + " is a time like 2026-11-26T12:00:00Z.");
        });
    }
}
