package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Pattern ARGUMENT = Pattern.compile("\\{([0-9])");
    private static final Pattern KEY = Pattern.compile("\"((?:tray|notice)\\.[a-z.-]+)\"");

    @Test
    void choosesThePluralByTheNumber() {
        assertEquals("No call denied today", Messages.text("tray.detail.denied", 0));
        assertEquals("1 call denied today", Messages.text("tray.detail.denied", 1));
        assertEquals("1,204 calls denied today", Messages.text("tray.detail.denied", 1204));
    }

    @Test
    void leavesBracesInWhatAnAgentWroteAlone() {
        assertEquals("Denied: echo {0} '{1}'", Messages.text("notice.denied", 1, "echo {0} '{1}'"));
    }

    @Test
    void refusesAKeyThatTheBundleLacks() {
        assertThrows(MissingResourceException.class, () -> Messages.text("tray.nothing"));
    }

    @AfterEach
    void english() {
        Messages.speak(Messages.ENGLISH);
    }

    @Test
    void everyTextIsAValidPatternInBothLanguages() {
        Messages.keys().forEach(key -> Messages.text(key, 1, 2, 3));
        Messages.speak(Messages.GERMAN);
        Messages.keys().forEach(key -> Messages.text(key, 1, 2, 3));
    }

    @Test
    void everyTextIsThereInGermanAndNamesTheSame() {
        var english = named();
        Messages.speak(Locale.of("de", "AT"));
        assertEquals(english, named());
        assertEquals("1.204 Aufrufe heute verweigert", Messages.text("tray.detail.denied", 1204));
    }

    /// Each key, and which arguments its text shows or chooses by.
    private static Map<String, Set<String>> named() {
        var named = new TreeMap<String, Set<String>>();
        for (var key : Messages.keys()) {
            var arguments = ARGUMENT.matcher(Messages.pattern(key))
                    .results()
                    .map(argument -> argument.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            named.put(key, arguments);
        }
        return named;
    }

    @Test
    void anotherLanguageIsSpokenToInEnglish() {
        Messages.speak(Locale.FRANCE);
        assertEquals("Open Gatehouse", Messages.text("tray.open"));
    }

    @Test
    void everyTextOfTrayAndNoticesIsUsedAndEveryUsedTextExists() throws IOException {
        var sources = new StringBuilder();
        try (var files = Files.walk(Path.of("src/main/java/io/gatehouse/ui"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        var used = KEY.matcher(sources).results().map(match -> match.group(1)).collect(Collectors.toSet());
        var there = Messages.keys().stream()
                .filter(key -> !key.startsWith("window."))
                .toList();
        assertEquals(new TreeSet<>(used), new TreeSet<>(there));
    }
}
