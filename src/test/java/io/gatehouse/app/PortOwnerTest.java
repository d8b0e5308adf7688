package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    Path root;

    private void tables(String tcp, String tcp6) throws IOException {
        Files.createDirectories(root.resolve("proc/net"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("proc/net/tcp"), HEAD + tcp);
        Files.writeString(root.resolve("proc/net/tcp6"), HEAD + tcp6);
        Files.writeString(
                root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n");
    }

    private static String row(String local, String state, int uid) {
        return "   0: " + local + " 00000000:0000 " + state + " 00000000:00000000 00:00000000 00000000  " + uid
                + "        0 27193 1 0000000000000000 100 0 0 10 0\n";
    }

    @Test
    void theOneWhoListensIsNamed() throws IOException {
        tables(row("0100007F:1CF2", "0A", 0) + row("0100007F:1CF3", "0A", 1001), "");
        assertEquals(Optional.of(new PortOwner(1001, "bob")), PortOwner.find(root, 7411));
    }

    @Test
    void whoListensOnEveryAddressIsNamedToo() throws IOException {
        tables("", row("00000000000000000000000000000000:1CF3", "0A", 1002));
        assertEquals(Optional.of(new PortOwner(1002, "user 1002")), PortOwner.find(root, 7411));
    }

    @Test
    void aConnectionOrAnotherAddressIsNoListener() throws IOException {
        tables(
                row("0100007F:1CF3", "01", 1001) + row("0101A8C0:1CF3", "0A", 1001),
                row("00000000000000000000000001000000:1CF3", "0A", 1001));
        assertEquals(Optional.empty(), PortOwner.find(root, 7411));
    }

    @Test
    void whereNothingTellsNobodyIsNamed() {
        assertEquals(Optional.empty(), PortOwner.find(root, 7411));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisComputerTellsWhoRunsThisTest() throws IOException {
        try (var own = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    PortOwner.self(),
                    PortOwner.find(Path.of("/"), own.getLocalPort()).map(PortOwner::uid));
        }
    }
}
