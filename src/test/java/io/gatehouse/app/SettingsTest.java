package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.Certificates;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path temp;

    private final Map<String, String> env = new HashMap<>();
    private Path home;
    private Path dataDir;
    private Path userFile;
    private Path managedFile;
    private Optional<Path> flag = Optional.empty();
    private Instant now = NOON;

    @BeforeEach
    void aHomeAndNoSettings() throws IOException {
        home = Files.createDirectories(temp.resolve("home"));
        dataDir = home.resolve(".local/share/gatehouse");
        userFile = home.resolve(".config/gatehouse/gatehouse.yaml");
        managedFile = temp.resolve("etc/gatehouse.yaml");
        Files.createDirectories(userFile.getParent());
        Files.createDirectories(managedFile.getParent());
    }

    private Settings.Loaded load() {
        return load(System.getProperty("user.name"));
    }

    private Settings.Loaded load(String managedOwner) {
        var managed = new Machine.Managed(managedFile, Optional.of(managedOwner));
        return Settings.load(flag, new Machine(Machine.Os.LINUX, home, env, "ada", managed), now);
    }

    private Settings.Loaded user(String yaml) throws IOException {
        Files.writeString(userFile, yaml);
        return load();
    }

    private void managed(String yaml) throws IOException {
        Files.writeString(managedFile, yaml);
        Files.setPosixFilePermissions(managedFile, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(managedFile.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Map<String, String> sources(Settings.Loaded loaded) {
        return loaded.lines().stream().collect(Collectors.toMap(Settings.Line::key, Settings.Line::source));
    }

    private static void assertDenies(String problem, Settings.Loaded loaded) {
        assertTrue(loaded.fatal().isPresent(), "every call must be denied");
        assertEquals(problem, loaded.problems().getFirst());
    }

    private Config defaults() {
        return new Config(
                dataDir,
                new Config.Hook(7411, Optional.empty()),
                new Config.Pdp(Optional.empty(), Duration.ofSeconds(5), Config.Tls.SYSTEM, Map.of()),
                Config.Console.NONE,
                new Principal("ada", List.of("developer"), Map.of()),
                Mode.ENFORCE,
                2_000_000_000L,
                Config.Notices.USUAL);
    }

    @Test
    void withoutAnyFileEverythingIsTheDefault() {
        assertEquals(
                new Settings.Loaded(
                        defaults(),
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty(),
                        new EnrolmentFile.Found.None(),
                        Set.of(),
                        load().lines()),
                load());
        assertEquals(
                List.of("default"),
                load().lines().stream().map(Settings.Line::source).distinct().toList());
    }

    @Test
    void aFileThatIsNoCertificateIsNamedWithItsLine() throws IOException {
        Files.writeString(userFile.resolveSibling("ca.pem"), "PEM");
        var loaded = user(
                """
                pdp:
                  url: https://pdp.example.com
                  tls: {ca: ca.pem}
                """);
        var told = loaded.fatal().orElseThrow();
        assertTrue(told.contains("line 3: pdp.tls.ca: "), told);
        assertTrue(told.contains("ca.pem"), told);
    }

    @Test
    void everyKeyIsRead() throws IOException, GeneralSecurityException {
        var certificates = new Certificates(home);
        certificates.client("me", "EC");
        Files.copy(certificates.chain(Certificates.CA), userFile.resolveSibling("ca.pem"));
        Files.copy(certificates.chain("me"), userFile.resolveSibling("me.pem"));
        Files.copy(certificates.key("me"), userFile.resolveSibling("me.key"));
        var loaded = user(
                """
                # a comment
                dataDir: ~/gate
                hook:
                  port: 0
                  token: abcdefghij0123456789
                pdp:
                  url: https://pdp.example.com:3592
                  deadline: 500ms
                  tls: {ca: ca.pem, certificate: me.pem, key: me.key}
                  headers: {X-Api-Key: s3cret}
                console:
                  url: https://gatehouse.example.com/
                  keys: {console-1: MCowBQYDK2VwAyEA1Vt4GaIKeJff9JViW+AyrvGY/JTFpX8muhRn0YqcwEA=}
                principal:
                  id: 007
                  roles: [release-engineer, developer]
                mode: observe
                audit: {maxSize: 500MB}
                notices: {perHour: 12, snooze: false}
                """);
        assertEquals(
                new Config(
                        home.resolve("gate"),
                        new Config.Hook(0, Optional.of("abcdefghij0123456789")),
                        new Config.Pdp(
                                Optional.of(URI.create("https://pdp.example.com:3592")),
                                Duration.ofMillis(500),
                                new Config.Tls(
                                        Optional.of(userFile.resolveSibling("ca.pem")),
                                        Optional.of(userFile.resolveSibling("me.pem")),
                                        Optional.of(userFile.resolveSibling("me.key"))),
                                Map.of("X-Api-Key", "s3cret")),
                        new Config.Console(
                                Optional.of(URI.create("https://gatehouse.example.com")), Map.of(Keys.ID, Keys.PUBLIC)),
                        new Principal("007", List.of("developer", "release-engineer"), Map.of()),
                        Mode.OBSERVE,
                        500_000_000L,
                        new Config.Notices(12, false)),
                loaded.config());
        assertEquals(List.of(), loaded.problems());
        assertEquals(Key.values().length, loaded.lines().size());
        assertFalse(sources(loaded).containsValue("default"));
        assertEquals(userFile + " line 5", sources(loaded).get("hook.token"));
        assertFalse(loaded.lines().toString().contains("s3cret"));
        assertFalse(loaded.lines().toString().contains("abcdefghij"));
        assertFalse(loaded.config().toString().contains("s3cret"));
        assertFalse(loaded.config().toString().contains("abcdefghij"));
    }

    @Test
    void everyKeyIsShownOnceEvenWithoutAFile() {
        assertEquals(
                java.util.Arrays.stream(Key.values()).map(Key::path).sorted().toList(),
                load().lines().stream().map(Settings.Line::key).sorted().toList());
    }

    @Test
    void aNamedFileWinsOverTheVariableAndTheDefault() throws IOException {
        user("hook: {port: 1}");
        env.put(
                "GATEHOUSE_CONFIG",
                Files.writeString(temp.resolve("env.yaml"), "hook: {port: 2}").toString());
        assertEquals(2, load().config().hook().port());
        flag = Optional.of(Files.writeString(temp.resolve("flag.yaml"), "hook: {port: 3}"));
        assertEquals(3, load().config().hook().port());
    }

    @Test
    void aNamedFileThatIsMissingDenies() {
        flag = Optional.of(temp.resolve("nowhere.yaml"));
        assertDenies(temp.resolve("nowhere.yaml") + ": does not exist, but --config names it", load());
        flag = Optional.empty();
        env.put("GATEHOUSE_CONFIG", temp.resolve("nowhere.yaml").toString());
        assertDenies(temp.resolve("nowhere.yaml") + ": does not exist, but GATEHOUSE_CONFIG names it", load());
    }

    @Test
    void theDefaultFileAsALinkToNowhereDenies() throws IOException {
        Files.createSymbolicLink(userFile, temp.resolve("nowhere.yaml"));
        assertDenies(userFile + ": does not exist, but a link names it", load());
    }

    @Test
    void aDirectoryInTheFilesPlaceDenies() throws IOException {
        Files.createDirectory(userFile);
        assertDenies(userFile + ": cannot be read: not a regular file", load());
    }

    @Test
    void aBadFileNeverLeavesObserveModeOn() throws IOException {
        var loaded = user("mode: observe\nhook: {prot: 1}\n");
        assertDenies(userFile + " line 2: unknown key hook.prot; did you mean hook.port?", loaded);
        assertEquals(Mode.ENFORCE, loaded.config().mode());
    }

    @Test
    void aBadFileKeepsItsGoodPortSoThatAgentsHearTheDeny() throws IOException {
        assertEquals(
                7500, user("hook: {port: 7500}\nmode: off\n").config().hook().port());
    }

    @Test
    void allProblemsAreFoundAtOnce() throws IOException {
        var loaded = user(
                """
                hook:
                  port: 70000
                  token: short
                pdp:
                  url: http://pdp.example.com
                  deadline: soon
                  tls: {certificate: none.pem}
                principal: {id: [a], roles: developer}
                mode: off
                colour: blue
                """);
        assertEquals(
                List.of(
                        "line 8: principal.id must be one value",
                        "line 8: principal.roles must be a list like [developer]",
                        "line 10: unknown key colour; remove it",
                        "line 2: hook.port must be a port number from 0 (any free one) to 65535, not \"70000\"",
                        "line 3: hook.token must be at least 20 letters, digits or signs without spaces; leave it out to"
                                + " have one generated",
                        "line 5: pdp.url must be https:// unless the PDP is on this machine (127.0.0.1, [::1],"
                                + " localhost): \"http://pdp.example.com\"",
                        "line 6: pdp.deadline must be a time from 100ms to 30s, like 5s, not \"soon\"",
                        "line 7: pdp.tls.certificate names a file that does not exist or cannot be read: "
                                + userFile.resolveSibling("none.pem"),
                        "line 7: pdp.tls.certificate needs pdp.tls.key beside it",
                        "line 9: mode must be enforce or observe, not \"off\""),
                loaded.problems().stream()
                        .map(text -> text.replace(userFile + " ", ""))
                        .toList());
        assertEquals(
                Optional.of(
                        userFile + " line 8: principal.id must be one value (and 9 more; see gatehouse config show)"),
                loaded.fatal());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    hook.port: 1            | line 1: unknown key hook.port; write it nested: hook: {port: …}
                    pdp.tls.ca: x           | line 1: unknown key pdp.tls.ca; write it nested: pdp: {tls: {ca: …}}
                    Mode: observe           | line 1: unknown key Mode; did you mean mode?
                    port: 7411              | line 1: unknown key port; did you mean hook.port?
                    hook: 7411              | line 1: hook holds settings of its own, found one value; write them indented below it
                    mode:                   | line 1: mode has no value; give it one or remove it
                    mode: ~                 | line 1: mode has no value; give it one or remove it
                    mode: {a: b}            | line 1: mode must be one value
                    mode: &x observe        | line 1: anchors and aliases (& and *) are not allowed; write the value out
                    mode: !!str observe     | line 1: type tags (!) are not allowed; remove it
                    [mode, observe]         | line 1: expected settings like "mode: enforce", found something else
                    mode                    | line 1: expected settings like "mode: enforce", found something else
                    {mode: observe, mode: enforce} | line 1: mode is there twice, first in line 1; keep one
                    {[a]: b}                | line 1: a key must be a plain name
                    <<: {mode: observe}     | line 1: unknown key <<; remove it
                    mode: [observe          | line 1: is not valid YAML: expected ',' or ']', but got <stream end>
                    principal: {roles: []}  | line 1: principal.roles must be a list of at least one role, like [developer]
                    principal: {roles: [a, [b]]} | line 1: principal.roles must be a list like [developer]
                    principal: {id: ' '}    | line 1: principal.id must be 1 to 256 characters without control characters or spaces around them
                    principal: {id: "a\\uD800b"} | line 1: principal.id must be Unicode text, and half a surrogate pair is none
                    principal: {roles: [a, "\\uDC00"]} | line 1: principal.roles must be Unicode text, and half a surrogate pair is none
                    pdp: {headers: {Host: x}}  | line 1: pdp.headers must not set Host, which Gatehouse sets itself
                    pdp: {headers: {A: "x\\ny"}} | line 1: pdp.headers has a value for A that is empty or not plain ASCII text
                    pdp: {headers: {A: x, a: y}} | line 1: pdp.headers sets a twice
                    pdp: {headers: {"A B": x}} | line 1: pdp.headers has a name that no HTTP header can have: "A B"
                    console: {url: http://gatehouse.example.com} | line 1: console.url must be https:// unless the console is on this machine (127.0.0.1, [::1], localhost): "http://gatehouse.example.com"
                    console: {url: gatehouse} | line 1: console.url must be a URL like https://gatehouse.example.com, not "gatehouse"
                    console: {keys: {}}     | line 1: console.keys must be a map from key id to an Ed25519 public key in base64, like {console-1: MCowBQYDK2Vw…}
                    console: {keys: {a: b}} | line 1: console.keys must be a map from key id to an Ed25519 public key in base64, like {console-1: MCowBQYDK2Vw…}; the key a is not an Ed25519 public key in base64
                    console: {keyss: {a: b}} | line 1: unknown key console.keyss; did you mean console.keys?
                    audit: {maxSize: 2}     | line 1: audit.maxSize must be a size like 500MB or 2GB, not "2"
                    notices: {perHour: 101} | line 1: notices.perHour must be a number from 0 to 100, not "101"
                    notices: {snooze: no}   | line 1: notices.snooze must be true or false, not "no"
                    """)
    void aMistakeIsNamedWithItsLineAndWhatToDo(String yaml, String problem) throws IOException {
        assertDenies(userFile + " " + problem, user(yaml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pdp.example.com",
                "ftp://pdp.example.com",
                "https://",
                "https:///x",
                "https://u:p@pdp.example.com",
                "https://pdp.example.com/api",
                "https://pdp.example.com?x=1",
                "https://pdp.example.com#x",
                "http://10.0.0.1",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "https://pdp_1.example.com",
                "https://pdp.example.com:0",
                "https://pdp.example.com:70000",
                "https://a b"
            })
    void aUrlThatIsNotASafePdpIsRefused(String url) throws IOException {
        var loaded = user("pdp: {url: \"" + url + "\"}");
        assertTrue(loaded.fatal().isPresent());
        assertEquals(Optional.empty(), loaded.config().pdp().url());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:3592,http://127.0.0.1:3592", "http://[::1]:3592,http://[::1]:3592",
        "http://localhost,http://localhost", "HTTPS://PDP.example.com/,https://PDP.example.com"
    })
    void aSafePdpUrlIsTaken(String url, URI taken) throws IOException {
        assertEquals(
                Optional.of(taken),
                user("pdp: {url: \"" + url + "\"}").config().pdp().url());
    }

    @ParameterizedTest
    @CsvSource({"100ms,100", "30s,30000", "30000ms,30000", "1s,1000"})
    void aDeadlineFrom100MillisTo30SecondsIsTaken(String text, long millis) throws IOException {
        assertEquals(
                Duration.ofMillis(millis),
                user("pdp: {deadline: " + text + "}").config().pdp().deadline());
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "30001ms", "31s", "5", "5 s", "-5s", "5m", "1e3ms"})
    void anotherDeadlineIsRefused(String text) throws IOException {
        assertTrue(user("pdp: {deadline: " + text + "}").fatal().isPresent());
    }

    @Test
    void aSecondDocumentIsRefused() throws IOException {
        assertDenies(
                userFile + " line 2: a second YAML document starts here; settings are one document",
                user("mode: enforce\n---\nmode: observe\n"));
    }

    @Test
    void aFileOver64KilobytesIsRefused() throws IOException {
        assertEquals(Optional.empty(), user("#".repeat(64 << 10)).fatal());
        assertDenies(
                userFile + ": is larger than 64 KB; a settings file is a few lines", user("#".repeat((64 << 10) + 1)));
    }

    @Test
    void deepNestingIsRefusedAndNotAStackOverflow() throws IOException {
        assertDenies(userFile + " line 1: is nested deeper than any setting", user("[".repeat(60_000)));
        assertDenies(userFile + " line 1: is nested deeper than any setting", user("{a: ".repeat(15_000)));
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        Files.write(userFile, new byte[] {'a', (byte) 0xFF});
        assertDenies(userFile + ": is not UTF-8 text; save it as UTF-8", load());
    }

    @Test
    void aByteOrderMarkAndAnEmptySectionDoNoHarm() throws IOException {
        assertEquals(
                Mode.OBSERVE,
                user("\uFEFFmode: observe\npdp:\n  # url: later\n").config().mode());
    }

    @Test
    void withoutAPdpTheRolesAreThoseOfTheEmbeddedPolicies() throws IOException {
        assertDenies(
                userFile + " line 1: principal.roles names admin, Developer, which the policies that ship with"
                        + " Gatehouse do not know; they decide where no pdp.url is set, and know contractor,"
                        + " developer, read-only, release-engineer",
                user("principal: {roles: [admin, Developer, read-only]}"));
        assertEquals(
                Optional.empty(),
                user("principal: {roles: [read-only, release-engineer]}").fatal());
        assertEquals(
                Optional.empty(),
                user("pdp: {url: https://pdp.example.com}\nprincipal: {roles: [admin]}")
                        .fatal());
    }

    @Nested
    class WithAManagedFile {
        @Test
        void itAloneSaysWhatMayBeManaged() throws IOException {
            managed("pdp: {url: https://pdp.example.com}\nprincipal: {roles: [contractor]}\n");
            var loaded = user(
                    """
                    mode: observe
                    hook: {port: 1}
                    principal: {id: root}
                    audit: {maxSize: 1GB}
                    console: {url: "https://mine.example.com"}
                    """);
            assertEquals(Optional.empty(), loaded.fatal());
            assertEquals(
                    new Config(
                            dataDir,
                            new Config.Hook(7411, Optional.empty()),
                            new Config.Pdp(
                                    Optional.of(URI.create("https://pdp.example.com")),
                                    Duration.ofSeconds(5),
                                    Config.Tls.SYSTEM,
                                    Map.of()),
                            Config.Console.NONE,
                            new Principal("ada", List.of("contractor"), Map.of()),
                            Mode.ENFORCE,
                            1_000_000_000L,
                            Config.Notices.USUAL),
                    loaded.config());
            assertEquals(
                    List.of(
                            "line 2: hook.port is set by your organisation in " + managedFile
                                    + " and ignored here; remove it",
                            "line 5: console.url is set by your organisation in " + managedFile
                                    + " and ignored here; remove it",
                            "line 3: principal.id is set by your organisation in " + managedFile
                                    + " and ignored here; remove it",
                            "line 1: mode is set by your organisation in " + managedFile
                                    + " and ignored here; remove it"),
                    loaded.problems().stream()
                            .map(text -> text.replace(userFile + " ", ""))
                            .toList());
            assertTrue(loaded.managed());
            assertEquals(managedFile + " line 1", sources(loaded).get("pdp.url"));
            assertEquals(userFile + " line 4", sources(loaded).get("audit.maxSize"));
        }

        @Test
        void thePersonSetsHowManyNoticesThereAreUnlessItSaysSo() throws IOException {
            managed("notices: {snooze: false}\n");
            var loaded = user("notices: {perHour: 2}");
            assertEquals(new Config.Notices(2, false), loaded.config().notices());
            assertEquals(List.of(), loaded.problems());
            assertEquals(
                    List.of(userFile + " line 1: notices.snooze is set by your organisation in " + managedFile
                            + " and ignored here; remove it"),
                    user("notices: {snooze: true}").problems());
        }

        @Test
        void aPdpThatItNoLongerNamesIsMissedAlsoWhenTheFileIsGone() throws IOException {
            managed("mode: enforce\n");
            assertEquals(Optional.empty(), load().lostPdp());
            managed("pdp: {url: https://pdp.example.com}\n");
            assertEquals(Optional.empty(), load().lostPdp());
            managed("mode: enforce\n");
            assertTrue(load().lostPdp().orElseThrow().contains("managed-pdp"), load()::toString);
            assertEquals(Optional.empty(), load().fatal());
            Files.delete(managedFile);
            Files.delete(dataDir.resolve("managed-last-good.yaml"));
            assertTrue(load().lostPdp().isPresent());
            assertEquals(
                    Optional.empty(),
                    user("pdp: {url: https://mine.example.com}").lostPdp());
            Files.delete(dataDir.resolve("managed-pdp"));
            assertEquals(Optional.empty(), user("mode: enforce").lostPdp());
        }

        @Test
        void whatItSetsBesideThatIsItsOwnToo() throws IOException {
            managed("audit: {maxSize: 3GB}\n");
            assertEquals(3_000_000_000L, user("audit: {maxSize: 1GB}").config().auditMaxBytes());
        }

        @Test
        void aBadManagedFileIsReplacedByTheLastGoodCopyFor30Days() throws IOException {
            managed("mode: observe\n");
            load();
            managed("mode: off\n");
            now = NOON.plus(Duration.ofDays(30));
            var loaded = load();
            assertEquals(Optional.empty(), loaded.fatal());
            assertEquals(Mode.OBSERVE, loaded.config().mode());
            assertEquals(
                    List.of(
                            managedFile + " line 1: mode must be enforce or observe, not \"off\"",
                            managedFile + ": is bad; Gatehouse goes on with the copy that was valid at " + NOON
                                    + " until 2026-12-23T12:00:00Z, then denies every call"),
                    loaded.problems());
            now = now.plusMillis(1);
            assertDenies(managedFile + " line 1: mode must be enforce or observe, not \"off\"", load());
            assertEquals(Mode.ENFORCE, load().config().mode());
        }

        @Test
        void aBadManagedFileWithoutACopyDeniesAndTakesNothingFromThePerson() throws IOException {
            managed("mode: off\n");
            var loaded = user("mode: observe\npdp: {url: https://mine.example.com}\n");
            assertDenies(managedFile + " line 1: mode must be enforce or observe, not \"off\"", loaded);
            assertEquals(Optional.empty(), loaded.config().pdp().url());
        }

        @Test
        void anEmptyManagedFileIsBad() throws IOException {
            managed("");
            assertDenies(managedFile + ": sets nothing; a managed file holds at least one setting", load());
        }

        @Test
        void itsDisappearanceDeniesWhereverTheDataDirectoryPoints() throws IOException {
            managed("mode: enforce\n");
            user("dataDir: ~/first\n");
            Files.delete(managedFile);
            var loaded = user("dataDir: ~/second\nmode: observe\n");
            assertDenies(
                    managedFile + ": is gone, and this machine is managed; ask your administrator to restore it, or to"
                            + " delete " + dataDir.resolve("managed-last-good.yaml")
                            + " if the machine is not managed any more",
                    loaded);
            assertTrue(loaded.managed());
        }

        @ParameterizedTest
        @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
        void aFileThatOthersCanWriteIsBad(String permissions) throws IOException {
            managed("mode: observe\n");
            Files.setPosixFilePermissions(managedFile, PosixFilePermissions.fromString(permissions));
            var owner = System.getProperty("user.name");
            assertDenies(
                    managedFile + ": cannot be used: " + managedFile + " can be written by others than " + owner
                            + "; chmod go-w it",
                    load());
        }

        @Test
        void aDirectoryThatOthersCanWriteIsBad() throws IOException {
            managed("mode: observe\n");
            Files.setPosixFilePermissions(managedFile.getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
            assertTrue(load().fatal().isPresent());
        }

        @Test
        void aFileOfAnotherOwnerIsBad() throws IOException {
            managed("mode: observe\n");
            var owner = System.getProperty("user.name");
            assertDenies(
                    managedFile + ": cannot be used: " + managedFile + " belongs to " + owner
                            + " and must belong to someone",
                    load("someone"));
        }

        @Test
        void aLinkToNowhereIsBadAndNotAbsent() throws IOException {
            Files.createSymbolicLink(managedFile, temp.resolve("nowhere"));
            assertDenies(managedFile + ": cannot be used: it is a link to nowhere", load());
        }

        @Test
        void aCopyFromTheFutureIsNotTrusted() throws IOException {
            managed("mode: observe\n");
            load();
            Files.setLastModifiedTime(
                    dataDir.resolve("managed-last-good.yaml"), FileTime.from(NOON.plus(Duration.ofDays(400))));
            managed("mode: off\n");
            assertTrue(load().fatal().isPresent());
        }

        @Test
        void aBadFileOfThePersonStillDenies() throws IOException {
            managed("mode: enforce\n");
            assertDenies(userFile + " line 1: unknown key modus; did you mean mode?", user("modus: observe\n"));
        }
    }
}
