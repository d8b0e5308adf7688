package io.gatehouse.console;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/// Which addresses are this machine's own.
public final class Loopback {
    private Loopback() {}

    /// Looks no name up: a name may mean another machine tomorrow.
    public static boolean is(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        if (!host.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+]?")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /// Whether nobody on the way can read or change what is sent there: https, or plain http to this machine.
    public static boolean isSafe(URI url) {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return false;
        }
        return "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && is(url.getHost()));
    }
}
