package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Role;
import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleFileTest {
    private static final String OIDC =
            """
            oidc:
              issuer: https://login.example.com/realms/staff
              clientId: gatehouse
              clientSecretFile: oidc.secret
              groups: {secops: reviewer, "it-admins": "administrator, auditor"}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void secret() throws IOException {
        secret("oidc.secret", "s3cret of the client\n");
    }

    private void secret(String name, String text) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private ConsoleSettings applied(String yaml) throws IOException {
        var file = Files.writeString(directory.resolve(ConsoleFile.NAME), yaml);
        return ConsoleFile.applied(file, ConsoleSettings.of(directory, 7412));
    }

    private String refusal(String yaml) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> applied(yaml))
                        .getMessage())
                .replace(directory.toString(), "DIR");
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertEquals(ConsoleSettings.of(directory, 7412), applied("# nothing yet\n"));
    }

    @Test
    void aProviderNeedsFewWords() throws IOException {
        var oidc = applied(OIDC).oidc().orElseThrow();

        assertEquals(
                new OidcSettings(
                        URI.create("https://login.example.com/realms/staff"),
                        "gatehouse",
                        oidc.clientSecret(),
                        List.of("openid", "profile", "email"),
                        "groups",
                        Map.of("secops", Set.of(Role.REVIEWER), "it-admins", Set.of(Role.ADMINISTRATOR, Role.AUDITOR)),
                        "sub",
                        LocalAccounts.FIRST_ADMINISTRATOR),
                oidc);
        assertEquals("s3cret of the client", oidc.clientSecret().orElseThrow().read());
        assertFalse(oidc.toString().contains("s3cret"));
    }

    @Test
    void everyKeyOfAProviderCounts() throws IOException {
        var oidc = applied(
                        OIDC
                                + """
                          scopes: [openid, groups]
                          groupsClaim: roles
                          principalClaim: email
                          localAccounts: none
                        """)
                .oidc()
                .orElseThrow();

        assertEquals(List.of("openid", "groups"), oidc.scopes());
        assertEquals("roles", oidc.groupsClaim());
        assertEquals("email", oidc.principalClaim());
        assertEquals(LocalAccounts.NONE, oidc.localAccounts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    issuer: https://login.example.com/realms/staff | issuer: http://login.example.com | line 2: oidc.issuer must be like https://login.example.com
                    issuer: https://login.example.com/realms/staff | issuer: ftp://login.example.com | line 2: oidc.issuer must be like https://login.example.com
                    issuer: https://login.example.com/realms/staff | issuer: https://me@login.example.com | line 2: oidc.issuer must be like https://login.example.com
                    issuer: https://login.example.com/realms/staff | issuer: "https:// x" | line 2: oidc.issuer must be an address
                    issuer: https://login.example.com/realms/staff | `` | oidc.issuer is missing
                    clientId: gatehouse | clientID: gatehouse | line 3: unknown key oidc.clientID; did you mean oidc.clientId?
                    oidc.secret | none.secret | line 4: oidc.clientSecretFile cannot be used. The client secret DIR/none.secret cannot be read
                    secops: reviewer | secops: boss | line 5: oidc.groups gives roles out of reviewer, auditor and administrator
                    secops: reviewer | secops: "" | line 5: oidc.groups gives roles out of reviewer, auditor and administrator
                    """)
    void whatIsWrongIsNamedWithItsLine(String right, String wrong, String sentence) {
        var said = refusal(OIDC.replace(right, wrong));

        assertTrue(said.contains(sentence), said);
    }

    @Test
    void aSecretThatOthersCanReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("oidc.secret"), PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(
                "DIR/console.yaml line 4: oidc.clientSecretFile cannot be used. The client secret DIR/oidc.secret is open"
                        + " to others. Take that away: chmod 600 DIR/oidc.secret",
                refusal(OIDC));
    }

    @Test
    void eachWebHookHasAnAddressAndASecret() throws IOException {
        secret("chat.secret", "one");
        secret("tickets.secret", "two");

        var hooks = applied(
                        """
                        webHooks:
                          urls: {chat: "https://chat.example.com/in", tickets: "http://127.0.0.1:9/"}
                          secretFiles: {chat: chat.secret, tickets: tickets.secret}
                          withCommands: [tickets]
                        """)
                .webHooks();

        assertEquals(
                Optional.of("chat https://chat.example.com/in one false, tickets http://127.0.0.1:9/ two true"),
                hooks.stream()
                        .map(hook -> hook.name() + " " + hook.url() + " "
                                + hook.secret().read() + " " + hook.withCommands())
                        .reduce((a, b) -> a + ", " + b));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    urls: {chat: "http://chat.example.com/"}, secretFiles: {chat: oidc.secret} | must have an address that begins with https://
                    urls: {chat: "https://chat.example.com/"} | has chat, for which webHooks.secretFiles names no file
                    secretFiles: {chat: oidc.secret} | names chat, for which webHooks.urls has no address
                    urls: {"a b": "https://chat.example.com/"}, secretFiles: {"a b": oidc.secret} | A web hook's name has up to 60 letters
                    """)
    void aWebHookThatCannotBeIsRefused(String hooks, String sentence) {
        var said = refusal("webHooks: {" + hooks + "}\n");

        assertTrue(said.contains("console.yaml line 1: "), said);
        assertTrue(said.contains(sentence), said);
    }
}
