package io.gatehouse.bench;

import io.gatehouse.hook.LoopbackServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The baseline: the daemon's own server with a handler that reads the body and answers `{}`. A program of its
/// own, so that it runs with the daemon's JVM flags.
public final class EchoServer {
    private EchoServer() {}

    public static void main(String[] args) throws InterruptedException {
        try (var server = new LoopbackServer(0, Optional.empty(), List.of(new Echo()), (_, _, _) -> false)) {
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }

    private static final class Echo extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            Content.Source.asInputStream(request).readAllBytes();
            response.getHeaders().put("Content-Type", "application/json");
            response.write(true, ByteBuffer.wrap(new byte[] {'{', '}'}), callback);
            return true;
        }
    }
}
