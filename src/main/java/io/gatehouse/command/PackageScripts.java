package io.gatehouse.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The scripts of a `package.json` or `composer.json`: shell texts by name. Of JSON only this is read.
final class PackageScripts {
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
    private static final Pattern ENTRY = Pattern.compile(
            "\\G\\s*,?\\s*" + TEXT + "\\s*:\\s*(?:" + TEXT + "|\\[((?:\\s*,?\\s*\"(?:[^\"\\\\]|\\\\.)*+\")*+)\\s*])");
    private static final Pattern ONE = Pattern.compile(TEXT);

    private final Map<String, String> scripts = new LinkedHashMap<>();

    PackageScripts(String json) {
        this(json, "scripts");
    }

    /// @param section another object with shell texts by name
    PackageScripts(String json, String section) {
        var begin =
                Pattern.compile('"' + Pattern.quote(section) + "\"\\s*:\\s*\\{").matcher(json);
        if (!begin.find()) {
            return;
        }
        var entry = ENTRY.matcher(json).region(begin.end(), json.length());
        while (entry.find()) {
            var text = new StringBuilder();
            if (entry.group(2) != null) {
                text.append(plain(entry.group(2)));
            } else {
                ONE.matcher(entry.group(3)).results().forEach(each -> text.append(plain(each.group(1)))
                        .append('\n'));
            }
            scripts.put(plain(entry.group(1)), text.toString());
        }
    }

    List<String> all() {
        return List.copyOf(scripts.values());
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(scripts.get(name));
    }

    private static String plain(String literal) {
        var text = new StringBuilder();
        var i = 0;
        while (i < literal.length()) {
            var unit = literal.charAt(i++);
            if (unit != '\\' || i >= literal.length()) {
                text.append(unit);
                continue;
            }
            var escaped = literal.charAt(i++);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    var digits = literal.substring(i, Math.min(i + 4, literal.length()));
                    if (digits.matches("[0-9a-fA-F]{4}")) {
                        text.append((char) Integer.parseInt(digits, 16));
                        i += 4;
                    }
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}
