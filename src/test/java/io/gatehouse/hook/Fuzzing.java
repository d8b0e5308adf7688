package io.gatehouse.hook;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;

/// What every fuzz of a server needs.
public final class Fuzzing {
    private Fuzzing() {}

    /// Sends all of it, and no more, in pieces of so many bytes. Ends early when the server has heard enough.
    public static void send(Socket socket, byte[] request, int piece) {
        try {
            for (int from = 0; from < request.length; from += piece) {
                socket.getOutputStream().write(request, from, Math.min(piece, request.length - from));
            }
            socket.shutdownOutput();
        } catch (IOException _) { // the server has heard enough
        }
    }

    /// In bytes, after a collection.
    public static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// The beginning of a request or answer, as a failure shows it.
    public static String printable(byte[] bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 3_000); i++) {
            int unit = bytes[i] & 0xff;
            text.append(unit < 32 || unit > 126 ? "\\x%02x".formatted(unit) : String.valueOf((char) unit));
        }
        return text.toString();
    }
}
