package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ShimCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real client, in whose session somebody turns all hooks off.
@Tag("agent")
class HookRemovalIT {
    private static final Path ROOT = Path.of("target/hook-removal").toAbsolutePath();
    /// As the daemon writes them: it puts back what is written otherwise.
    private static final Path HOOKS = Path.of(System.getProperty("gatehouse.dist", "target/dist"), "hooks")
            .toAbsolutePath();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void settingsThatTurnHooksOffDoNotCountInASessionThatRuns(Transport transport)
            throws IOException, InterruptedException {
        var name = transport.name();
        var out = ROOT.resolve(name);
        RealClaude.clear(ROOT.resolve(name));
        RealClaude.clear(ROOT.resolve(name + "-daemon"));
        var config = out.resolve("config");
        try (var daemon = DaemonProcess.start(
                ROOT.resolve(name + "-daemon"),
                "principal: {id: dev, roles: [developer]}\n",
                Map.of("CLAUDE_CONFIG_DIR", config.toString()))) {
            var claude = new RealClaude(out);
            var ran = new CountDownLatch(1);
            var refused = new CountDownLatch(1);
            try (var _ = daemon.client().listen(event -> {
                if (event instanceof Event.Recorded(var record)) {
                    if (record.outcome().isPresent()) {
                        ran.countDown();
                    }
                    record.verdict()
                            .denial()
                            .filter(deny -> deny.cause() == Cause.HOOK_REMOVED)
                            .ifPresent(_ -> refused.countDown());
                }
            })) {
                daemon.client().protect("claude-code");
                write(config, daemon, transport);
                var goesOn = out.resolve("goes-on");
                var after = new HashMap<>(turn("after", "echo ran > after && sudo -n true"));
                after.put("until", goesOn.toString());
                var session = claude.start(
                        daemon,
                        Map.of("turns", List.of(turn("before", "echo ran > before"), after)),
                        "--permission-mode=bypassPermissions");
                assertTrue(ran.await(60, TimeUnit.SECONDS), "the first call");
                claude.write("work/.claude/settings.json", "{\"disableAllHooks\": true}");
                assertTrue(refused.await(60, TimeUnit.SECONDS), "the change is refused");
                claude.write("goes-on", "");

                var ended = session.join();

                assertTrue(ended.made("before"), ended.toString());
                assertFalse(ended.made("after"), ended.toString());
                assertTrue(ended.told("after").orElse("").contains("command.privilege"), ended.toString());
                assertTrue(Files.readString(out.resolve("debug.log")).contains("gatehouse-session"));
            }
        }
    }

    private static Map<String, Object> turn(String id, String line) {
        return Map.of(
                "tools",
                List.of(Map.of("id", id, "name", "Bash", "input", Map.of("command", line, "description", "x"))));
    }

    private static void write(Path config, DaemonProcess daemon, Transport transport) {
        var ways = new ClaudeHooks(
                new Endpoint(daemon.port(), daemon.hookToken()),
                Optional.of(new ShimCommand(HOOKS, daemon.dataDir(), daemon.dataDir())));
        var settings = new ClaudeCodeSettings(config, config.resolve("none"), List.of(), InstantSource.system());
        new Hooks(settings, List.of(), ways, ProtectedAgents.in(daemon.dataDir()))
                .protect("claude-code", Level.USER, transport, false);
    }
}
