package io.gatehouse.ui.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionBusTest {
    @TempDir
    Path directory;

    @Test
    void takesTheFirstSocketThatTheEnvironmentNames() {
        assertEquals(
                Optional.of("unix:path=/run/a"),
                SessionBus.address(Map.of("DBUS_SESSION_BUS_ADDRESS", "tcp:host=x;unix:path=/run/a;unix:path=/run/b")));
    }

    @Test
    void fallsBackToTheSocketOfTheLoginSession() throws IOException {
        var environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
        assertEquals(Optional.empty(), SessionBus.address(environment));
        Files.createFile(directory.resolve("bus"));
        assertEquals(Optional.of("unix:path=" + directory.resolve("bus")), SessionBus.address(environment));
    }

    @Test
    void saysWhichAddressItCouldNotConnectTo() {
        var address = "unix:path=" + directory.resolve("nobody");
        var thrown = assertThrows(BusException.class, () -> SessionBus.connect(address, () -> {}));
        assertEquals("cannot connect to the session bus at " + address, thrown.getMessage());
    }
}
