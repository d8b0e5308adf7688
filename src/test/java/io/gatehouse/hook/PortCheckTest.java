package io.gatehouse.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.hook.PortCheck.Listener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortCheckTest {
    @Test
    void gatehouseProvesItselfAndRecordsNothing() {
        try (var server = new HookServer()) {
            assertEquals(Listener.GATEHOUSE, PortCheck.ask(server.port(), HookServer.TOKEN));
            assertEquals(List.of(), server.recorded);
        }
    }

    @Test
    void theGatehouseOfAnotherPersonIsAStranger() {
        try (var server = new HookServer()) {
            assertEquals(Listener.STRANGER, PortCheck.ask(server.port(), "another-token-0123456789"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "SSH-2.0-OpenSSH_9.2\r\n", "%HANG%"})
    void whoeverCannotProveItIsAStranger(String says) {
        try (var stranger = new Stranger(says)) {
            assertEquals(Listener.STRANGER, PortCheck.ask(stranger.port(), HookServer.TOKEN));
        }
    }

    @Test
    void nobodyIsNobody() {
        var gone = new HookServer();
        gone.close();
        assertEquals(Listener.NOBODY, PortCheck.ask(gone.port(), HookServer.TOKEN));
    }
}
