package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A secret in a file of its own, read anew each time, so that it can be changed while the console runs.
///
/// @param what it is, for messages
public record SecretFile(String what, Path file) {
    private static final int LONGEST = 4_096;

    /// Without the end of its line.
    ///
    /// @throws ConsoleException when it cannot be read, is empty or too long, or is open to others
    public String read() {
        try {
            OnlyOwner.needs(file, what);
            if (Files.size(file) > LONGEST) {
                throw new ConsoleException(
                        "The " + what + " " + file + " is longer than 4 KB. Put the secret alone" + " into the file.");
            }
            var secret = Files.readString(file, UTF_8).strip();
            if (secret.isEmpty()) {
                throw new ConsoleException("The " + what + " " + file + " is empty. Put the secret into the file.");
            }
            return secret;
        } catch (IOException e) {
            throw new ConsoleException("The " + what + " " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
