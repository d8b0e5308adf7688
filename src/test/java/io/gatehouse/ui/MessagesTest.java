package io.gatehouse.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.MissingResourceException;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {
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

    @Test
    void everyTextIsAValidPattern() {
        Messages.keys().forEach(key -> Messages.text(key, 1, 2, 3));
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
