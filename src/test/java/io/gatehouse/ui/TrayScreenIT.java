package io.gatehouse.ui;

import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.local.Status.Connection.NOT_CONFIGURED;
import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.record;
import static io.gatehouse.ui.Records.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.local.Landing;
import io.gatehouse.local.Status;
import io.gatehouse.ui.bus.Menu;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.bus.StatusNotifierItem;
import io.gatehouse.ui.bus.StatusNotifierWatcher;
import io.gatehouse.ui.notice.Snooze;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The tray in a real panel and a real notice that is clicked; run below `src/test/screen/run.sh`.
@Tag("screen")
@Timeout(60)
class TrayScreenIT {
    private static final String ITEM =
            "org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-1";

    private final Feed<AuditRecord> feed = new Feed<>();
    private final LinkedBlockingQueue<Landing> opened = new LinkedBlockingQueue<>();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final Snooze snooze = new Snooze(Instant::now, ZoneOffset.UTC, true);
    private volatile Status status = status(ENFORCE, CONNECTED);
    private final Desktop desktop = Desktop.start(
            new Desktop.Sources(
                    () -> Records.with(status, snooze.state()),
                    List::of,
                    feed,
                    new Desktop.News(List::of, _ -> {}),
                    snooze,
                    6),
            new Desktop.Clicks(opened::add, () -> {}, quit::countDown));
    private final SessionBus observer =
            SessionBus.connect(SessionBus.address(System.getenv()).orElseThrow(), () -> {});

    @AfterEach
    void close() {
        desktop.close();
        observer.close();
    }

    @Test
    void thePanelTakesTheIconAndAClickOnItOpensTheWindow() throws Exception {
        awaitIcon();
        observer.remote(ITEM, "/StatusNotifierItem", StatusNotifierItem.class).activate(0, 0);
        assertEquals(Landing.ANYWHERE, opened.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void theIconChangesWithTheStatus() throws Exception {
        awaitIcon();
        assertEquals("Active", property("Status"));
        status = status(ENFORCE, NOT_CONFIGURED);
        await("the tray asks for attention", () -> property("Status").equals("NeedsAttention"));
        assertEquals("Gatehouse denies every call", property("Title"));
    }

    @Test
    void aDenialInTheMenuOpensTheWindowOnItAndQuitQuits() throws Exception {
        awaitIcon();
        feed.publish(record("a1", "s", "git push --force my_branch", denyBy(FORCE)));
        var menu = observer.remote(ITEM, "/MenuBar", Menu.class);
        await("the menu lists the denial", () -> rows(menu).stream().anyMatch(row -> row.endsWith("my__branch")));
        click(menu, "my__branch");
        assertEquals(Landing.on("a1"), opened.poll(10, TimeUnit.SECONDS));
        click(menu, "Quit anyway");
        assertTrue(quit.await(10, TimeUnit.SECONDS));
    }

    @Test
    void whyInANoticeOpensTheWindowOnTheLastOfItsDenials() throws Exception {
        awaitIcon();
        feed.publish(record("a1", "s", "git push --force", denyBy(FORCE)));
        await("a notice is on the screen", () -> notices().size() == 1);
        feed.publish(record("a2", "s", "git push --force origin", denyBy(FORCE)));
        await("Why? of the notice leads to the second denial", () -> {
            for (var notice : notices()) {
                pressWhy(notice);
            }
            return Landing.on("a2").equals(opened.poll(1, TimeUnit.SECONDS));
        });
    }

    /// The windows of the notices, as xdotool numbers them.
    private static List<String> notices() throws Exception {
        return run("xdotool", "search", "--onlyvisible", "--class", "xfce4-notifyd");
    }

    /// The one button stands at the lower right.
    private static void pressWhy(String notice) throws Exception {
        var size = run("xdotool", "getwindowgeometry", "--shell", notice);
        int x = number(size, "X=") + number(size, "WIDTH=") - 60;
        int y = number(size, "Y=") + number(size, "HEIGHT=") - 32;
        run("xdotool", "mousemove", String.valueOf(x), String.valueOf(y), "click", "1");
    }

    private static int number(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> Integer.parseInt(line.substring(key.length())))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.inputReader()) {
            return out.readAllLines();
        } finally {
            process.waitFor();
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "waited 30 s until " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void awaitIcon() throws Exception {
        await("the panel has the icon", () -> items().stream().anyMatch(item -> item.contains(ITEM)));
    }

    private List<String> items() {
        var watcher = observer.remote(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, Properties.class);
        List<String> items = watcher.Get(StatusNotifierWatcher.NAME, "RegisteredStatusNotifierItems");
        return items;
    }

    private String property(String name) {
        String value =
                observer.remote(ITEM, "/StatusNotifierItem", Properties.class).Get(StatusNotifierItem.NAME, name);
        return value;
    }

    private static List<String> rows(Menu menu) {
        return menu.getGroupProperties(List.of(), List.of()).stream()
                .map(item -> label(item.properties))
                .toList();
    }

    private static void click(Menu menu, String endOfLabel) {
        var id = menu.getGroupProperties(List.of(), List.of()).stream()
                .filter(item -> label(item.properties).endsWith(endOfLabel))
                .map(item -> item.id)
                .findFirst()
                .orElseThrow();
        menu.event(id, "clicked", new Variant<>(""), new UInt32(0));
    }

    private static String label(Map<String, Variant<?>> properties) {
        var label = properties.get("label");
        return label == null ? "" : String.valueOf(label.getValue());
    }
}
