package io.gatehouse.app;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// All settings, written for people and for device management. `src/docs/SETTINGS.md` and `installer/profiles` hold
/// what this writes.
final class SettingsSchema {
    /// Of the profile, and of the preferences that it brings.
    static final String DOMAIN = "io.gatehouse";
    static final String REGISTRY_KEY = "SOFTWARE\\Policies\\Gatehouse";

    private SettingsSchema() {}

    enum Format {
        DOCS,
        MOBILECONFIG,
        ADMX,
        ADML;

        String text() {
            return switch (this) {
                case DOCS -> docs();
                case MOBILECONFIG -> mobileconfig();
                case ADMX -> admx();
                case ADML -> adml();
            };
        }
    }

    private static String docs() {
        var rows = Arrays.stream(Key.values())
                .map(key -> {
                    var text = SettingText.of(key);
                    return "| `%s` | %s | %s | `%s` | %s | %s |"
                            .formatted(
                                    key.path(),
                                    text.what(),
                                    text.expected(),
                                    text.example(),
                                    text.missing(),
                                    key.isManagedAlone() ? "administrator's alone" : "either's");
                })
                .collect(Collectors.joining("\n"));
        return """
                # Settings
                Written by `gatehouse config schema`; a test holds it to the code. `gatehouse config show` prints each setting with its value and its source.

                Where an administrator's settings are, those marked so come from them alone, absent ones as their defaults. Each is written nested:
                `pdp: {url: "https://pdp.example.com:3592"}`.

                | Setting | What it is | Possible | Example | Where it is absent | On a managed computer |
                |---|---|---|---|---|---|
                %s

                An administrator's settings are, on
                - Linux: `/etc/gatehouse/gatehouse.yaml`, which belongs to root and which nobody else can write;
                - macOS: a profile for the domain `%s` ([an example](../../installer/profiles/gatehouse.mobileconfig)), else
                  `/Library/Application Support/Gatehouse/managed.yaml`;
                - Windows: group policy ([ADMX](../../installer/profiles/gatehouse.admx)), which is `HKLM\\%s`, else
                  `C:\\Program Files\\Gatehouse\\gatehouse.yaml`.
                """
                .formatted(rows, DOMAIN, REGISTRY_KEY);
    }

    /// An example with every setting: an administrator takes out what is not meant.
    private static String mobileconfig() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <!-- Every setting with an example: take out what you do not mean. Written by `gatehouse config schema`. -->
                <plist version="1.0">
                <dict>
                  <key>PayloadType</key><string>Configuration</string>
                  <key>PayloadVersion</key><integer>1</integer>
                  <key>PayloadIdentifier</key><string>%1$s.profile</string>
                  <key>PayloadUUID</key><string>%2$s</string>
                  <key>PayloadDisplayName</key><string>Gatehouse</string>
                  <key>PayloadScope</key><string>System</string>
                  <key>PayloadRemovalDisallowed</key><true/>
                  <key>PayloadContent</key>
                  <array>
                    <dict>
                      <key>PayloadType</key><string>%1$s</string>
                      <key>PayloadVersion</key><integer>1</integer>
                      <key>PayloadIdentifier</key><string>%1$s.settings</string>
                      <key>PayloadUUID</key><string>%3$s</string>
                      <key>PayloadDisplayName</key><string>Gatehouse's settings</string>
                %4$s    </dict>
                  </array>
                </dict>
                </plist>
                """
                .formatted(DOMAIN, uuid("profile"), uuid("settings"), dict(tree(), 6));
    }

    /// The same at each writing, so that a new version of the profile replaces the old one.
    private static String uuid(String part) {
        return UUID.nameUUIDFromBytes((DOMAIN + "." + part).getBytes(StandardCharsets.UTF_8))
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    /// The keys below their sections.
    private static Map<String, Object> tree() {
        Map<String, Object> root = new LinkedHashMap<>();
        for (var key : Key.values()) {
            var names = key.path().split("\\.", -1);
            var section = root;
            for (int i = 0; i < names.length - 1; i++) {
                section = section(section, names[i]);
            }
            section.put(names[names.length - 1], key);
        }
        return root;
    }

    @SuppressWarnings("unchecked") // only maps of this method are in it
    private static Map<String, Object> section(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
    }

    private static String dict(Map<?, ?> members, int indent) {
        var text = new StringBuilder();
        members.forEach((name, value) -> {
            line(text, indent, "<key>" + name + "</key>");
            switch (value) {
                case Key key -> value(text, indent, key);
                case Map<?, ?> inner -> {
                    line(text, indent, "<dict>");
                    text.append(dict(inner, indent + 2));
                    line(text, indent, "</dict>");
                }
                default -> throw new IllegalStateException("neither a setting nor a section: " + value);
            }
        });
        return text.toString();
    }

    private static void value(StringBuilder text, int indent, Key key) {
        var example = SettingText.of(key).example();
        switch (key.shape()) {
            case TEXT -> line(text, indent, "<string>" + xml(example) + "</string>");
            case LIST -> line(text, indent, "<array><string>" + xml(inside(example)) + "</string></array>");
            case MAP -> {
                var pair = inside(example).split(": ", 2);
                line(text, indent, "<dict><key>" + xml(pair[0]) + "</key><string>" + xml(pair[1]) + "</string></dict>");
            }
        }
    }

    /// Of a list or a map with one member.
    private static String inside(String example) {
        return example.substring(1, example.length() - 1);
    }

    private static String admx() {
        var policies = Arrays.stream(Key.values()).map(SettingsSchema::policy).collect(Collectors.joining());
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <!-- Written by `gatehouse config schema`. -->
                <policyDefinitions revision="1.0" schemaVersion="1.0" xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions">
                  <policyNamespaces>
                    <target prefix="gatehouse" namespace="Gatehouse.Policies"/>
                    <using prefix="windows" namespace="Microsoft.Policies.Windows"/>
                  </policyNamespaces>
                  <resources minRequiredRevision="1.0"/>
                  <categories>
                    <category name="Gatehouse" displayName="$(string.Gatehouse)"/>
                  </categories>
                  <policies>
                %s  </policies>
                </policyDefinitions>
                """
                .formatted(policies);
    }

    private static String policy(Key key) {
        return """
                    <policy name="%1$s" class="Machine" displayName="$(string.%1$s)" explainText="$(string.%1$s_what)" presentation="$(presentation.%1$s)" key="%2$s">
                      <parentCategory ref="Gatehouse"/>
                      <supportedOn ref="windows:SUPPORTED_Windows_10_0"/>
                      <elements>
                        %3$s
                      </elements>
                    </policy>
                """
                .formatted(id(key), REGISTRY_KEY, element(key));
    }

    private static String element(Key key) {
        var choices = SettingText.of(key).choices();
        return switch (key.shape()) {
            case TEXT ->
                choices.isEmpty()
                        ? "<text id=\"%s\" valueName=\"%s\" required=\"true\"/>".formatted(id(key), key.path())
                        : "<enum id=\"%s\" valueName=\"%s\" required=\"true\">%s</enum>"
                                .formatted(id(key), key.path(), items(key, choices));
            case LIST -> "<list id=\"%s\" key=\"%s\\%s\"/>".formatted(id(key), REGISTRY_KEY, key.path());
            case MAP ->
                "<list id=\"%s\" key=\"%s\\%s\" explicitValue=\"true\"/>".formatted(id(key), REGISTRY_KEY, key.path());
        };
    }

    private static String items(Key key, List<String> choices) {
        return choices.stream()
                .map(choice -> "<item displayName=\"$(string.%s_%s)\"><value><string>%s</string></value></item>"
                        .formatted(id(key), choice, choice))
                .collect(Collectors.joining());
    }

    private static String adml() {
        var strings = new StringBuilder();
        var presentations = new StringBuilder();
        for (var key : Key.values()) {
            var text = SettingText.of(key);
            var id = id(key);
            string(strings, id, key.path());
            string(
                    strings,
                    id + "_what",
                    "%s Possible: %s. Example: %s. Where it is absent: %s."
                            .formatted(text.what(), text.expected(), text.example(), text.missing()));
            text.choices().forEach(choice -> string(strings, id + "_" + choice, choice));
            line(presentations, 6, "<presentation id=\"" + id + "\">" + control(key) + "</presentation>");
        }
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <!-- Written by `gatehouse config schema`. -->
                <policyDefinitionResources revision="1.0" schemaVersion="1.0" xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions">
                  <displayName>Gatehouse</displayName>
                  <description>What coding agents may do on this computer.</description>
                  <resources>
                    <stringTable>
                      <string id="Gatehouse">Gatehouse</string>
                %s    </stringTable>
                    <presentationTable>
                %s    </presentationTable>
                  </resources>
                </policyDefinitionResources>
                """
                .formatted(strings, presentations);
    }

    private static String control(Key key) {
        return switch (key.shape()) {
            case TEXT ->
                SettingText.of(key).choices().isEmpty()
                        ? "<textBox refId=\"%s\"><label>%s</label></textBox>".formatted(id(key), key.path())
                        : "<dropdownList refId=\"%s\" defaultItem=\"0\">%s</dropdownList>"
                                .formatted(id(key), key.path());
            case LIST, MAP -> "<listBox refId=\"%s\">%s</listBox>".formatted(id(key), key.path());
        };
    }

    private static void string(StringBuilder text, String id, String value) {
        line(text, 6, "<string id=\"" + id + "\">" + xml(value) + "</string>");
    }

    private static void line(StringBuilder text, int indent, String line) {
        text.append(" ".repeat(indent)).append(line).append('\n');
    }

    private static String id(Key key) {
        return key.path().replace('.', '_');
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
