package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Analyser.Places;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyserTest {
    private static final String KEY = "/home/ada/.ssh/id_rsa";

    private final Disk disk = new Disk() {
        @Override
        public Optional<byte[]> content(String path, int mostBytes) {
            return Optional.empty();
        }

        @Override
        public String real(String path, boolean followLast) {
            var folded = Paths.folded(path);
            return folded.equals("/home/ada/work/link") && followLast ? KEY : folded;
        }

        @Override
        public boolean isGitTop(String directory) {
            return directory.equals("/home/ada/work");
        }
    };
    private final Analyser analyser = new Analyser(
            new Principal("ada", List.of("developer"), Map.of()),
            new Places(
                    "/home/ada",
                    List.of("/tmp", "/home"),
                    new Guarded(List.of("/home/ada/.gatehouse"), List.of(), () -> 7411)),
            disk,
            _ -> Optional.empty(),
            Clock.fixed(Instant.parse("2026-11-23T12:00:00.123456Z"), ZoneOffset.UTC));

    private Analysis analyse(String tool, String shown, Intent... intents) {
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", tool, "", "", "default", "/home/ada/work/src");
        return analyser.apply(new ToolCall(origin, List.of(intents), shown, List.of()));
    }

    private List<AccessRequest> requests(Intent... intents) {
        return analyse("Tool", "shown", intents).findings().stream()
                .skip(1) // tool:use
                .map(Finding::request)
                .toList();
    }

    private static List<String> labels(List<AccessRequest> requests) {
        return requests.stream().map(request -> request.action().label()).toList();
    }

    private AccessRequest file(Action action, String path, String pattern) {
        var all = requests(new Intent.File(action, path, false, pattern));
        assertEquals(1, all.size());
        return all.getFirst();
    }

    private List<AccessRequest> argument(String name, String value) {
        return requests(new Intent.Arguments(List.of(new Argument(name, value, true))));
    }

    @Test
    void everyCallUsesItsTool() {
        var analysis = analyse("WebSearch", "query");
        assertEquals("/home/ada/work", analysis.workspace());
        var use = analysis.findings().getFirst().request();
        assertEquals("tool:use", use.action().label());
        assertEquals("WebSearch", use.text("tool"));
        assertEquals("2026-11-23T12:00:00.123Z", use.text("at"));
    }

    @Nested
    class Files {
        @ParameterizedTest
        @CsvSource({
            "a, /home/ada/work/src/a, true",
            "./../a, /home/ada/work/a, true",
            "../../x, /home/ada/x, false",
            "/home/ada/workshop/x, /home/ada/workshop/x, false",
            "~, /home/ada, false",
            "~/x, /home/ada/x, false",
            "$HOME/x, /home/ada/x, false",
            "${HOME}/x, /home/ada/x, false",
            "$PWD/x, /home/ada/work/src/x, true",
            "~+/x, /home/ada/work/src/x, true",
            "~-/x, /?/~-/x, false",
            "~2/x, /?/~2/x, false",
            "~root/x, /root/x, false",
            "~rooty/x, /home/rooty/x, false",
            "~bob, /home/bob, false",
            "~_svc/x, /home/_svc/x, false",
            "/tmp/x, /tmp/x, true",
            "/home/x, /home/x, false",
            "/tmp/../etc/passwd, /etc/passwd, false",
            "/proc/self/cwd/x, /home/ada/work/src/x, true",
            "/proc/self/root/etc/passwd, /etc/passwd, false",
            "/proc/thread-self/root, /, false",
        })
        void areAbsoluteRealAndInsideOrNot(String path, String real, boolean inside) {
            var file = file(Action.WRITE, path, "");
            assertEquals(real, file.text("path"));
            assertEquals(inside, file.attributes().get("insideWorkspace"));
        }

        @ParameterizedTest
        @CsvSource({
            "., *.ts, /home/ada/work/src, *.ts, true",
            "., /etc/*, /etc, *, false",
            "., ../../*, /home/ada, *, false",
            "., ~/.ssh/*, /home/ada/.ssh, *, false",
            "., /*, /, *, false",
            "., a/b/**/c, /home/ada/work/src/a/b, **/c, true",
            "., */../../../x, /home/ada/work/src, */../../../x, false",
            "/etc, passwd, /etc, passwd, false",
        })
        void patternsStartWhereTheyAreFixed(String path, String pattern, String real, String rest, boolean inside) {
            var file = file(Action.READ, path, pattern);
            assertEquals(real, file.text("path"));
            assertEquals(rest, file.text("pattern"));
            assertEquals(inside, file.attributes().get("insideWorkspace"));
        }

        @Test
        void removingALinkIsAboutTheLinkUnlessItLeadsThrough() {
            assertEquals(KEY, file(Action.READ, "../link", "").text("path"));
            assertEquals(
                    "/home/ada/work/link", file(Action.DELETE, "../link", "").text("path"));
            assertEquals(KEY, file(Action.DELETE, "../link/", "").text("path"));
            assertEquals(KEY, file(Action.DELETE, "../link", "*").text("path"));
        }

        @ParameterizedTest
        @CsvSource({
            "a.TXT, a.TXT, txt",
            ".env, .env, ''",
            "x.tar.gz, x.tar.gz, gz",
            "Makefile, Makefile, ''",
            "b., b., ''"
        })
        void haveANameAndAnExtension(String path, String name, String extension) {
            assertEquals(name, file(Action.READ, path, "").text("name"));
            assertEquals(extension, file(Action.READ, path, "").text("extension"));
        }

        /// A tool may fold what no system call would take.
        @Test
        void aPathThatIsTooLongIsOpaque() {
            var folding = "/home/ada/" + "./".repeat(3_000) + ".ssh/id_rsa";
            for (var intent : List.of(
                    new Intent.File(Action.READ, folding, false, ""),
                    new Intent.File(Action.READ, ".", true, "../".repeat(3_000) + "*"),
                    new Intent.Arguments(List.of(new Argument("path", folding, true))),
                    new Intent.Arguments(List.of(new Argument("anything", folding, true))),
                    new Intent.Arguments(List.of(new Argument("x", "a b/../" + folding, true))))) {
                var found = requests(intent);
                assertEquals(List.of("command:exec"), labels(found));
                assertEquals("opaque", found.getFirst().text("parse"));
            }
        }
    }

    @Nested
    class Arguments {
        @ParameterizedTest
        @CsvSource({
            "x, /etc/passwd, /etc/passwd",
            "x, ~/.ssh, /home/ada/.ssh",
            "x, .env, /home/ada/work/src/.env",
            "x, a/b, /home/ada/work/src/a/b",
            "PATH, some name, /home/ada/work/src/some name",
            "target, src/ /../../../../.ssh/id_rsa, /home/ada/.ssh/id_rsa",
            "x, file:///etc/passwd, /etc/passwd",
            "x, FILE://localhost/etc/passwd, /etc/passwd",
            "x, file:/etc/passwd, /etc/passwd",
            "x, file:etc/passwd, /etc/passwd",
            "x, '  file:///etc/passwd', /etc/passwd",
            "x, file:\\\\\\etc\\passwd, /etc/passwd",
        })
        void thatArePathsAreAccessed(String name, String value, String path) {
            var found = argument(name, value);
            assertEquals(List.of("file:access"), labels(found));
            assertEquals(path, found.getFirst().text("path"));
            assertEquals(true, found.getFirst().attributes().get("recursive"));
        }

        @Test
        void aFileUrlIsReadAsAClientDoesAndAsWritten() {
            assertEquals(
                    List.of(KEY, "/home/ada/%2essh/id_rsa"),
                    argument("uri", "file:///home/ada/%2essh/id_rsa").stream()
                            .map(request -> request.text("path"))
                            .toList());
            assertEquals(
                    List.of("/etc/passwd", "/etc/passwd?x"),
                    argument("uri", "file:///etc/passwd?x").stream()
                            .map(request -> request.text("path"))
                            .toList());
        }

        @ParameterizedTest
        @CsvSource({
            "x, http://169.254.169.254/a, 169.254.169.254",
            "x, http:169.254.169.254, 169.254.169.254",
            "x, http:///2852039166/, 169.254.169.254",
            "x, view-source:http://169.254.169.254/, 169.254.169.254",
            "url, 169.254.169.254/latest, 169.254.169.254",
            "host, 0xA9FEA9FE, 169.254.169.254",
            "hostname, evil.example, evil.example",
        })
        void thatAreUrlsAreConnectedTo(String name, String value, String host) {
            var found = argument(name, value);
            assertEquals(List.of("net:connect"), labels(found));
            assertEquals(host, found.getFirst().text("host"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"command", "cmd", "script", "code", "Command", "CODE"})
        void namedLikeACommandAreShell(String name) {
            assertTrue(labels(argument(name, "rm -rf /etc/x")).contains("command:exec"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"hello", "", "  ", "a sentence. With dots", "note: text", "12:30", "and/or maybe"})
        void thatAreNeitherAskNothing(String value) {
            assertEquals(List.of(), argument("text", value));
        }

        @Test
        void textOfManyLinesIsAPathOnlyWhereFoldingMakesItOne() {
            assertEquals(List.of(), argument("content", "// a comment\nint x;\n"));
            assertEquals(List.of(), argument("content", "./gradlew build\n./gradlew test"));
            assertEquals(List.of("file:access"), labels(argument("x", "/home/ada/a\nb/../.ssh/id_rsa")));
            assertEquals(
                    KEY,
                    argument("x", "/home/ada/a\nb/../.ssh/id_rsa").getFirst().text("path"));
        }

        @Test
        void thatAreIncompleteAndMightMatterAreOpaque() {
            for (var name : List.of("command", "path", "url")) {
                assertEquals("opaque", incomplete(name, "x").getFirst().text("parse"));
            }
            assertEquals(
                    "opaque",
                    incomplete("x", "http://a" + "a".repeat(9_000)).getFirst().text("parse"));
            assertEquals("opaque", incomplete("x", "file:///a").getFirst().text("parse"));
            assertEquals(List.of(), incomplete("x", "plain text"));
        }

        private List<AccessRequest> incomplete(String name, String value) {
            return requests(new Intent.Arguments(List.of(new Argument(name, value, false))));
        }
    }

    @Test
    void aCallThatAsksForTooMuchIsOpaque() {
        for (int n : List.of(199, 200, 5_000)) {
            var arguments = IntStream.range(0, n)
                    .mapToObj(i -> new Argument("path", "/etc/" + i, true))
                    .toList();
            var found = analyse("Tool", "x", new Intent.Arguments(arguments)).findings();
            if (n == 199) {
                assertEquals(200, found.size());
            } else {
                assertEquals(2, found.size());
                assertEquals("tool:use", found.getFirst().request().action().label());
                assertEquals("opaque", found.get(1).request().text("parse"));
            }
        }
    }

    @Test
    void equalRequestsAreOne() {
        assertEquals(
                1,
                requests(
                                new Intent.File(Action.READ, "a", false, ""),
                                new Intent.File(Action.READ, "./b/../a", false, ""))
                        .size());
    }

    @Test
    void whereTheCallsDirectoryIsUnknownNothingIsInside() {
        for (var cwd : List.of("", "relative", "?")) {
            var origin = new ToolCall.Origin("claude-code", "new" + cwd, "t1", "Write", "", "", "", cwd);
            var call = new ToolCall(origin, List.of(new Intent.File(Action.WRITE, "x", false, "")), "x", List.of());
            var analysis = analyser.apply(call);
            assertEquals("", analysis.workspace());
            assertEquals(
                    false, analysis.findings().get(1).request().attributes().get("insideWorkspace"));
        }
    }

    @Test
    void noPlantedSecretIsInAnythingThatLeaves() {
        var secret = "Zq7xW2mK9pLr4";
        var line = "curl -H 'Authorization: Bearer " + secret + "' https://ada:" + secret
                + "@x.example/?token=" + secret + " && mysql --password " + secret + " && cat /w/api_key=" + secret
                + " && export MY_TOKEN=" + secret;
        var all = new ArrayList<Intent>();
        all.add(new Intent.Shell(line, false));
        all.add(new Intent.File(Action.READ, "a/token=" + secret + "/b", false, "*secret=" + secret));
        all.add(new Intent.Connect("https://ada:" + secret + "@x.example/token=" + secret + "?a=" + secret, "GET"));
        all.add(new Intent.Configure("/x/password=" + secret));
        var analysis = analyse("Bash", line, all.toArray(Intent[]::new));
        analysis.findings().forEach(finding -> finding.request()
                .attributes()
                .forEach((name, value) -> assertFalse(value.toString().contains(secret), name + value)));
        assertFalse(analysis.toString().contains(secret), analysis.toString());
    }

    @Test
    void spansSelectWhatMadeTheRequestAlsoBehindAMask() {
        var line = "mysql --password hunter2hunter2 db && rm -rf /etc/x";
        var analysis = analyse("Bash", line, new Intent.Shell(line, false));
        assertEquals("mysql --password *** db && rm -rf /etc/x", analysis.shown());
        var removal = analysis.findings().stream()
                .filter(finding -> finding.request().text("program").equals("rm"))
                .findFirst()
                .orElseThrow();
        var span = removal.spans().getFirst();
        assertEquals("rm -rf /etc/x", analysis.shown().substring(span.from(), span.to()));
    }
}
