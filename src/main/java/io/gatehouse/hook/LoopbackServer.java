package io.gatehouse.hook;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's one HTTP server, on 127.0.0.1 and, where the system has it, on ::1, both on the same port.
public final class LoopbackServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoopbackServer.class);

    /// Agents keep connections for about 5 s, and do not retry on one that was closed under them.
    private static final long IDLE_MILLIS = 120_000;

    private static final long STOP_MILLIS = 1_000;

    /// A caller that sends slowly holds a thread; each takes memory only while there are so many.
    private static final int MOST_THREADS = 500;

    private static final int IDLE_THREADS = 4;

    private final Server server;
    private final int port;

    /// Starts serving.
    ///
    /// @param port 0 for any free one
    /// @param held where it already is listened to, see [HeldPort]
    /// @param handlers asked in this order; what none takes is 404
    /// @param unreadable answers what Jetty would refuse by itself, such as a request that is no HTTP
    /// @throws PortTaken when something else listens there
    public LoopbackServer(
            int port, Optional<ServerSocketChannel> held, List<Handler> handlers, Request.Handler unreadable) {
        server = new Server(threads());
        server.setStopTimeout(STOP_MILLIS);
        var all = new Handler.Sequence();
        handlers.forEach(all::addHandler);
        all.addHandler(new NotFound());
        server.setHandler(all);
        server.setErrorHandler(unreadable);
        var ipv4 = connector("127.0.0.1", port);
        server.addConnector(ipv4);
        try {
            if (held.isPresent()) {
                ipv4.open(held.get());
            }
            server.start();
        } catch (IOException e) {
            close();
            throw new PortTaken(port, e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server does not start", e);
        }
        this.port = ipv4.getLocalPort();
        listenOnIpv6();
    }

    /// Platform threads: on virtual ones a call from plans takes a fifth longer, as each hands itself on. Jetty's own
    /// queue would start the JVM's management, 240 classes, to learn how wide a line of the processor's cache is.
    private static ThreadPool threads() {
        var threads = new QueuedThreadPool(MOST_THREADS, IDLE_THREADS, new LinkedBlockingQueue<>());
        threads.setName("hook");
        threads.setDaemon(true);
        return threads;
    }

    /// Loads what a server needs before it is needed.
    public static void preload() {
        var server = new Server(threads());
        server.setHandler(new Handler.Sequence());
        server.addConnector(new ServerConnector(server, 1, 1, new HttpConnectionFactory(new HttpConfiguration())));
    }

    /// Something else listens on the port.
    public static final class PortTaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        PortTaken(int port, Throwable cause) {
            super(
                    "Port " + port
                            + " on 127.0.0.1 is taken by another program. Stop it, or set hook.port to another one"
                            + " and run: gatehouse agents protect claude-code."
                            + HeldPort.advice(),
                    cause);
        }
    }

    public int port() {
        return port;
    }

    /// How long the server keeps a connection on which nothing comes: the shortest of its connectors.
    Duration idleTimeout() {
        return Stream.of(server.getConnectors())
                .map(connector -> Duration.ofMillis(connector.getIdleTimeout()))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// Stops taking requests and gives those under way a second.
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The server did not stop cleanly", e);
        }
    }

    /// Agents are told 127.0.0.1; this is for clients that make `localhost` of it.
    private void listenOnIpv6() {
        var connector = connector("::1", port);
        try {
            server.addConnector(connector);
            connector.start();
        } catch (Exception e) {
            server.removeConnector(connector);
            log.info("Not listening on ::1: {}", e.getMessage());
        }
    }

    private ServerConnector connector(String host, int onPort) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRelativeRedirectAllowed(false);
        http.setHeaderCacheSize(0); // it would take 100 kB a connection
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(onPort);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1_024);
        return connector;
    }

    private static final class NotFound extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(HttpStatus.NOT_FOUND_404);
            callback.succeeded();
            return true;
        }
    }
}
