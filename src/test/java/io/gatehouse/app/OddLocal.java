package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.hook.Injuries;
import io.gatehouse.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Requests to the local API: those that it has, and what nobody would make of them. The same seed makes the same.
final class OddLocal {
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "HEAD",
            "OPTIONS",
            "PUT",
            "DELETE",
            "PATCH",
            "TRACE",
            "PROPFIND",
            "get",
            "Post",
            "X",
            "GETT");
    private static final List<String> NO_METHODS =
            List.of("CONNECT", "", "G\u00c9T", "GET GET", "\u0000", "PRI", "GET,POST");
    private static final List<String> NAMES = List.of(
            "status",
            "..",
            ".",
            "x",
            "null",
            "0",
            "-1",
            "a_b-C",
            "R-0",
            "x".repeat(64),
            "x".repeat(65),
            "x".repeat(5_000),
            "grant",
            "mode");
    private static final List<String> ODD_NAMES = List.of(
            "",
            "%00",
            "%2e%2e",
            "%2F",
            "%252e",
            "%zz",
            "%",
            "%ed%a0%80",
            "%c0%af",
            "a;b=c",
            "..;",
            "a%0d%0aX-A:%20b",
            "a\\b",
            "\u00e9",
            "a'b",
            "a%20b",
            "%u0041",
            "a#b",
            "{id}",
            "[",
            "a|b");
    private static final List<String> PARAMETERS = List.of(
            "verdicts", "rule", "agent", "tool", "workspace", "session", "text", "since", "before", "limit", "window");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "500",
            "501",
            "-1",
            "%2B7",
            "1e2",
            "007",
            "2147483648",
            "99999999999999999999",
            "0x10",
            "NaN",
            "%D9%A5",
            "ALL",
            "all",
            "DENIED",
            "WOULD_DENY",
            "true",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-02-30T00:00:00Z",
            "2026-11-27T24:00:00Z",
            "2026-11-27T10:00:00%2B01:00",
            "2026-11-27T10:00:00+01:00",
            "2026-11-27",
            "9999-12-31T00:00:00.000000001Z",
            "%2B1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "%00",
            "a%00b",
            "%ed%a0%80",
            "%ff",
            "%zz",
            "%",
            "%c3",
            "%f0%9f%92%a9",
            "%EE%80%82",
            "%E2%80%AE",
            "%22",
            "%22%20OR%20%22",
            "%27;drop%20table%20enforcement;--",
            "a*%20NOT%20b",
            "NEAR(a%20b)",
            "shown:%20x",
            "%28%28%28%28",
            "rm",
            "r%20m%20a%20b%20c%20d%20e%20f%20g%20h",
            "+++",
            "a=b",
            "%26limit=1");
    private static final List<String> HEADERS = List.of(
            "Accept: text/html",
            "Accept-Encoding: gzip, br",
            "Range: bytes=0-10",
            "If-None-Match: *",
            "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
            "Content-Encoding: gzip",
            "Content-Language: de",
            "Transfer-Coding: x",
            "Expect: 100-continue",
            "X-HTTP-Method-Override: DELETE",
            "X-Original-URL: /api/stop",
            "X-Rewrite-URL: /api/stop",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-For: 127.0.0.1",
            "Forwarded: host=evil.example",
            "Referer: http://evil.example/",
            "Sec-Fetch-Site: cross-site",
            "Cookie: a=b; c=\"d",
            "Last-Event-ID: 9",
            "TE: trailers",
            "X-Long: " + "x".repeat(6_000),
            "X-High: \u00e9\u00ff");
    private static final List<String> NO_HEADERS = List.of(
            " folded: x",
            "no colon",
            ": no name",
            "space : before",
            "nul: \u0000",
            "cr: a\rb",
            "Expect: 200-maybe",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Content-Length: -1",
            "Content-Length: 1,1",
            "Content-Length: 99999999999999999999",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "X-Longer: " + "x".repeat(20_000),
            "Cookie: " + "x".repeat(9_000));
    private static final List<String> TYPES = List.of(
            "application/json",
            "APPLICATION/JSON ; charset=utf-16",
            "application/json;",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            ";",
            "application/jsonp");

    /// Of path and headers; the server reads 8 KB.
    private static final int SURELY_READ = 7_500;

    private final Random random;
    private final Injuries injuries;
    private final int port;
    private final String token;
    private final String otherToken;
    private final List<Route> routes;

    /// @param token of the local API
    /// @param otherToken of the hook
    /// @param known ids: a denied call, a request and a canary's session
    OddLocal(Random random, int port, String token, String otherToken, List<String> known) {
        this.random = random;
        this.injuries = new Injuries(random);
        this.port = port;
        this.token = token;
        this.otherToken = otherToken;
        this.routes = routes(known.get(0), known.get(1), known.get(2));
    }

    /// @param body a JSON value; "" for none
    private record Route(String method, String path, List<String> query, String body) {}

    /// What goes over the wire.
    ///
    /// @param plain whether it is HTTP beyond doubt, and about a path of the local API
    /// @param sound whether nothing was done to it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sent(String kind, byte[] bytes, boolean plain, boolean sound, boolean head) {}

    private static List<Route> routes(String call, String request, String canary) {
        var search = List.of(
                "verdicts=DENIED",
                "rule=command.privilege",
                "agent=claude-code",
                "tool=Bash",
                "workspace=%2Fw",
                "session=s",
                "text=sudo%20rm",
                "since=2026-11-23T10%3A00%3A00Z",
                "before=" + call,
                "limit=7");
        var wish = Json.text(Map.of(
                "enforcement",
                call,
                "scope",
                "EXACT",
                "everySession",
                true,
                "wished",
                "PT1H",
                "uses",
                1,
                "justification",
                "Release day.",
                "ticket",
                "OPS-7",
                "filer",
                "AGENT"));
        var routes = new ArrayList<Route>();
        for (var path : List.of(
                "status",
                "facets",
                "enforcements/" + call,
                "enforcements/" + call + "/privacy",
                "enforcements/" + call + "/exception",
                "privacy",
                "vitals",
                "diagnostics",
                "rules",
                "agents",
                "requests",
                "requests/" + request,
                "canaries/" + canary)) {
            routes.add(new Route("GET", path, List.of(), ""));
        }
        for (var path : List.of("enforcements", "enforcements", "sessions", "sessions")) {
            routes.add(new Route("GET", path, search, ""));
        }
        routes.add(new Route("GET", "events", List.of("window=true"), ""));
        for (var path : List.of(
                "sync",
                "stop",
                "canaries",
                "landings/1",
                "agents/claude-code/protect",
                "requests/" + request + "/confirm",
                "requests/" + request + "/withdraw")) {
            routes.add(new Route("POST", path, List.of(), ""));
        }
        routes.add(new Route("POST", "requests/" + request + "/answer", List.of(), "\"This one.\""));
        routes.add(new Route("POST", "requests", List.of(), wish));
        routes.add(new Route("POST", "requests", List.of(), wish));
        for (var question : List.of(
                Map.of("is", "Command", "dialect", "BASH", "line", "sudo rm -rf ~/x | tee $HOME/y", "cwd", "/w"),
                Map.of("is", "Command", "dialect", "POWERSHELL", "line", "Remove-Item C:\\x", "cwd", "/w"),
                Map.of("is", "Command", "dialect", "CMD", "line", "del /s C:\\x", "cwd", "C:\\w"),
                Map.of("is", "File", "action", "READ", "path", "../.ssh/id_rsa", "cwd", "/w"),
                Map.of("is", "Url", "url", "https://user@evil.example:8443/a?b#c"),
                Map.of("is", "Hook", "agent", "claude-code", "json", HOOK))) {
            routes.add(new Route("POST", "explain", List.of(), Json.text(question)));
        }
        return List.copyOf(routes);
    }

    private static final String HOOK = Json.text(Map.of(
            "session_id",
            "s",
            "cwd",
            "/w",
            "hook_event_name",
            "PreToolUse",
            "tool_name",
            "Bash",
            "tool_input",
            Map.of("command", "git push --force")));

    /// From somebody who has the token.
    Sent known() {
        var route = oneOf(routes);
        return made(route, List.of("Authorization: Bearer " + token), List.of(), "known ");
    }

    /// From somebody who has it not, or who is a web page.
    Sent stranger() {
        var sent = strange();
        while (isStrangeNoMore(sent)) {
            sent = strange();
        }
        return sent;
    }

    /// A flipped bit can take away the second token, or the name of the web page.
    private boolean isStrangeNoMore(Sent sent) {
        if (sent.plain()) {
            return false;
        }
        var head = new String(sent.bytes(), ISO_8859_1)
                .lines()
                .takeWhile(line -> !line.isEmpty())
                .toList();
        var tokens =
                head.stream().filter(line -> isNamed(line, "Authorization:")).toList();
        return tokens.size() == 1
                && tokens.getFirst().endsWith(" " + token)
                && head.stream().noneMatch(line -> isNamed(line, "Origin:"))
                && head.stream().anyMatch(line -> line.equals("Host: 127.0.0.1:" + port));
    }

    private static boolean isNamed(String line, String name) {
        return line.regionMatches(true, 0, name, 0, name.length());
    }

    private Sent strange() {
        var route = oneOf(routes);
        var bearer = "Authorization: Bearer " + token;
        var flipped = token.equals(token.toUpperCase(Locale.ROOT))
                ? token.toLowerCase(Locale.ROOT)
                : token.toUpperCase(Locale.ROOT);
        return switch (random.nextInt(16)) {
            case 0 -> made(route, List.of(), List.of(), "no token ");
            case 1 -> made(route, List.of(bearer + token), List.of(), "twice in one ");
            case 2 ->
                made(
                        route,
                        List.of("Authorization: Bearer " + token.substring(0, random.nextInt(43))),
                        List.of(),
                        "cut ");
            case 3 -> made(route, List.of("Authorization: Bearer " + flipped), List.of(), "other case ");
            case 4 -> made(route, List.of(bearer, bearer), List.of(), "two headers ");
            case 5 -> made(route, List.of("Authorization: Bearer " + otherToken), List.of(), "hook's ");
            case 6 -> made(route, List.of("Authorization: Basic " + token), List.of(), "scheme ");
            case 7 -> made(route, List.of("Authorization: " + token), List.of(), "bare ");
            case 8 -> made(route, List.of("Cookie: token=" + token), List.of(), "cookie ");
            case 9 -> made(route, List.of("X-Token: " + token), List.of("token=" + token), "query ");
            case 10 -> made(route, List.of("Authorization: Bearer " + nearly()), List.of(), "nearly ");
            case 11 ->
                made(route, List.of(bearer + "\u00a0", "Proxy-Authorization: Bearer " + token), List.of(), "space ");
            case 12 ->
                made(
                        route,
                        List.of(bearer, "Origin: " + oneOf(List.of("null", "", "http://127.0.0.1:" + port))),
                        List.of(),
                        "origin ");
            case 13 -> made(route, List.of(bearer, "Origin: http://localhost", "Origin: x"), List.of(), "origins ");
            default -> rebound(route, bearer);
        };
    }

    private Sent rebound(Route route, String bearer) {
        var host = oneOf(List.of(
                "evil.example:" + port,
                "127.0.0.1.nip.io:" + port,
                "localhost.:" + port,
                "127.0.0.2:" + port,
                "127.1:" + port,
                "0.0.0.0:" + port,
                "[::ffff:127.0.0.1]:" + port,
                "2130706433:" + port,
                "gatehouse.local"));
        var changed = changed(route);
        return sent("host " + changed.what, changed, List.of("Host: " + host, bearer), List.of());
    }

    /// One character of the token is another one.
    private String nearly() {
        int at = random.nextInt(token.length());
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }

    private Sent made(Route route, List<String> headers, List<String> query, String who) {
        var changed = changed(route);
        var all = new ArrayList<>(List.of("Host: 127.0.0.1:" + port));
        all.addAll(headers);
        return sent(who + changed.what, changed, all, query);
    }

    private Sent sent(String kind, Changed changed, List<String> headers, List<String> query) {
        var all = new ArrayList<>(headers);
        if (!changed.type.isEmpty()) {
            all.add("Content-Type: " + changed.type);
        }
        all.addAll(changed.headers);
        var asked = new ArrayList<>(changed.query);
        asked.addAll(query);
        var line = changed.method + " " + changed.path + (asked.isEmpty() ? "" : "?" + String.join("&", asked))
                + " HTTP/1.1\r\n";
        var body = changed.body;
        if (changed.chunked) {
            all.add("Transfer-Encoding: chunked");
            body = chunked(body);
        } else if (body.length > 0 || random.nextBoolean()) {
            all.add("Content-Length: " + body.length);
        }
        all.add("Connection: close");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((line + String.join("\r\n", all) + "\r\n\r\n").getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        var wire = bytes.toByteArray();
        boolean plain = changed.plain && wire.length - body.length < SURELY_READ;
        if (changed.flipped) {
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                wire[random.nextInt(wire.length - body.length)] ^= (byte) (1 << random.nextInt(8));
            }
            plain = false;
        } else if (changed.cut) {
            wire = Arrays.copyOf(wire, random.nextInt(wire.length));
            plain = false;
        }
        return new Sent(kind, wire, plain, changed.what.equals("sound"), changed.method.equals("HEAD"));
    }

    private byte[] chunked(byte[] body) {
        var chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; ) {
            int size = Math.min(body.length - from, 1 + random.nextInt(random.nextBoolean() ? 16 : 20_000));
            chunks.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(ISO_8859_1));
            chunks.write(body, from, size);
            chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
            from += size;
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return chunks.toByteArray();
    }

    /// A route to which things are done.
    private static final class Changed {
        private String what = "sound";
        private String method;
        private String path;
        private final List<String> query;
        private final List<String> headers = new ArrayList<>();
        private String type;
        private byte[] body;
        private boolean chunked;
        private boolean flipped;
        private boolean cut;
        private boolean plain = true;

        Changed(Route route, List<String> query) {
            method = route.method();
            path = "/api/" + route.path();
            this.query = new ArrayList<>(query);
            type = route.body().isEmpty() ? "" : "application/json";
            body = route.body().getBytes(UTF_8);
        }
    }

    private Changed changed(Route route) {
        var changed = new Changed(
                route,
                route.query().stream().filter(_ -> random.nextInt(3) == 0).toList());
        for (int n = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2); n > 0; n--) {
            switch (random.nextInt(16)) {
                case 0 -> method(changed);
                case 1, 2 -> path(changed);
                case 3, 4, 5 -> query(changed);
                case 6 -> headers(changed);
                case 7, 8, 9, 10 -> body(changed);
                case 11 -> {
                    changed.type = oneOf(TYPES);
                    changed.what = "type";
                }
                case 12 -> {
                    changed.chunked = true;
                    changed.what = "chunked";
                }
                case 13 -> lengthen(changed);
                case 14 -> {
                    changed.flipped = true;
                    changed.what = "flipped";
                }
                default -> {
                    changed.cut = true;
                    changed.what = "cut";
                }
            }
        }
        return changed;
    }

    private void method(Changed changed) {
        changed.what = "method";
        if (random.nextInt(6) == 0) {
            changed.method = oneOf(NO_METHODS);
            changed.plain = false;
        } else {
            changed.method = oneOf(METHODS);
        }
    }

    private void path(Changed changed) {
        if (!changed.path.startsWith("/api/")) {
            return;
        }
        changed.what = "path";
        var segments =
                new ArrayList<>(List.of(changed.path.substring("/api/".length()).split("/", -1)));
        int at = random.nextInt(segments.size());
        switch (random.nextInt(6)) {
            case 0 -> segments.set(at, oneOf(NAMES));
            case 1 -> segments.add(oneOf(NAMES));
            case 2 -> segments.remove(at);
            case 3 -> {
                segments.set(at, random.nextBoolean() ? oneOf(ODD_NAMES) : encoded(segments.get(at)));
                changed.plain = false;
            }
            case 4 -> {
                segments.add(at, oneOf(ODD_NAMES));
                changed.plain = false;
            }
            default -> segments.set(at, segments.get(at).toUpperCase(Locale.ROOT));
        }
        if (segments.contains("..") || segments.contains(".") || segments.isEmpty()) {
            changed.plain = false;
        }
        changed.path = "/api/" + String.join("/", segments);
        if (random.nextInt(10) == 0) {
            changed.plain = false;
            changed.path = oneOf(List.of(
                            "/%s",
                            "//api/%s",
                            "/./api/%s",
                            "/x/../api/%s",
                            "/api;a=b/%s",
                            "/%%61pi/%s",
                            "/API/%s",
                            "/hooks/../api/%s",
                            "http://127.0.0.1:PORT/api/%s",
                            "http://evil.example/api/%s",
                            "https://127.0.0.1/api/%s",
                            "api/%s",
                            "*",
                            ""))
                    .formatted(String.join("/", segments))
                    .replace("PORT", String.valueOf(port));
        }
    }

    private String encoded(String segment) {
        var text = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            text.append(random.nextInt(3) == 0 ? "%%%02x".formatted((int) c) : String.valueOf(c));
        }
        return text.toString();
    }

    private void query(Changed changed) {
        changed.what = "query";
        switch (random.nextInt(6)) {
            case 0 ->
                changed.query.add(
                        oneOf(List.of("&", "=", "=x", "a", "text", "limit", "principal=ana", "%00=1", "LIMIT=1")));
            case 1 -> changed.query.addAll(List.copyOf(changed.query));
            default -> {
                var name = oneOf(PARAMETERS);
                if (random.nextInt(4) > 0) {
                    changed.query.removeIf(parameter -> parameter.startsWith(name + "="));
                }
                changed.query.add(name + "=" + oneOf(VALUES));
            }
        }
    }

    private void lengthen(Changed changed) {
        changed.what = "long";
        int length = oneOf(List.of(900, 3_000, 7_000, 9_000, 40_000, 300_000));
        changed.query.add(oneOf(PARAMETERS) + "="
                + oneOf(List.of("x", "a+", "%22", "%F0%9F%92%A9", "9"))
                        .repeat(length)
                        .substring(0, length));
    }

    private void headers(Changed changed) {
        changed.what = "headers";
        boolean odd = random.nextInt(4) == 0;
        changed.headers.add(oneOf(odd ? NO_HEADERS : HEADERS));
        changed.plain &= !odd;
    }

    private void body(Changed changed) {
        changed.what = "body";
        if (changed.body.length == 0) {
            changed.body = oneOf(List.of("{}", "null", "x", "[]", "\u0000")).getBytes(UTF_8);
            return;
        }
        changed.body = switch (random.nextInt(8)) {
            case 0 -> injuries.noise();
            case 1, 2 -> injuries.hurt(changed.body);
            case 3 -> large(changed.body);
            default -> changed.body[0] == '{' ? values(changed.body) : injuries.hurt(changed.body);
        };
    }

    /// Other values of the right type, or of any.
    private byte[] values(byte[] sound) {
        ObjectNode object;
        try {
            object = (ObjectNode) Json.tree(sound);
        } catch (JacksonException _) { // an injured one
            return injuries.hurt(sound);
        }
        if (object.isEmpty()) {
            return injuries.noise();
        }
        if (random.nextBoolean()) {
            return injuries.reshaped(sound);
        }
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            var name = oneOf(List.copyOf(object.propertyNames()));
            object.set(name, Json.tree(oneOf(WORDS).getBytes(UTF_8)));
        }
        return Json.text(object).getBytes(UTF_8);
    }

    private static final List<String> WORDS = List.of(
            "\"\"",
            "\"/\"",
            "\"relative\"",
            "\"C:\\\\w\"",
            "\"\\\\\\\\host\\\\share\"",
            "\"~\"",
            "\"/w/\\u0000\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"a\\udc00b\"",
            "\"\\ud83d\\udca9\"",
            "\"\\ufffe\\uffff\"",
            "\"\\r\\n\\u0085\\u2028\"",
            "\"http://\"",
            "\"http://[::1\"",
            "\"javascript:alert(1)\"",
            "\"file:///etc/passwd\"",
            "\"//\"",
            "\"http://a:99999/\"",
            "\"http://\\u0000/\"",
            "\"xn--\"",
            "\"$(cat /etc/passwd)\"",
            "\"$((1/0))\"",
            "\"a<<E\"",
            "\"'\"",
            "\"codex\"",
            "\"cursor\"",
            "\"nobody\"",
            "\"{\"",
            "\"null\"",
            "\"PT0S\"",
            "\"PT-1H\"",
            "\"P30D\"",
            "\"PT2592000.000000001S\"",
            "\"PT9223372036854775807S\"",
            "\"DELETE\"",
            "\"EXEC\"",
            "\"CMD\"",
            "\"PERSON\"",
            "\"HOST\"",
            "\"SUBCOMMAND\"",
            "0",
            "-1",
            "1",
            "3600",
            "9223372036854775807",
            "9223372036854775808",
            "1.5",
            "1e2",
            "true",
            "null",
            "[]",
            "{}");

    private byte[] large(byte[] sound) {
        var text = new String(sound, UTF_8);
        int times = oneOf(List.of(100, 3_000, 40_000, 40_000, 400_000));
        var filling = oneOf(List.of("x", "a ", "\\\"", "$(", "[", "/..", "\\u0000"));
        int at = text.lastIndexOf('"');
        return (text.substring(0, Math.max(0, at)) + filling.repeat(times) + text.substring(Math.max(0, at)))
                .getBytes(UTF_8);
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
