package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what the shim costs on top of the decision, beside an empty shell and a bare curl in the same run.
@Tag("bench")
class ShimBenchIT {
    private static final int CALLS = 300;

    @TempDir
    Path directory;

    @Test
    void whatTheShimCosts() throws IOException, InterruptedException {
        try (var server = new HookServer()) {
            var call = Files.writeString(directory.resolve("call"), HookServer.call("echo " + "x".repeat(1_300)));
            Files.writeString(directory.resolve("hook.port"), Integer.toString(server.port()));
            Files.writeString(directory.resolve("hook.token"), HookServer.TOKEN);
            var body = Files.readAllBytes(call);
            double decision = p50(() ->
                    assertEquals("{}", server.exchange(HookServer.post(body)).body()));
            double shell = p50(() -> run(call, "sh", "-c", ":"));
            double curl = p50(() -> run(
                    call,
                    "curl",
                    "-q",
                    "--silent",
                    "--header",
                    "Content-Type: application/json",
                    "--header",
                    "Authorization: Bearer " + HookServer.TOKEN,
                    "--data-binary",
                    "@-",
                    "http://127.0.0.1:" + server.port() + "/hooks/claude-code"));
            double shim =
                    p50(() -> run(call, "sh", "installer/hooks/gatehouse-hook", "claude-code", directory.toString()));
            System.out.printf("decision over HTTP, new connection %7.1f ms%n", decision);
            System.out.printf("an empty shell                     %7.1f ms%n", shell);
            System.out.printf("curl alone                         %7.1f ms%n", curl);
            System.out.printf("the shim                           %7.1f ms %5.2fx curl%n", shim, shim / curl);
            System.out.printf("the shim on top of the decision    %7.1f ms%n", shim - decision);
        }
    }

    private interface Once {
        void run() throws IOException, InterruptedException;
    }

    /// In milliseconds.
    private static double p50(Once once) throws IOException, InterruptedException {
        var took = new long[CALLS];
        for (int i = -20; i < CALLS; i++) {
            long start = System.nanoTime();
            once.run();
            if (i >= 0) {
                took[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(took);
        return took[CALLS / 2] / 1e6;
    }

    private static void run(Path call, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(command))
                .redirectInput(call.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
