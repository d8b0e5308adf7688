package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.local.Landing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowArgumentsTest {
    private static final Path DATA = Path.of("/home/ada/my data");

    @Test
    void areReadAsTheyWereWritten() {
        for (var landing : List.of(
                Landing.ANYWHERE,
                new Landing(Optional.of("7k3m2p9x"), false),
                new Landing(Optional.of("7k3m2p9x"), true))) {
            var arguments = new WindowArguments(DATA, landing);
            assertEquals(
                    Optional.of(arguments),
                    WindowArguments.find(arguments.toList().toArray(String[]::new)));
        }
    }

    @Test
    void whateverElseWasTypedIsLeftToTheCommandLine() {
        for (var line : List.of(
                "window",
                "window --help",
                "window --data-dir",
                "window 7k3m2p9x",
                "window --data-dir /d --ask",
                "window --data-dir /d 7k3m2p9x --help",
                "window --data-dir /d 7k3m2p9x --ask --ask",
                "status --data-dir /d")) {
            assertEquals(Optional.empty(), WindowArguments.find(line.split(" ")), line);
        }
    }
}
