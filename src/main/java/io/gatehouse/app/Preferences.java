package io.gatehouse.app;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// An administrator's settings where the system keeps them, brought into the form of a settings file: JSON, which is
/// YAML, with each value as the text that it is written as. Pure, but for the program of the system that is run.
///
/// @param command which prints them
/// @param reading makes a settings file of what it printed
record Preferences(List<String> command, Reading reading, Runner runner) {
    private static final Pattern VALUE = Pattern.compile(" {4}(.+?) {4}(REG_[A-Z_]+)(?: {4}(.*))?");
    private static final String HIVE = "HKEY_LOCAL_MACHINE\\";

    Preferences {
        command = List.copyOf(command);
    }

    interface Reading {
        /// @throws IOException when it is not what the program prints, with a clause for people
        byte[] settings(String printed) throws IOException;
    }

    /// Runs a program of the system, and nothing that a path leads to.
    interface Runner {
        /// What it printed.
        ///
        /// @throws IOException when it cannot be run, fails or does not end
        String run(List<String> command) throws IOException;
    }

    /// What a profile brings for [SettingsSchema#DOMAIN].
    static Preferences ofMac(Path file, Runner runner) {
        return new Preferences(
                List.of("/usr/bin/plutil", "-convert", "json", "-o", "-", file.toString()),
                Preferences::ofPropertyList,
                runner);
    }

    /// What group policy brings.
    static Preferences ofWindows(Runner runner) {
        return new Preferences(
                List.of("C:\\Windows\\System32\\reg.exe", "query", "HKLM\\" + SettingsSchema.REGISTRY_KEY, "/s"),
                Preferences::ofRegistry,
                runner);
    }

    /// A settings file.
    byte[] settings() throws IOException {
        return reading.settings(runner.run(command));
    }

    /// Whether there are any; what cannot be read counts as there, and is then found bad.
    boolean areThere() {
        String printed;
        try {
            printed = runner.run(command);
        } catch (IOException _) {
            return false;
        }
        try {
            return reading.settings(printed).length > "{}".length();
        } catch (IOException _) {
            return true;
        }
    }

    /// What `plutil -convert json` prints of the managed preferences: the settings, nested as in a settings file.
    static byte[] ofPropertyList(String printed) throws IOException {
        try {
            if (Json.tree(printed.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode settings) {
                return Json.bytes(settings);
            }
        } catch (JacksonException _) { // told below
        }
        throw new IOException("plutil did not print one dictionary");
    }

    /// What `reg query … /s` prints: values of the key are single settings, by their whole names; a key below it is a
    /// list or a map, by its whole name.
    static byte[] ofRegistry(String printed) throws IOException {
        var settings = new LinkedHashMap<String, Object>();
        var below = "";
        for (var line : printed.lines().toList()) {
            if (line.startsWith(HIVE)) {
                below = below(line.strip());
            } else if (!line.isBlank()) {
                var value = VALUE.matcher(line);
                if (!value.matches()) {
                    throw new IOException("reg printed a line that is no value");
                }
                var data = data(value.group(2), value.group(3) == null ? "" : value.group(3));
                if (below.isEmpty()) {
                    put(settings, value.group(1), data);
                } else {
                    member(settings, below, value.group(1), data);
                }
            }
        }
        return Json.bytes(settings);
    }

    private static String below(String key) throws IOException {
        var top = HIVE + SettingsSchema.REGISTRY_KEY;
        if (!key.regionMatches(true, 0, top, 0, top.length())) {
            throw new IOException("reg printed another key");
        }
        return key.length() == top.length() ? "" : key.substring(top.length() + 1);
    }

    private static String data(String type, String data) throws IOException {
        return switch (type) {
            case "REG_SZ", "REG_EXPAND_SZ" -> data;
            case "REG_DWORD", "REG_QWORD" -> {
                try {
                    yield Long.decode(data.strip()).toString();
                } catch (NumberFormatException _) {
                    throw new IOException("reg printed a number that is none");
                }
            }
            default -> throw new IOException("a value is of the type " + type + "; use REG_SZ");
        };
    }

    /// A list of group policy has values whose names are their data, or numbers.
    private static void member(Map<String, Object> settings, String setting, String name, String data)
            throws IOException {
        var shape = Key.NAMES.find(setting).map(Key::shape).orElse(Setting.Shape.MAP);
        switch (shape) {
            case LIST -> put(settings, setting, data);
            case MAP, TEXT -> put(settings, setting + "\\" + name, data);
        }
    }

    /// @param path names joined with dots, then perhaps a backslash and a name of a map, which may hold dots
    private static void put(Map<String, Object> settings, String path, String data) throws IOException {
        int member = path.indexOf('\\');
        var names = new ArrayList<>(List.of((member < 0 ? path : path.substring(0, member)).split("\\.", -1)));
        if (member >= 0) {
            names.add(path.substring(member + 1));
        }
        var section = settings;
        for (var name : names.subList(0, names.size() - 1)) {
            section = section(section, name);
        }
        var last = names.getLast();
        boolean isList = member < 0
                && Key.NAMES
                        .find(path)
                        .filter(key -> key.shape() == Setting.Shape.LIST)
                        .isPresent();
        if (isList) {
            items(section, last).add(data);
        } else if (section.put(last, data) != null) {
            throw new IOException(path + " is there twice");
        }
    }

    @SuppressWarnings("unchecked") // only maps of this method have string keys
    private static Map<String, Object> section(Map<String, Object> parent, String name) throws IOException {
        if (parent.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>()) instanceof Map<?, ?> section) {
            return (Map<String, Object>) section;
        }
        throw new IOException(name + " is both a value and a section");
    }

    @SuppressWarnings("unchecked") // only lists of this method hold strings
    private static List<Object> items(Map<String, Object> section, String name) throws IOException {
        if (section.computeIfAbsent(name, _ -> new ArrayList<>()) instanceof List<?> items) {
            return (List<Object>) items;
        }
        throw new IOException(name + " is both a value and a list");
    }
}
