package io.gatehouse.hook;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port that systemd listens on for the daemon (`installer/systemd/gatehouse.socket`): while the daemon starts
/// again calls wait there, and no other program can take it. It comes as standard input.
public final class HeldPort {
    private static final Logger log = LoggerFactory.getLogger(HeldPort.class);

    /// Where packages put what makes systemd hold the port.
    private static final Path UNIT = Path.of("/usr/lib/systemd/user/gatehouse.socket");

    private HeldPort() {}

    /// @param port that the settings name, 0 for any
    /// @return empty when none is held, or not that of the settings
    public static Optional<ServerSocketChannel> find(int port) {
        try {
            if (!(System.inheritedChannel() instanceof ServerSocketChannel held)) {
                return Optional.empty();
            }
            if (isFor(held.getLocalAddress(), port)) {
                return Optional.of(held);
            }
            log.warn(
                    "systemd holds {} for Gatehouse, but hook.port is {}, which is opened now. To have that one held,"
                            + " run: systemctl --user edit gatehouse.socket",
                    held.getLocalAddress(),
                    port);
        } catch (IOException e) {
            log.warn("Cannot use the port that systemd holds; opening {}: {}", port, e.getMessage());
        }
        return Optional.empty();
    }

    /// What a person can do who started Gatehouse by hand while systemd holds the port; "" where it cannot be.
    static String advice() {
        return Files.exists(UNIT) ? " If systemd holds it for Gatehouse, run: systemctl --user start gatehouse" : "";
    }

    static boolean isFor(SocketAddress held, int port) {
        return held instanceof InetSocketAddress address
                && address.getAddress().isLoopbackAddress()
                && (port == 0 || address.getPort() == port);
    }
}
