package io.gatehouse.app;

import static io.gatehouse.ui.RealDesktop.await;
import static io.gatehouse.ui.RealDesktop.notices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import io.gatehouse.ui.RealDesktop;
import io.gatehouse.ui.TrayItems;
import io.gatehouse.ui.bus.SessionBus;
import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From a denied call to the window, by a real notice and a real tray; run below `src/test/screen/run.sh`.
@Tag("screen")
@Timeout(120)
class DesktopScreenIT {
    @TempDir
    Path directory;

    @Test
    void aClickedNoticeLandsOnItsEnforcementAndTheNextOneInTheSameWindow() throws Exception {
        try (var daemon = DaemonProcess.onTheDesktop(directory, "")) {
            assertTrue(hears(daemon, "git push --force origin main").contains("deny"));
            await("a notice is on the screen", () -> notices().size() == 1);
            RealDesktop.clickWhy(notices().getFirst());
            await("the window shows the denied push", () -> copied().contains("git push --force origin main"));
            RealDesktop.keep("window");
            var window = windows().getFirst();

            assertTrue(hears(daemon, "git reset --hard HEAD~3").contains("deny"));
            await("a second notice is on the screen", () -> notices().size() == 1);
            assertEquals(window, active(), "the notice took the focus");
            RealDesktop.clickWhy(notices().getFirst());
            await("the window shows the denied reset", () -> copied().contains("git reset --hard HEAD~3"));
            assertEquals(List.of(window), windows());
        }
    }

    @Test
    void aSnoozeKeepsNoticesAwayAndNoVerdict() throws Exception {
        try (var daemon = DaemonProcess.onTheDesktop(directory, "");
                var bus = SessionBus.connect(SessionBus.address(System.getenv()).orElseThrow(), () -> {})) {
            var tray = new TrayItems(bus, daemon.pid());
            await("the panel has the icon", tray::isRegistered);
            tray.click("For 1 hour");
            await(
                    "the status says so",
                    () -> daemon.client().status().notices().snoozedUntil().isPresent());
            assertTrue(hears(daemon, "cat ~/.ssh/id_rsa").contains("deny"));
            await("the menu lists it", () -> tray.rows().stream().anyMatch(row -> row.contains("id__rsa")));
            assertEquals(List.of(), notices());
        }
    }

    private static List<String> windows() {
        return RealDesktop.windows("--name", "^Gatehouse$");
    }

    private static String active() {
        return String.join("", RealDesktop.run("xdotool", "getactivewindow"));
    }

    /// What Ctrl+C in the window copies: what it shows.
    private static String copied() throws Exception {
        var windows = windows();
        if (windows.isEmpty() || !active().equals(windows.getFirst())) {
            return "";
        }
        RealDesktop.press("ctrl+c");
        var clipboard = Toolkit.getDefaultToolkit().getSystemClipboard();
        return clipboard.isDataFlavorAvailable(DataFlavor.stringFlavor)
                ? (String) clipboard.getData(DataFlavor.stringFlavor)
                : "";
    }

    private String hears(DaemonProcess daemon, String line) throws IOException, InterruptedException {
        var call = Map.of(
                "session_id",
                "s",
                "tool_use_id",
                "t",
                "cwd",
                directory.toString(),
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_input",
                Map.of("command", line));
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(daemon.hookUrl())
                    .header("Authorization", "Bearer " + daemon.hookToken())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(call)))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}
