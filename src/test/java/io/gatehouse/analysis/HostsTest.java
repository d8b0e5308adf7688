package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Hosts.Target;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    private static final String METADATA = "169.254.169.254";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.169.254.",
                "2852039166",
                "0xA9FEA9FE",
                "0Xa9fea9fe",
                "025177524776",
                "0251.0376.0251.0376",
                "0xa9.0xfe.0xa9.0xfe",
                "169.254.43518",
                "169.16689662",
                "0xa9.254.0251.254",
                "0169.254.0169.254",
                "[::ffff:169.254.169.254]",
                "[::FFFF:A9FE:A9FE]",
                "[0:0:0:0:0:ffff:a9fe:a9fe]",
                "[::169.254.169.254]",
                "[64:ff9b::a9fe:a9fe]",
                "[::ffff:a9fe:a9fe%25eth0]",
                "%31%36%39.254.169.254",
                "１６９。２５４．169｡254",
                "①⑥⑨.254.169.254",
                "169\u2024254.169.254",
                "\uD83E\uDFF1\uD83E\uDFF6\uD83E\uDFF9.254.169.254", // digits of Unicode 13
            })
    void everySpellingOfAnAddressIsThatAddress(String host) {
        var target = Hosts.of("http://" + host + "/latest/meta-data");
        assertEquals(new Target("http", METADATA, METADATA, 80, "/latest/meta-data"), target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user@169.254.169.254/",
                "http://localhost:80@169.254.169.254/",
                "http://a@b@169.254.169.254/",
                "http://localhost%2f@169.254.169.254/",
                "http:169.254.169.254/",
                "http:/169.254.169.254/",
                "http:///169.254.169.254/",
                "http:\\\\169.254.169.254/",
                "ht\ntp://169.254.\t169.254/",
                " \u0001http://169.254.169.254/",
                "HTTP://169.254.169.254/?http://localhost/",
                "http://169.254.169.254#@localhost/",
                "http://169.254.169.254/@localhost",
            })
    void noTrickAroundTheHostHidesIt(String url) {
        assertTrue(Hosts.isUrl(url));
        assertEquals(METADATA, Hosts.of(url).host());
    }

    /// curl takes the part after `@` for the host, a browser the part before the backslash.
    @Test
    void whereClientsDisagreeThereIsNoHost() {
        assertEquals("", Hosts.of("http://localhost\\@169.254.169.254/").host());
        assertEquals("", Hosts.of("http://localhost\\a@169.254.169.254/").host());
        assertEquals("localhost", Hosts.of("http://localhost\\path").host());
        assertEquals("", Hosts.of("https://githuba\u00DFets.com/").host());
        assertEquals("", Hosts.of("https://git\u200Dhub.com/").host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "//169.254.169.254/",
                "http://",
                "http://exa mple.com/",
                "http://a%2fb/",
                "http://a%00b/",
                "http://a%zz/",
                "http://%2531/",
                "http://a..b/",
                "http://[::g]/",
                "http://[1]/",
                "http://[.:1]/",
                "http://::1/",
                "http://@/",
            })
    void whatCannotBeUnderstoodHasNoAddress(String url) {
        assertEquals("", Hosts.of(url).address());
        assertFalse(Hosts.of(url).host().matches("localhost|169.*"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://Example.COM., https, example.com, '', 443, /",
        "https://bücher.example/a?b#c, https, xn--bcher-kva.example, '', 443, /a",
        "ssh://git@github.com:22/x, ssh, github.com, '', 22, /x",
        "http://[::1]:7411/hooks, http, ::1, ::1, 7411, /hooks",
        "http://[0:0:0:0:0:0:0:1], http, ::1, ::1, 80, /",
        "http://[2001:db8:0:0:1:0:0:1]/, http, 2001:db8::1:0:0:1, 2001:db8::1:0:0:1, 80, /",
        "http://127.0.0.1:00007411/, http, 127.0.0.1, 127.0.0.1, 7411, /",
        "http://localhost:/, http, localhost, '', 80, /",
        "http://localhost:0/, http, localhost, '', 0, /",
        "http://localhost:65536/, http, localhost, '', 0, /",
        "http://localhost:x/, http, localhost, '', 0, /",
        "tcp://db:5432, tcp, db, '', 5432, /",
        "http://256.1.1.1/, http, 256.1.1.1, '', 80, /",
        "http://1.2.3.4.5/, http, 1.2.3.4.5, '', 80, /",
        "http://0/, http, 0.0.0.0, 0.0.0.0, 80, /",
        "http://127.1/, http, 127.0.0.1, 127.0.0.1, 80, /",
        "http://4294967296/, http, 4294967296, '', 80, /",
    })
    void readsSchemeHostAddressPortAndPath(
            String url, String scheme, String host, String address, int port, String path) {
        assertEquals(new Target(scheme, host, address, port, path), Hosts.of(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:\\Users",
                "12:30",
                "a b",
                "",
                "http:",
                "http://",
                "nginx:latest",
                "src/main",
                "note: text",
                "://x",
                "http://\n"
            })
    void otherTextIsNoUrl(String text) {
        assertFalse(Hosts.isUrl(text));
    }

    @Test
    void aLongUrlIsOne() {
        assertTrue(Hosts.isUrl("http://169.254.169.254/?" + "x".repeat(100_000)));
        assertTrue(Hosts.isUrl("view-source:http://169.254.169.254/"));
    }

    @Test
    void anyMixtureOfSpellingsIsThatAddress() {
        var random = new Random(20_261_123);
        for (int i = 0; i < 20_000; i++) {
            var url = spelled(random);
            assertEquals(METADATA, Hosts.of(url).address(), url);
        }
    }

    private static String spelled(Random random) {
        long[] bytes = {169, 254, 169, 254};
        int parts = 1 + random.nextInt(4);
        var numbers = new java.util.ArrayList<Long>();
        for (int i = 0; i < parts - 1; i++) {
            numbers.add(bytes[i]);
        }
        long last = 0;
        for (int i = parts - 1; i < 4; i++) {
            last = last << 8 | bytes[i];
        }
        numbers.add(last);
        var dots = List.of(".", ".", "\u3002", "\uFF0E", "\uFF61");
        var host = numbers.stream()
                .map(number -> number(number, random))
                .map(number -> disguised(number, random))
                .reduce((a, b) -> a + dots.get(random.nextInt(dots.size())) + b)
                .orElseThrow();
        var before = List.of("", "", "u@", "u:p@", "localhost@", "a%40b@");
        var slashes = List.of("//", "", "/", "///", "\\\\", "/\\");
        var after = List.of("", "/", ":80/", ":0080/x", "?@localhost", "#@localhost", "\\", "./".substring(1));
        var url = random.nextBoolean() ? "http:" : "HtTpS:";
        return " ".repeat(random.nextInt(2))
                + url
                + slashes.get(random.nextInt(slashes.size()))
                + before.get(random.nextInt(before.size()))
                + host
                + (random.nextInt(4) == 0 ? "." : "")
                + after.get(random.nextInt(after.size()));
    }

    private static String number(long number, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "0x" + "0".repeat(random.nextInt(3)) + Long.toHexString(number);
            case 1 -> "0X" + Long.toHexString(number).toUpperCase(java.util.Locale.ROOT);
            case 2 -> "0".repeat(1 + random.nextInt(4)) + Long.toOctalString(number);
            default -> Long.toString(number);
        };
    }

    private static String disguised(String number, Random random) {
        return IntStream.range(0, number.length())
                .mapToObj(i -> disguised(number.charAt(i), random.nextInt(12)))
                .collect(Collectors.joining());
    }

    private static String disguised(char c, int how) {
        return switch (how) {
            case 0 -> "%%%02x".formatted((int) c);
            case 1 -> Character.toString(c - '!' + 0xFF01);
            case 2 -> c + "\t";
            case 3 -> Character.isDigit(c) ? Character.toString(c - '0' + 0x1D7CE) : Character.toString(c);
            default -> Character.toString(c);
        };
    }
}
