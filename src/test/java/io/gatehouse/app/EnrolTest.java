package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.json.Json;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.LocalClient;
import io.gatehouse.policy.Principal;
import io.gatehouse.store.Store;
import io.gatehouse.sync.FakeConsole;
import io.gatehouse.wire.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gatehouse enrol`, and what is left of a laptop whose enrolment is lost.
class EnrolTest {
    private static final Principal ANA = new Principal("ana@example.com", List.of("contractor"), Map.of());

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Clock clock = Clock.systemUTC();
    private FakeConsole console;
    private Path settings;
    private Path managed;

    @BeforeEach
    void aConsoleAndALaptop() throws IOException {
        console = new FakeConsole(clock);
        console.issue("c0de", ANA);
        settings = home.resolve(".config/gatehouse/gatehouse.yaml");
        managed = home.resolve("managed/gatehouse.yaml");
        Files.createDirectories(settings.getParent());
        set("");
    }

    @AfterEach
    void close() {
        console.close();
    }

    private void set(String yaml) throws IOException {
        Files.writeString(settings, "hook: {port: 0}\n" + yaml);
    }

    private void administer(String yaml) throws IOException {
        Files.createDirectories(managed.getParent());
        Files.setPosixFilePermissions(managed.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(managed, yaml);
        Files.setPosixFilePermissions(managed, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Machine machine() {
        return new Machine(
                Machine.Os.LINUX,
                home,
                Map.of(),
                "ada",
                new Machine.Managed(managed, Optional.of(System.getProperty("user.name"))));
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        var terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Filer.PERSON);
        return Cli.run(new Programs(machine(), terminal), machine(), terminal, args);
    }

    private int enrol() {
        return run("enrol", console.url().toString(), "c0de");
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private void assertTold(String part) {
        assertTrue(told().contains(part), this::told);
    }

    private Path data() {
        return home.resolve(".local/share/gatehouse");
    }

    private Path file() {
        return data().resolve("enrolment.json");
    }

    private Settings.Loaded load() {
        return Settings.load(Optional.empty(), machine(), clock.instant());
    }

    private Daemon daemon() {
        return new Daemon(load(), DataDir.open(data()), machine());
    }

    private Verdict verdict() {
        try (var daemon = daemon();
                var client = LocalClient.open(data())) {
            assertTrue(daemon.port() > 0);
            return client.explain(new ExplainQuestion.Command("ls", "/")).verdict();
        }
    }

    private void assertDeniesAll(String why) {
        assertDeniesAll(Cause.NO_ENROLMENT, why);
    }

    private void assertDeniesAll(Cause cause, String why) {
        var verdict = verdict();
        assertTrue(
                verdict instanceof Verdict.Deny deny
                        && deny.cause() == cause
                        && deny.toldPerson().contains(why),
                verdict::toString);
    }

    @Test
    void theConsoleSaysWhoUsesTheLaptopFromThenOn() throws IOException {
        assertEquals(Cli.OK, enrol(), this::told);
        assertTold("enrolled at " + console.url() + " for ana@example.com (contractor)");
        assertEquals(ANA, SignedCopy.charter(load()).principal());
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file()));
        assertEquals(new Verdict.Allow(), verdict());
        run("config", "show");
        assertTold("ana@example.com");
        assertTold("[contractor]");
        assertTold("the console " + console.url() + ", document 1");
    }

    @Test
    void anotherPrincipalInTheSettingsIsAnErrorAndIgnored() throws IOException {
        enrol();
        set("principal: {id: root, roles: [release-engineer]}\nmode: observe\n");
        var loaded = load();
        assertEquals(ANA, SignedCopy.charter(loaded).principal());
        assertEquals(Rollout.ENFORCED, SignedCopy.charter(loaded).rollout());
        assertEquals(
                List.of(
                        settings + " line 2: principal.id comes from the console " + console.url()
                                + ", where this computer is enrolled, and is ignored here; remove it",
                        settings + " line 2: principal.roles comes from the console " + console.url()
                                + ", where this computer is enrolled, and is ignored here; remove it",
                        settings + " line 3: mode comes from the console " + console.url()
                                + ", where this computer is enrolled, and is ignored here; remove it"),
                loaded.problems());
    }

    @Test
    void anAdministratorsPrincipalStays() throws IOException {
        administer("console: {url: \"%s\"}\nprincipal: {id: root-says@example.com}\nmode: observe\n"
                .formatted(console.url()));
        assertEquals(Cli.OK, enrol(), this::told);
        var charter = SignedCopy.charter(load());
        assertEquals("root-says@example.com", charter.principal().id());
        assertEquals(ANA.roles(), charter.principal().roles());
        assertEquals(Rollout.of(Mode.OBSERVE), charter.rollout());
        assertEquals("your organisation's settings", charter.rolloutSource());
    }

    @Test
    void aCodeIsGoodOnce() {
        assertEquals(Cli.FAILED, run("enrol", console.url().toString(), "other"));
        assertTold("The console does not take the code. This code is unknown, used or over.");
        assertFalse(Files.exists(file()));
        assertEquals(new Verdict.Allow(), verdict());
    }

    @Test
    void aConsoleThatSignsByAnotherKeyThanItSaysIsRefused() {
        console.claims(Map.of(Keys.ID, OTHER));
        assertEquals(Cli.FAILED, enrol());
        assertTold("The console's first document is not to be trusted.");
        assertFalse(Files.exists(file()));
    }

    private static final String OTHER = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    @Test
    void onlyPinnedKeysAreTakenOver() throws IOException {
        console.claims(Map.of(Keys.ID, Keys.PUBLIC, "mine-too", OTHER));
        set("console: {keys: {" + Keys.ID + ": " + Keys.PUBLIC + "}}\n");
        assertEquals(Cli.OK, enrol(), this::told);
        assertEquals(
                Map.of(Keys.ID, Keys.PUBLIC),
                Json.read(Files.readAllBytes(file()), Enrolled.class).keys());
    }

    @Test
    void aConsoleWithNoPinnedKeyIsRefused() throws IOException {
        set("console: {keys: {" + Keys.ID + ": " + OTHER + "}}\n");
        assertEquals(Cli.FAILED, enrol());
        assertTold("The console signs by none of the keys that console.keys names");
    }

    @Test
    void aManagedLaptopIsEnrolledOnlyWhereItsSettingsSay() throws IOException {
        administer("mode: enforce\n");
        assertEquals(Cli.FAILED, enrol());
        assertTold("name no console");
        administer("console: {url: \"https://gatehouse.example.com\"}\n");
        assertEquals(Cli.FAILED, enrol());
        assertTold("The settings name another console, https://gatehouse.example.com.");
        administer("console: {url: \"" + console.url() + "\"}\n");
        assertEquals(Cli.OK, enrol(), this::told);
    }

    @Test
    void aManagedFileThatNoLongerNamesTheConsoleDenies() throws IOException {
        enrol();
        administer("mode: enforce\n");
        assertTrue(load().fatal().orElseThrow().contains("names no console"));
    }

    @Test
    void elsewhereOnlyAfterTheOldConsoleReleasedIt() {
        enrol();
        try (var other = new FakeConsole(clock)) {
            other.issue("c0de", ANA);
            assertEquals(Cli.FAILED, run("enrol", other.url().toString(), "c0de"));
            assertTold("This computer is enrolled at " + console.url());
            try (var store = Store.open(data(), Store.MAX_BYTES, clock)) {
                store.enrolment().release(Instant.now());
            }
            assertEquals(Cli.OK, run("enrol", other.url().toString(), "c0de"), this::told);
            assertEquals(
                    Optional.of(other.url()),
                    new EnrolmentFile(data(), data()).find().usable().map(Enrolled::url));
        }
    }

    @Test
    void anotherOrRemovedDatabaseDoesNotMakeItFreeToGoElsewhere() throws IOException {
        assertEquals(Cli.OK, enrol(), this::told);
        try (var other = new FakeConsole(clock)) {
            other.issue("0ther", ANA);
            for (var removed : List.of("gatehouse.db", "enrolment.json")) {
                Files.delete(data().resolve(removed));
                assertEquals(Cli.FAILED, run("enrol", other.url().toString(), "0ther"), removed);
                assertTold("This computer is enrolled at " + console.url());
            }
            set("dataDir: " + home.resolve("elsewhere") + "\n");
            assertEquals(Cli.FAILED, run("enrol", other.url().toString(), "0ther"));
        }
    }

    @Test
    void elsewhereOrAsRootWhenAskedTo() {
        enrol();
        try (var other = new FakeConsole(clock)) {
            other.issue("c0de", ANA);
            boolean isRoot = PrivateFile.isRoot(home);
            assertEquals(
                    isRoot ? Cli.OK : Cli.FAILED,
                    run("enrol", "--replace", other.url().toString(), "c0de"));
        }
    }

    @Test
    void theSameConsoleMayEnrolItAnew() {
        enrol();
        console.issue("c0de", new Principal("bo@example.com", List.of("developer"), Map.of()));
        assertEquals(Cli.OK, enrol(), this::told);
        assertEquals("bo@example.com", SignedCopy.charter(load()).principal().id());
        assertEquals(new Verdict.Allow(), verdict());
    }

    @Test
    void aPlainAddressIsForThisMachineAlone() {
        assertEquals(Cli.USAGE, run("enrol", "http://gatehouse.example.com", "c0de"));
        assertTold("URL must be https://");
    }

    @Test
    void aRemovedFileDeniesInsteadOfFallingBack() throws IOException {
        enrol();
        verdict();
        Files.delete(file());
        assertDeniesAll("is gone");
        Files.delete(data().resolve("enrolled"));
        assertDeniesAll("is gone");
    }

    @Test
    void anotherDataDirectoryDoesNotForgetIt() throws IOException {
        enrol();
        set("dataDir: " + home.resolve("elsewhere") + "\n");
        assertTrue(load().enrolment() instanceof EnrolmentFile.Found.Lost);
    }

    @Test
    void aDamagedFileDeniesUntilTheLaptopIsEnrolledAnew() throws IOException {
        enrol();
        for (var content : List.of(
                "", "{", "null", "{\"contract\":1}", Files.readString(file()).replace("privateKey", "x"))) {
            Files.writeString(file(), content);
            assertDeniesAll("is damaged");
        }
        console.issue("c0de", ANA);
        assertEquals(Cli.OK, enrol(), this::told);
        assertEquals(new Verdict.Allow(), verdict());
    }

    @Test
    void withoutItsSignedDocumentALaptopDeniesWhateverItsFilesSay() throws IOException {
        enrol();
        assertEquals(new Verdict.Allow(), verdict());
        console.close(); // or it would send it again
        edit("UPDATE signed_document SET version = 7");
        assertDeniesAll(Cause.NO_DOCUMENT, "not here or not valid");
        edit("DELETE FROM signed_document");
        assertDeniesAll(Cause.NO_DOCUMENT, "not here or not valid");
        set("principal: {roles: [developer]}\nmode: observe\n");
        assertDeniesAll(Cause.NO_DOCUMENT, "not here or not valid");
        run("config", "show");
        assertTold("no valid document of it is here");
    }

    private void edit(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDatabaseBegunAnewDeniesUntilTheLaptopIsEnrolledAnew() throws IOException {
        enrol();
        Files.delete(data().resolve("gatehouse.db"));
        assertDeniesAll(Cause.NO_DOCUMENT, "begun anew");
        console.issue("c0de", ANA);
        assertEquals(Cli.OK, enrol(), this::told);
        assertEquals(new Verdict.Allow(), verdict());
    }

    @Test
    void anExchangedFileDenies() throws IOException {
        enrol();
        var before = Files.readAllBytes(file());
        console.issue("c0de", ANA);
        enrol();
        Files.write(file(), before);
        assertDeniesAll("was exchanged");
    }

    @Test
    void rolesThatNobodyHereKnowsDenyWithTheRemedy() {
        console.issue("c0de", new Principal("ana", List.of("admin"), Map.of()));
        enrol();
        assertDeniesAll(Cause.BAD_SETTINGS, "set pdp.url");
    }

    @Test
    void aLinkInThePlaceOfWhatRootWritesIsGivenToThePersonAndNotWhatItNames() throws IOException {
        var link = Files.createSymbolicLink(home.resolve("enrolled"), home.resolve("nothing is here"));
        EnrolmentFile.giveToOwner(home, link);
        assertEquals(Files.getOwner(home), Files.getOwner(link, LinkOption.NOFOLLOW_LINKS));
    }
}
