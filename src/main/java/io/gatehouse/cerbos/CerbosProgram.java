package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// The program `cerbos`, as an organisation installs it: its compiler and its server.
public record CerbosProgram(Path file) {
    /// @param path the value of the variable PATH
    public static Optional<CerbosProgram> find(String path) {
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, "cerbos"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(CerbosProgram::new);
    }

    /// @throws PolicyException when there is no program of that name
    public static CerbosProgram at(Path file) {
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new PolicyException("There is no program " + file + ". Name the `cerbos` program itself.");
        }
        return new CerbosProgram(file.toAbsolutePath());
    }

    /// What `cerbos compile` said.
    ///
    /// @param printed without the line breaks at its end
    public record Compiled(boolean passed, String printed) {}

    /// Compiles the policies of a directory and runs their tests.
    Compiled compile(Path directory) {
        try {
            var compiler = new ProcessBuilder(
                            file.toString(), "compile", "--strict-evaluation", "--no-color", directory.toString())
                    .redirectErrorStream(true)
                    .start();
            compiler.getOutputStream().close();
            var printed = new String(compiler.getInputStream().readAllBytes(), UTF_8).stripTrailing();
            return new Compiled(compiler.waitFor() == 0, printed);
        } catch (IOException e) {
            throw new PolicyException("Cannot run " + file + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolicyException("Interrupted while " + file + " was compiling", e);
        }
    }
}
