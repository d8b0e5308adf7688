package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Requests to an agent's endpoint as no agent would send them. The same seed makes the same.
final class OddHttp {
    private static final List<String> HEADERS = List.of(
            "Host: evil.example",
            "Host: ",
            "Host: 127.0.0.1",
            "Origin: null",
            "Authorization: Bearer x",
            "Authorization: ",
            "Content-Type: text/plain",
            "Content-Type: application/json;charset=utf-16",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "Expect: 200-maybe",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x",
            "Connection: keep-alive, close, Host",
            "Connection: Authorization",
            "Proxy-Connection: close",
            "Trailer: Authorization",
            "TE: trailers",
            "X-HTTP-Method-Override: GET",
            "X-Forwarded-Host: evil.example",
            "Gatehouse-Nonce: 00",
            "Gatehouse-Proof: " + "0".repeat(64),
            "Gatehouse-Nonce: " + "0".repeat(32) + "\r\nGatehouse-Proof: " + "0".repeat(64),
            " folded: x",
            "no colon",
            ": no name",
            "space : before",
            "nul: \u0000",
            "high: \u00ff\u0080",
            "cr: a\rb",
            "Cookie: " + "x".repeat(9_000));
    private static final List<String> LENGTHS = List.of(
            "-1", "0", "+5", "5x", "0x10", "", " ", "1 2", "99999999999999999999", "9223372036854775807", "1e3", "1,1");
    private static final List<String> LINES = List.of(
            "POST  /hooks/%s HTTP/1.1",
            "POST /hooks/%s  HTTP/1.1",
            "POST /hooks/%s HTTP/1.0",
            "POST /hooks/%s HTTP/2.0",
            "POST /hooks/%s HTTP/1.2",
            "POST /hooks/%s http/1.1",
            "POST /hooks/%s",
            "post /hooks/%s HTTP/1.1",
            "POST /hooks/%s?a=b#c HTTP/1.1",
            "POST /hooks//%s HTTP/1.1",
            "POST //hooks/%s HTTP/1.1",
            "POST /hooks/%%2e/%s HTTP/1.1",
            "POST /hooks/..;/%s HTTP/1.1",
            "POST /hooks/%s%%00 HTTP/1.1",
            "POST /hooks/%s\\ HTTP/1.1",
            "POST /hooks/%s/%%c0%%ae HTTP/1.1",
            "POST http://127.0.0.1/hooks/%s HTTP/1.1",
            "POST http://[::1/hooks/%s HTTP/1.1",
            "\r\n\r\nPOST /hooks/%s HTTP/1.1",
            "\u0016\u0003\u0001\u0002POST /hooks/%s HTTP/1.1");

    private final Random random;

    OddHttp(Random random) {
        this.random = random;
    }

    /// As an agent sends it, on a connection that it keeps.
    static byte[] sound(String agent, byte[] body) {
        return head(line(agent), ours(), "Content-Length: " + body.length, body);
    }

    private static String line(String agent) {
        return "POST /hooks/" + agent + " HTTP/1.1";
    }

    private static List<String> ours() {
        return new ArrayList<>(List.of(
                "Host: 127.0.0.1:7411", "Content-Type: application/json", "Authorization: Bearer " + HookServer.TOKEN));
    }

    private static byte[] head(String line, List<String> headers, String length, byte[] body) {
        var all = line + "\r\n" + String.join("\r\n", headers) + "\r\n" + length + "\r\n\r\n";
        return HookServer.concat(all.getBytes(ISO_8859_1), body);
    }

    /// Headers that are doubled, missing, foreign or none.
    byte[] headers(String agent, byte[] body) {
        var headers = ours();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            switch (random.nextInt(6)) {
                case 0 -> headers.remove(random.nextInt(headers.size()));
                case 1 -> headers.add(headers.get(random.nextInt(headers.size())));
                case 2 -> {
                    int at = random.nextInt(headers.size());
                    headers.set(at, headers.get(at) + oneOf(List.of(" ", ",", "x", "\t", ";", "\u00e9")));
                }
                default -> headers.add(random.nextInt(headers.size() + 1), oneOf(HEADERS));
            }
            if (headers.isEmpty()) {
                headers.add(oneOf(HEADERS));
            }
        }
        return head(line(agent), headers, "Content-Length: " + body.length, body);
    }

    /// Another first line; where it names no endpoint any more, 404 is an answer too.
    byte[] firstLine(String agent, byte[] body) {
        return head(oneOf(LINES).formatted(agent), ours(), "Content-Length: " + body.length, body);
    }

    /// A length that is not the body's.
    byte[] length(String agent, byte[] body) {
        var length =
                switch (random.nextInt(4)) {
                    case 0 -> "Content-Length: " + oneOf(LENGTHS);
                    case 1 -> "Content-Length: " + random.nextInt(body.length);
                    case 2 -> "Content-Length: " + (body.length + 1 + random.nextInt(5_000));
                    default ->
                        "Content-Length: " + body.length + "\r\nContent-Length: " + random.nextInt(2 * body.length);
                };
        return head(line(agent), ours(), length, body);
    }

    /// In chunks, of which some are none.
    byte[] chunked(String agent, byte[] body) {
        var coding = oneOf(List.of(
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: Chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding:\tchunked\r\nContent-Length: " + body.length,
                "Content-Length: 4\r\nTransfer-Encoding: chunked"));
        var chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; ) {
            int size = Math.min(body.length - from, 1 + random.nextInt(random.nextBoolean() ? 8 : 400));
            var said = random.nextInt(40) == 0
                    ? oneOf(List.of("zz", "-1", "", "ffffffffffffffff", "0x5", " 5", "5;a=\"", "00000000000000005"))
                    : Integer.toHexString(size) + (random.nextInt(10) == 0 ? ";ext=\"a;b\"" : "");
            chunks.writeBytes((said + "\r\n").getBytes(ISO_8859_1));
            chunks.write(body, from, size);
            chunks.writeBytes((random.nextInt(60) == 0 ? "\n" : "\r\n").getBytes(ISO_8859_1));
            from += size;
        }
        chunks.writeBytes(oneOf(List.of(
                        "0\r\n\r\n",
                        "0\r\n\r\n",
                        "",
                        "0\r\n",
                        "0\r\nAuthorization: Bearer x\r\n\r\n",
                        "0\r\n\r\n0\r\n\r\n"))
                .getBytes(ISO_8859_1));
        return head(line(agent), ours(), coding, chunks.toByteArray());
    }

    /// As the shim sends it, or nearly so.
    byte[] proven(String agent, byte[] body) {
        var nonce = "%032x".formatted(random.nextLong() >>> 1);
        var proof = TokenProof.ofCall(HookServer.TOKEN.getBytes(ISO_8859_1), agent, nonce)
                .add(body)
                .hex();
        if (random.nextInt(3) == 0) {
            proof = oneOf(List.of("", proof.substring(1), proof.toUpperCase(Locale.ROOT), proof + " 0"));
        }
        return head(
                line(agent),
                List.of(
                        "Host: 127.0.0.1:7411",
                        "Content-Type: application/json",
                        "Gatehouse-Nonce: " + nonce,
                        "Gatehouse-Proof: " + proof),
                "Content-Length: " + body.length,
                body);
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
