package io.gatehouse.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file that tells a tool what to run, in YAML, TOML or lines like theirs. Only what matters of it is read: the
/// commands that stand behind certain keys, and the paths that it names.
final class ConfigText {
    private static final Pattern ENTRY =
            Pattern.compile("(\\s*(?:- +)?)(?:\"([^\"]+)\"|'([^']+)'|([\\w.:*-]*[\\w*]))\\s*[:=]\\s*(.*)");
    private static final Pattern HEADING = Pattern.compile("\\[+\\s*([^\\]]+?)\\s*]+\\s*(?:#.*)?");
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*'");
    private static final Pattern COMMENT = Pattern.compile("\\s*(?:#|//(?!go:)|;).*");
    private static final Pattern BLOCK = Pattern.compile("[|>][-+]?|\"{3}|'{3}");
    private static final Pattern KEY = Pattern.compile("[\\w-]+:(?: .*)?");
    private static final Pattern WORD = Pattern.compile("\"([^\"\\n]*)\"|'([^'\\n]*)'|[^\\s\"'(),;=\\[\\]<>|`]+");
    private static final Pattern HOME = Pattern.compile("^\\$(?:HOME|\\{HOME}|ENV\\{HOME}|env:HOME)");
    private static final Pattern PATH = Pattern.compile("(?:~|\\$HOME|\\$\\{HOME}|\\$ENV\\{HOME}|(?:\\./)*\\.\\.)/\\S*"
            + "|/(?:home|root|Users|etc|var|proc|run|private)/\\S*");

    /// Settings that name the credentials with which the tool itself logs in.
    private static final Pattern OWN =
            Pattern.compile("(?i).*(?:shared_credentials|config_path|credentials_file|private_key_(?:path|file)).*");

    private static final String URL = "((?:git\\+)?[A-Za-z][\\w+.-]*://[^\\s\"'<>(),;\\[\\]{}\\\\`|]+)";
    private static final Pattern ANY_URL = Pattern.compile("(?<![\\w+.-])" + URL);
    private static final Pattern BEHIND = Pattern.compile("\\s#.*");

    static final int MOST = 200;
    private static final int MOST_BELOW = 400;

    /// @param key with what it stands in before it, such as `tool.poe.tasks.build`
    /// @param line where it stands
    private record Entry(String key, int indent, String value, int line) {}

    private final List<String> lines;

    ConfigText(String text) {
        lines = text.lines().toList();
    }

    /// The commands behind these keys, wherever they stand; one more than [#MOST] if there are more.
    ///
    /// @param keys `*` for all
    List<String> commands(Set<String> keys) {
        return entries().stream()
                .filter(entry -> keys.contains("*") || keys.contains(last(entry.key())))
                .flatMap(entry -> commands(entry).stream())
                .limit(MOST + 1)
                .toList();
    }

    /// The commands of tasks, and of those that they name; one more than [#MOST] if there are more.
    ///
    /// @param sections where tasks stand by their names
    /// @param keys behind which a task that is no single command has its commands
    List<String> tasks(Set<String> sections, List<String> names, Set<String> keys) {
        Map<String, List<Entry>> tasks = new LinkedHashMap<>();
        for (var entry : entries()) {
            for (var section : sections) {
                if (entry.key().startsWith(section + ".")) {
                    var name = entry.key().substring(section.length() + 1).split("\\.", 2)[0];
                    tasks.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
                }
            }
        }
        List<String> wanted = new ArrayList<>(names);
        Set<String> seen = new LinkedHashSet<>(names);
        Set<String> commands = new LinkedHashSet<>();
        for (var at = 0; at < wanted.size() && at < MOST; at++) {
            var name = wanted.get(at);
            for (var entry : tasks.getOrDefault(name, List.of())) {
                var isWhole = sections.stream().anyMatch(section -> entry.key().equals(section + "." + name));
                if (isWhole || keys.contains(last(entry.key()))) {
                    commands.addAll(commands(entry));
                }
                Stream.concat(Stream.of(entry.value()), below(entry).stream())
                        .flatMap(text -> Stream.of(text.split("[^\\w:.-]+", -1)))
                        .filter(word -> tasks.containsKey(word) && seen.add(word))
                        .forEach(wanted::add);
            }
        }
        return commands.stream().limit(MOST + 1).toList();
    }

    /// The paths out of the directory that the file names.
    Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        for (var line : lines) {
            if (COMMENT.matcher(line).matches() || OWN.matcher(line).matches()) {
                continue;
            }
            var words = WORD.matcher(line);
            while (words.find()) {
                var word = words.group(1) != null
                        ? words.group(1)
                        : words.group(2) != null ? words.group(2) : words.group();
                if (PATH.matcher(word).matches() && paths.size() < MOST) {
                    paths.add(HOME.matcher(word).replaceFirst("~"));
                }
            }
        }
        return paths;
    }

    /// The URLs behind these keys in settings of any kind: `key = "URL"`, `key: URL`, `key "URL"`, `key("URL")`.
    ///
    /// @param keys `*` for all URLs
    Stream<String> urls(List<String> keys) {
        var pattern = keys.contains("*")
                ? ANY_URL
                : Pattern.compile("(?<![\\w.-])(?:" + String.join("|", keys) + ")[\"']?[\\s:=({\\[]*[\"']?" + URL);
        return lines.stream()
                .filter(line -> !COMMENT.matcher(line).matches())
                .map(line -> BEHIND.matcher(line).replaceFirst("").replace("\\:", ":"))
                .flatMap(line -> pattern.matcher(line).results())
                .map(found -> found.group(1));
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        List<Entry> around = new ArrayList<>();
        var heading = "";
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var named = HEADING.matcher(line);
            if (named.matches()) {
                heading = named.group(1).replace("\"", "").replace("'", "");
                around.clear();
                continue;
            }
            var entry = ENTRY.matcher(line);
            if (COMMENT.matcher(line).matches() || !entry.matches()) {
                continue;
            }
            var indent = entry.group(1).length();
            around.removeIf(outer -> outer.indent() >= indent);
            var key =
                    entry.group(2) != null ? entry.group(2) : entry.group(3) != null ? entry.group(3) : entry.group(4);
            var before = around.isEmpty() ? heading : around.getLast().key();
            var made = new Entry(
                    before.isEmpty() ? key : before + "." + key,
                    indent,
                    entry.group(5).strip(),
                    i);
            entries.add(made);
            around.add(made);
        }
        return entries;
    }

    /// The lines that belong to it.
    private List<String> below(Entry entry) {
        var at = entry.line();
        var indent = entry.indent();
        List<String> below = new ArrayList<>();
        var value = lines.get(at).strip();
        var open = value.endsWith("[") || value.endsWith("\"\"\"") || value.endsWith("'''");
        for (var line : lines.subList(at + 1, Math.min(lines.size(), at + 1 + MOST_BELOW))) {
            var text = line.strip();
            var begins = line.length() - line.stripLeading().length();
            if (!text.isEmpty() && begins <= indent && !open && !(begins == indent && text.startsWith("- "))) {
                break;
            }
            open &= !text.startsWith("]") && !text.endsWith("\"\"\"") && !text.endsWith("'''");
            if (!text.isEmpty() && !COMMENT.matcher(line).matches()) {
                below.add(text);
            }
        }
        return below;
    }

    private List<String> commands(Entry entry) {
        var value = entry.value().replaceFirst(",$", "");
        if (value.isEmpty() || BLOCK.matcher(value).matches()) {
            return below(entry).stream()
                    .map(line -> line.replaceFirst("^- +", ""))
                    .filter(line ->
                            !KEY.matcher(line).matches() && !BLOCK.matcher(line).matches())
                    .map(ConfigText::unquoted)
                    .toList();
        }
        if (!value.startsWith("[") && !value.startsWith("{")) {
            return List.of(unquoted(value));
        }
        var items = QUOTED.matcher(value.equals("[") ? String.join("\n", below(entry)) : value)
                .results()
                .map(found -> unquoted(found.group()))
                .toList();
        var areWords = !items.isEmpty() && !items.getFirst().contains(" ");
        return areWords
                ? List.of(String.join(
                        " ",
                        items.stream()
                                .map(item -> "'" + item.replace("'", "'\\''") + "'")
                                .toList()))
                : items;
    }

    private static String unquoted(String written) {
        var text = written.strip().replaceFirst(",$", "");
        var quoted = QUOTED.matcher(text).matches();
        return !quoted
                ? text
                : text.startsWith("'")
                        ? text.substring(1, text.length() - 1)
                        : text.substring(1, text.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
