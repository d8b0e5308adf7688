package io.gatehouse.hook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

/// What systemd really hands over is tried by `DebPackageIT`.
class HeldPortTest {
    @Test
    void takesThePortOfTheSettings() {
        assertTrue(HeldPort.isFor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7411), 7411));
    }

    @Test
    void takesAnyWhereTheSettingsNameNone() {
        assertTrue(HeldPort.isFor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000), 0));
    }

    @Test
    void leavesAnotherPortThanThatOfTheSettings() {
        assertFalse(HeldPort.isFor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7411), 7500));
    }

    @Test
    void leavesWhatTheNetworkCanReach() {
        assertFalse(HeldPort.isFor(new InetSocketAddress(7411), 7411));
        assertFalse(HeldPort.isFor(UnixDomainSocketAddress.of("/run/gatehouse"), 0));
    }
}
