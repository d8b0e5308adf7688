package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.SettingsSchema.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// `-Dgolden.update` writes the files anew; the diff is the review.
class SettingsSchemaTest {
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    @ParameterizedTest
    @CsvSource({
        "DOCS, src/docs/SETTINGS.md",
        "MOBILECONFIG, installer/profiles/gatehouse.mobileconfig",
        "ADMX, installer/profiles/gatehouse.admx",
        "ADML, installer/profiles/en-US/gatehouse.adml"
    })
    void theFilesAreWhatTheSchemaSays(Format format, Path file) throws IOException {
        if (UPDATE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, format.text());
        }
        assertEquals(Files.readString(file), format.text());
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    void theExampleOfEachSettingIsTaken(Key key) {
        var yaml = key.path().replace(".", ": {") + ": " + SettingText.of(key).example()
                + "}".repeat((int) key.path().chars().filter(c -> c == '.').count());
        var file = ConfigFile.parse(Key.NAMES, Path.of("x"), Path.of("x"), yaml.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), file.problems(), yaml);
        assertTrue(file.entries().containsKey(key), yaml);
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"MOBILECONFIG", "ADMX", "ADML"})
    void whatDeviceManagementReadsIsXmlWithEverySetting(Format format) {
        var factory = DocumentBuilderFactory.newInstance();
        assertDoesNotThrow(() -> {
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(format.text().getBytes(StandardCharsets.UTF_8)));
        });
        for (var key : Key.values()) {
            var name = format == Format.MOBILECONFIG
                    ? "<key>" + key.path().substring(key.path().lastIndexOf('.') + 1) + "</key>"
                    : key.path();
            assertTrue(format.text().contains(name), name);
        }
    }

    @Test
    void groupPolicyFindsEveryTextThatItNames() {
        var names = Pattern.compile("\\$\\((?:string|presentation)\\.([A-Za-z_0-9]+)\\)")
                .matcher(Format.ADMX.text());
        var missing = new HashSet<String>();
        while (names.find()) {
            if (!Format.ADML.text().contains("id=\"" + names.group(1) + "\"")) {
                missing.add(names.group(1));
            }
        }
        assertEquals(new HashSet<>(), missing);
        assertTrue(
                Arrays.stream(Key.values()).allMatch(key -> Format.DOCS.text().contains("`" + key.path() + "`")));
    }
}
