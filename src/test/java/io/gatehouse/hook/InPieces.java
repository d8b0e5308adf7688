package io.gatehouse.hook;

import java.io.IOException;
import java.net.Socket;

/// A request as a slow or odd client sends it.
public final class InPieces {
    private InPieces() {}

    /// Sends all of it and no more. Ends early when the server has heard enough.
    public static void send(Socket socket, byte[] request, int piece) {
        try {
            for (int from = 0; from < request.length; from += piece) {
                socket.getOutputStream().write(request, from, Math.min(piece, request.length - from));
            }
            socket.shutdownOutput();
        } catch (IOException _) { // the server has heard enough
        }
    }
}
