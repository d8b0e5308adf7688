package io.gatehouse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/// A network between here and a local port: each piece of data takes its time, either way.
final class FarAway implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final Duration way;

    private FarAway(ServerSocket listening, int target, Duration way) {
        this.listening = listening;
        this.target = target;
        this.way = way;
    }

    static FarAway start(int target, Duration way) throws IOException {
        var far = new FarAway(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target, way);
        Thread.ofVirtual().start(far::serve);
        return far;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                var near = listening.accept();
                var there = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> carry(near, there));
                Thread.ofVirtual().start(() -> carry(there, near));
            } catch (IOException _) { // closed, or the target is not there
                return;
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            carry(from.getInputStream(), to.getOutputStream());
        } catch (IOException _) {
            // one side is gone, and now both are
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(InputStream in, OutputStream out) throws IOException, InterruptedException {
        var buffer = new byte[64 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            Thread.sleep(way);
            out.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
