package io.gatehouse.console.device;

import static io.gatehouse.console.Calls.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.Databases;
import io.gatehouse.console.People;
import io.gatehouse.console.TestClock;
import io.gatehouse.json.Json;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Withdrawal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one sender cannot take from all others.
class DeviceLimitsTest {
    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private Console console;
    private TestLaptop laptop;

    @BeforeEach
    void serving() {
        console = Console.start(Databases.settings(Kind.SQLITE, directory), clock, _ -> List.of());
        laptop = new TestLaptop(console.port(), "laptop-1", clock);
        laptop.enrol(People.code(console.parts().devices(), "ana@example.com"));
    }

    @AfterEach
    void stopped() {
        console.close();
    }

    /// Sends the head of a request with a large body, and nothing of the body.
    private Socket begunUpload(String... headers) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), console.port());
        socket.setSoTimeout(20_000);
        var head = "POST " + Routes.AUDIT + " HTTP/1.1\r\nHost: console\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000000\r\n" + String.join("", headers) + "\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }

    @Test
    void whoIsNotKnownIsRefusedBeforeALargeBodyIsRead() throws Exception {
        try (var upload = begunUpload()) {
            assertEquals("HTTP/1.1 401 Unauthorized", status(upload));
        }
    }

    @Test
    void slowUploadsKeepOthersWaitingForAMomentOnly() throws Exception {
        var uploads = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 5; i++) {
                var claim = laptop.authorization("POST", Routes.AUDIT, new byte[0]);
                uploads.add(begunUpload("Authorization: " + claim + "\r\n"));
            }
            var first = new LinkedBlockingQueue<String>();
            for (var upload : uploads) {
                Thread.ofVirtual().start(() -> {
                    try {
                        first.add(status(upload));
                    } catch (IOException e) {
                        first.add(String.valueOf(e.getMessage()));
                    }
                });
            }
            assertEquals("HTTP/1.1 503 Service Unavailable", first.poll(15, TimeUnit.SECONDS));
            assertEquals(
                    404, laptop.post(Routes.WITHDRAWALS, new Withdrawal("none")).statusCode());
        } finally {
            for (var upload : uploads) {
                upload.close();
            }
        }
    }

    @Test
    void behindAProxyEachLaptopHasItsOwnPaceToEnrol() throws Exception {
        var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(new DeviceApi(console.parts().laptops(), true, clock));
        server.start();
        try {
            var body = Json.bytes(People.enrolment("0000", "laptop-2", laptop.key()));
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < 62; i++) {
                statuses.add(enrolmentBy(server, "10.0.0.1, 10.0.0.2", body));
            }
            assertEquals(429, statuses.getLast(), statuses.toString());
            assertEquals(403, enrolmentBy(server, "10.0.0.2, 10.0.0.1", body));
        } finally {
            server.stop();
        }
    }

    private static int enrolmentBy(Server server, String addresses, byte[] body) {
        return TestLaptop.send(HttpRequest.newBuilder(server.getURI().resolve(Routes.ENROL))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", addresses)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build())
                .statusCode();
    }
}
