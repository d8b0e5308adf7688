package io.gatehouse.cerbos;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;

/// An open connection to the PDP.
///
/// @param socket what carries it; closing it ends whatever waits on the connection, at once
record PdpLine(Socket socket, DefaultBHttpClientConnection http) {
    /// Answers like `100 Continue` before the answer.
    private static final int MOST_INTERIM = 8;

    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(32 << 10)
            .setMaxLineLength(16 << 10)
            .setMaxHeaderCount(200)
            .build();

    /// @param end when to give up, by [System#nanoTime]
    /// @param opening told of the socket before anything else may wait on it
    static PdpLine open(URI url, Supplier<SSLContext> tls, long end, Consumer<Socket> opening) throws IOException {
        var socket = connected(url.getHost(), port(url), end);
        opening.accept(socket);
        try {
            var http = new DefaultBHttpClientConnection(LIMITS);
            if (isSecure(url)) {
                http.bind(handshaken(socket, url, tls), socket);
            } else {
                http.bind(socket);
            }
            return new PdpLine(socket, http);
        } catch (IOException | RuntimeException e) {
            cut(socket);
            throw e;
        }
    }

    static boolean isSecure(URI url) {
        return url.getScheme().equalsIgnoreCase("https");
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? 443 : 80;
    }

    /// The first of the host's addresses that takes a connection; each gets its share of the time that is left.
    private static Socket connected(String host, int port, long end) throws IOException {
        var addresses = addresses(host, end);
        for (int i = 0; ; i++) {
            var socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(addresses[i], port),
                        Math.max(1, millisUntil(end) / (addresses.length - i)));
                return socket;
            } catch (IOException e) {
                socket.close();
                if (i == addresses.length - 1) {
                    throw e;
                }
            }
        }
    }

    /// On a thread of its own, because nothing ends a resolver that waits for a network that is not there.
    private static InetAddress[] addresses(String host, long end) throws IOException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException _) {
            // a name
        }
        var found = new CompletableFuture<InetAddress[]>();
        Thread.ofPlatform().daemon().name("pdp-address").start(() -> {
            try {
                found.complete(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            return found.get(millisUntil(end), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new SocketTimeoutException("looking for " + host);
        } catch (ExecutionException _) {
            throw new UnknownHostException(host);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static int millisUntil(long end) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("no time is left");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static SSLSocket handshaken(Socket socket, URI url, Supplier<SSLContext> tls) throws IOException {
        var secure = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, url.getHost(), port(url), true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    void send(ClassicHttpRequest request) throws HttpException, IOException {
        http.sendRequestHeader(request);
        http.sendRequestEntity(request);
        http.flush();
    }

    /// Waits for the answer; what comes before it is passed over.
    ClassicHttpResponse receive() throws HttpException, IOException {
        for (int i = 0; i < MOST_INTERIM; i++) {
            var response = http.receiveResponseHeader();
            if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
                throw new ProtocolException("the connection was made another");
            }
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                http.receiveResponseEntity(response);
                return response;
            }
        }
        throw new ProtocolException("no answer, only interim ones");
    }

    void cut() {
        cut(socket);
    }

    /// Ends whatever waits on the socket.
    static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed
        }
    }
}
