package io.gatehouse.matrix;

import io.gatehouse.app.DaemonProcess;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A fresh home, whose agents `gatehouse agents protect` has connected, and Gatehouse as it is started there.
final class Person {
    private static final Path MCP_SERVER =
            Path.of("src/test/agents/demo_mcp.py").toAbsolutePath();

    final Path root;
    final List<Client> clients;
    private final Path home;
    private final int port;
    private int sessions;

    /// @param root must not exist yet
    Person(Path root, List<Client> clients) {
        this.root = root;
        this.clients = clients;
        this.home = root.resolve("home");
        this.port = freePort();
        try {
            for (var client : clients) {
                configure(client);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var _ = daemon("")) {
            for (var client : clients) {
                gatehouse(client.protect());
            }
        }
    }

    /// @param settings YAML besides who it is
    DaemonProcess daemon(String settings) {
        return DaemonProcess.onPort(
                home, port, "principal: {id: dev, roles: [developer]}\n" + settings, Map.of("HOME", home.toString()));
    }

    Session session(Client client, List<Tool> tools, boolean isDenied) {
        sessions++;
        return new Session(client, tools, isDenied, home, root.resolve(sessions + "-" + client), port);
    }

    /// Runs the launcher as this person.
    ///
    /// @return what it printed
    String gatehouse(List<String> command) {
        var program = Path.of(System.getProperty("gatehouse.dist", "target/dist"), "bin", "gatehouse")
                .toAbsolutePath();
        var builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), command.stream())
                        .toList())
                .redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .put("GATEHOUSE_CONFIG", home.resolve("gatehouse.yaml").toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 && command.contains("protect")) {
                throw new IllegalStateException(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What a person has set up before: the model's address, and the MCP servers `filesystem` and `demo`.
    private void configure(Client client) throws IOException {
        var command = List.of("python3", MCP_SERVER.toString());
        switch (client) {
            case CLAUDE_HTTP, CLAUDE_SHIM -> write("mcp.json", Json.text(Map.of("mcpServers", started(Map.of()))));
            case GEMINI ->
                write(
                        ".gemini/settings.json",
                        Json.text(Map.of(
                                "mcpServers",
                                started(Map.of("trust", true)),
                                "security",
                                Map.of("auth", Map.of("selectedType", "gemini-api-key")),
                                "privacy",
                                Map.of("usageStatisticsEnabled", false),
                                "general",
                                Map.of("enableAutoUpdate", false))));
            case QWEN ->
                write(
                        ".qwen/settings.json",
                        Json.text(Map.of(
                                "mcpServers",
                                started(Map.of("trust", true)),
                                "security",
                                Map.of("auth", Map.of("selectedType", "openai")),
                                "privacy",
                                Map.of("usageStatisticsEnabled", false),
                                "general",
                                Map.of("enableAutoUpdate", false))));
            case COPILOT ->
                write(
                        ".copilot/mcp-config.json",
                        Json.text(Map.of("mcpServers", started(Map.of("type", "local", "tools", List.of("*"))))));
            case CODEX -> configureCodex("gpt-5.5");
            case CODEX_SCRIPT -> configureCodex("gpt-6-sol");
            case OPENCODE -> {
                var server = Map.of("type", "local", "command", command, "enabled", true);
                write(
                        "opencode-settings.json",
                        Json.text(Map.of(
                                "model",
                                "fake/fake-model",
                                "small_model",
                                "fake/fake-model",
                                "share",
                                "disabled",
                                "permission",
                                "allow",
                                "mcp",
                                Map.of("filesystem", server, "demo", server),
                                "provider",
                                Map.of(
                                        "fake",
                                        Map.of(
                                                "npm",
                                                "@ai-sdk/openai-compatible",
                                                "name",
                                                "fake",
                                                "options",
                                                Map.of("baseURL", "@MODEL@", "apiKey", "dummy"),
                                                "models",
                                                Map.of("fake-model", Map.of("name", "fake", "tool_call", true)))))));
                withItsLibrary(".config/opencode");
            }
        }
    }

    private void configureCodex(String model) throws IOException {
        var settings = new StringBuilder(
                """
                model = "%s"
                model_provider = "fake"
                approval_policy = "never"
                sandbox_mode = "danger-full-access"
                [model_providers.fake]
                name = "fake"
                base_url = ""
                env_key = "FAKE_KEY"
                wire_api = "responses"
                """
                        .formatted(model));
        for (var server : List.of("filesystem", "demo")) {
            settings.append(
                    """
                    [mcp_servers.%s]
                    command = "python3"
                    args = ["%s"]
                    default_tools_approval_mode = "approve"
                    """
                            .formatted(server, MCP_SERVER));
        }
        write(".codex/config.toml", settings.toString());
    }

    /// opencode fetches its plugins' library over the network, once there is a plugin, unless it is there.
    private void withItsLibrary(String directory) throws IOException {
        write(
                directory + "/node_modules/@opencode-ai/plugin/package.json",
                "{\"name\": \"@opencode-ai/plugin\", \"version\": \"0.0.0\"}");
        write(directory + "/package.json", "{\"dependencies\": {\"@opencode-ai/plugin\": \"*\"}}");
        write(
                directory + "/package-lock.json",
                "{\"lockfileVersion\": 3, \"packages\": {\"\": {\"dependencies\": {\"@opencode-ai/plugin\": \"*\"}}}}");
    }

    private static Map<String, Object> started(Map<String, Object> more) {
        var server = new HashMap<String, Object>(more);
        server.put("command", "python3");
        server.put("args", List.of(MCP_SERVER.toString()));
        return Map.of("filesystem", server, "demo", server);
    }

    private void write(String path, String content) throws IOException {
        var file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
