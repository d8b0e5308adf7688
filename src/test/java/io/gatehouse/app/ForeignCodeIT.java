package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways by which code of an agent's could run in the built daemon, which would allow what it likes.
class ForeignCodeIT {
    private static final Path DIST =
            Path.of(System.getProperty("gatehouse.dist", "target/dist")).toAbsolutePath();

    @TempDir
    Path directory;

    private DaemonProcess daemon;
    private ManyCalls agents;
    private int calls;

    @BeforeEach
    void start() {
        daemon = DaemonProcess.start(directory, "principal: {id: dev, roles: [developer]}\n");
        agents = new ManyCalls(directory);
    }

    @AfterEach
    void stop() {
        agents.close();
        daemon.close();
    }

    @Test
    void machineCodeIsLoadedFromWhereGatehouseIsInstalled() throws Exception {
        hears("python3 -c 'a()'; perl -e 'b()'; ruby -e 'c()'; node -e 'd()'");
        var loaded = machineCode();
        var ours = loaded.stream().filter(file -> file.startsWith(DIST)).toList();
        for (var name : List.of("sqlitejdbc", "tree-sitter", "-bash", "-python", "-perl", "-ruby", "-javascript")) {
            assertTrue(ours.stream().anyMatch(file -> file.toString().contains(name)), name + " of " + loaded);
        }
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        assertFalse(
                loaded.stream().anyMatch(file -> file.startsWith(temporary) && !file.startsWith(DIST)),
                () -> loaded.toString());
    }

    @Test
    void anAgentMayReadTheProgramButNotChangeIt() throws Exception {
        var java = Path.of(System.getProperty("java.home"));
        for (var code : List.of(
                DIST.resolve("lib/jetty-io.jar"), DIST.resolve("bin/gatehouse"), java.resolve("lib/libjava.so"))) {
            assertEquals("{}", hears("ls -l " + code));
            for (var change : List.of("cp /tmp/a %s", "rm -f %s", "ln -sf /tmp/a %s", "rm -rf $(dirname %s)")) {
                var answer = hears(change.formatted(code));
                assertTrue(answer.contains("file.self-protection"), change.formatted(code) + " " + answer);
            }
        }
    }

    @Test
    void theEnvironmentBringsNoCodeIntoIt() throws Exception {
        var evil = directory.resolve("evil");
        var options = "-javaagent:" + evil + "/agent.jar";
        Files.createDirectories(evil.resolve("bin"));
        for (var program : List.of("sed", "readlink", "dirname", "ls")) {
            var file = Files.writeString(evil.resolve("bin").resolve(program), "#!/bin/sh\ntouch " + evil + "/ran\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        try (var other = DaemonProcess.start(
                directory.resolve("other"),
                "principal: {id: dev, roles: [developer]}\n",
                Map.of(
                        "JAVA_TOOL_OPTIONS", options,
                        "JDK_JAVA_OPTIONS", options,
                        "_JAVA_OPTIONS", options,
                        "PATH", evil.resolve("bin") + ":" + System.getenv("PATH")))) {
            assertFalse(other.output().contains("agent"), other.output());
            assertEquals(List.of(), other.client().status().problems());
        }
        assertFalse(Files.exists(evil.resolve("ran")));
    }

    @Test
    void noProgramCanAttachToIt() throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var output = directory.resolve("jcmd.txt");
        var attached = new ProcessBuilder(
                        jcmd.toString(),
                        "-J-Dsun.tools.attach.attachTimeout=500",
                        Long.toString(daemon.pid()),
                        "JVMTI.agent_load",
                        "/tmp/agent.jar")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertNotEquals(0, attached.waitFor());
        assertTrue(Files.readString(output).contains("AttachNotSupportedException"), Files.readString(output));
        assertTrue(daemon.isAlive());
        assertEquals(List.of(), daemon.client().status().problems());
    }

    private String hears(String command) throws IOException, InterruptedException {
        return agents.hears(daemon, "session", "call-" + calls++, command);
    }

    private Set<Path> machineCode() throws IOException {
        try (var maps = Files.lines(Path.of("/proc", Long.toString(daemon.pid()), "maps"))) {
            return maps.filter(line -> line.contains("/") && line.contains(".so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .collect(Collectors.toSet());
        }
    }
}
