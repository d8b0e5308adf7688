package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    @TempDir
    Path dir;

    @Test
    void whatAppendReturnedSurvivesAKilledProcess() throws Exception {
        var told = new ArrayList<String>();
        for (int kill : List.of(1, 50, 300)) {
            told.addAll(killAfter(kill));
        }
        try (var store = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            assertEquals(Optional.empty(), store.warning());
            assertEquals(4, store.epoch());
            for (var id : told) {
                assertTrue(store.auditLog().find(id).isPresent(), id);
            }
            assertEquals(Optional.empty(), store.verify());
        }
    }

    /// @return what the process told before it was killed
    private List<String> killAfter(int lines) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var told = new ArrayList<String>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                told.add(line);
                if (told.size() == lines) {
                    process.toHandle().destroyForcibly(); // unlike the process's own, leaves the pipe to be read
                }
            }
        }
        process.waitFor();
        assertTrue(told.size() >= lines, told.size() + " lines");
        return told;
    }

    /// Appends from several threads and tells each id in one write once it is kept.
    static final class Appender {
        private Appender() {}

        public static void main(String... args) {
            var store = Store.open(Path.of(args[0]), Store.MAX_BYTES, CLOCK);
            for (int t = 0; t < 4; t++) {
                var name = store.epoch() + "-" + t + "-";
                new Thread(() -> {
                            for (int i = 0; ; i++) {
                                store.auditLog().append(enforcement(name + i));
                                tell(name + i + "\n");
                            }
                        })
                        .start();
            }
        }

        private static void tell(String line) {
            System.out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
        }
    }
}
