package io.gatehouse.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a short program of the operating system for what it prints.
final class SystemProgram {
    private static final int PATIENCE_SECONDS = 5;
    private static final int MOST_PRINTED = 1 << 20;

    private SystemProgram() {}

    /// @throws IOException when it cannot be run, fails, prints over 1 MB or takes over 5 s
    static String run(List<String> command) throws IOException {
        var program = command.getFirst();
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var printed = process.getInputStream()) {
            process.getOutputStream().close();
            var _ = process.onExit()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(_ -> {
                        process.destroyForcibly();
                        return process;
                    });
            var bytes = printed.readNBytes(MOST_PRINTED);
            if (bytes.length == MOST_PRINTED) {
                throw new IOException(program + " prints too much");
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(program + " ended with " + exit);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
