package io.gatehouse.command;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The settings in one file of Git's.
///
/// @see <a href="https://git-scm.com/docs/git-config#_syntax">git-config, Syntax</a>
final class GitConfig {
    private static final Pattern SECTION =
            Pattern.compile("\\s*\\[([^\\]\"]*)(?:\"((?:[^\"\\\\]|\\\\.)*)\")?]\\s*(.*)");

    private final Map<String, String> values = new HashMap<>();

    GitConfig(String text) {
        var section = "";
        for (var line : text.replaceAll("\\\\\\R", "").split("\\R", -1)) {
            var head = SECTION.matcher(line);
            var setting = line;
            if (head.matches()) {
                var name = head.group(1).strip().toLowerCase(Locale.ROOT);
                section = head.group(2) == null ? name : name + "." + head.group(2);
                setting = head.group(3);
            }
            var equals = setting.indexOf('=');
            if (equals > 0) {
                var key = section + "." + setting.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                values.put(key, value(setting.substring(equals + 1).strip()));
            }
        }
    }

    /// The last one counts.
    ///
    /// @param key with section and name in lower case
    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    private static String value(String written) {
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < written.length(); i++) {
            var unit = written.charAt(i);
            if (unit == '"') {
                quoted = !quoted;
            } else if (unit == '\\' && i + 1 < written.length()) {
                var escaped = written.charAt(++i);
                value.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else if (!quoted && (unit == '#' || unit == ';')) {
                break;
            } else {
                value.append(unit);
            }
        }
        return value.toString().strip();
    }
}
