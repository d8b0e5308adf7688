package io.gatehouse.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.BoundedJson;
import io.gatehouse.wire.PinnedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    /// Written by `openssl genpkey -algorithm ed25519`.
    private static final String OPENSSL =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEICLNyVnq9aqp4TQZ71sroS842eUXEOK7nnuVyT+u7VP5
            -----END PRIVATE KEY-----
            """;

    private static final String ITS_PUBLIC_HALF = "MCowBQYDK2VwAyEA1Vt4GaIKeJff9JViW+AyrvGY/JTFpX8muhRn0YqcwEA=";

    @TempDir
    private Path directory;

    private Path file(String pem) throws IOException {
        var file = directory.resolve("key.pem");
        Files.writeString(file, pem);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void aKeyIsMadeOnceForItsOwnerAlone() throws IOException {
        var file = directory.resolve("new/key.pem");
        var made = SigningKey.open(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(made.announced(), SigningKey.open(file).announced());
    }

    @Test
    void aKeyOfOpensslIsTakenAndKnownByItsPublicHalf() throws Exception {
        var key = SigningKey.open(file(OPENSSL));
        var sha =
                MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(ITS_PUBLIC_HALF));
        assertEquals(HexFormat.of().formatHex(sha, 0, 8), key.id());
        assertEquals(ITS_PUBLIC_HALF, key.announced().get(key.id()));
        assertEquals(key.id(), key.sign("x".getBytes(StandardCharsets.UTF_8)).key());
    }

    @Test
    void publicKeysBehindItAreAnnouncedToo() throws IOException {
        var next = SigningKey.open(directory.resolve("next.pem"));
        var publicHalf = next.announced().get(next.id());
        var key = SigningKey.open(
                file(OPENSSL + "-----BEGIN PUBLIC KEY-----\n" + publicHalf + "\n-----END PUBLIC KEY-----\n"));
        assertEquals(List.of(key.id(), next.id()).stream().sorted().toList(), key.ids());
        assertTrue(
                !key.id().equals(next.id()) && !PinnedKeys.of(key.announced()).equals(PinnedKeys.NONE));
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        var file = file(OPENSSL);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var refusal = assertThrows(ConsoleException.class, () -> SigningKey.open(file));
        assertTrue(String.valueOf(refusal.getMessage()).contains("chmod 600"));
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        var two = file(OPENSSL + OPENSSL);
        assertThrows(ConsoleException.class, () -> SigningKey.open(two));
        var none = file(BoundedJson.sha256("x"));
        assertThrows(ConsoleException.class, () -> SigningKey.open(none));
        var broken = file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThrows(ConsoleException.class, () -> SigningKey.open(broken));
    }
}
