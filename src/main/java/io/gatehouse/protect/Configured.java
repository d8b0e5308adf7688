package io.gatehouse.protect;

import java.nio.file.Path;
import java.util.Map;

/// What an agent's own settings make it do before a tool call, as far as that is Gatehouse's.
public sealed interface Configured {
    /// The settings file that says so.
    Path file();

    /// @param headers as they are written
    record Http(Path file, String url, Map<String, String> headers) implements Configured {}

    /// @param line for the agent's shell
    record Command(Path file, String line) implements Configured {}

    /// A plugin in the agent's own process: the file itself.
    record Plugin(Path file) implements Configured {}
}
