package io.gatehouse.ui;

import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.local.Status.Connection.NOT_CONFIGURED;
import static io.gatehouse.ui.RealDesktop.await;
import static io.gatehouse.ui.RealDesktop.notices;
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
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.notice.Snooze;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The tray in a real panel and real notices that are clicked; run below `src/test/screen/run.sh`.
@Tag("screen")
@Timeout(60)
class TrayScreenIT {
    private static final int GREEN = 0x2D9D5A;

    private final Feed<AuditRecord> feed = new Feed<>();
    private final LinkedBlockingQueue<Landing> opened = new LinkedBlockingQueue<>();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final Snooze snooze = new Snooze(Instant::now, ZoneOffset.UTC, true);
    private volatile Status status = status(ENFORCE, CONNECTED);
    private Desktop desktop = start();
    private final SessionBus observer =
            SessionBus.connect(SessionBus.address(System.getenv()).orElseThrow(), () -> {});
    private final TrayItems tray =
            new TrayItems(observer, ProcessHandle.current().pid());

    private Desktop start() {
        return Desktop.start(
                new Desktop.Sources(
                        () -> Records.with(status, snooze.state()),
                        List::of,
                        feed,
                        new Desktop.News(List::of, _ -> {}),
                        snooze,
                        6),
                new Desktop.Clicks(opened::add, () -> {}, quit::countDown));
    }

    @AfterEach
    void close() throws Exception {
        desktop.close();
        observer.close();
        await("the notices are closed", () -> {
            notices().forEach(RealDesktop::clickText);
            return notices().isEmpty();
        });
    }

    @Test
    void thePanelTakesTheIconAndAClickOnItOpensTheWindow() throws Exception {
        clickIcon(1);
        assertEquals(Landing.ANYWHERE, opened.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void theIconChangesWithTheStatus() throws Exception {
        await("the panel has the icon", tray::isRegistered);
        assertEquals("Active", tray.property("Status"));
        status = Records.with(status(ENFORCE, CONNECTED), Status.Protection.UNPROTECTED);
        await("it says that an agent is not protected", () -> tray.property("Title")
                .equals("An agent does not ask Gatehouse"));
        status = status(ENFORCE, NOT_CONFIGURED);
        await("the tray asks for attention", () -> tray.property("Status").equals("NeedsAttention"));
        assertEquals("Gatehouse denies every call", tray.property("Title"));
    }

    @Test
    void theMenuOpensInThePanelAndItsFirstDenialOpensTheWindowOnIt() throws Exception {
        await("the panel has the icon", tray::isRegistered);
        feed.publish(record("a1", "s", "git push --force my_branch", denyBy(FORCE)));
        feed.publish(record("a2", "s", "git reset --hard", denyBy(FORCE)));
        await("the menu lists the denials", () -> tray.rows().stream()
                .anyMatch(row -> row.endsWith("git reset --hard")));
        assertTrue(tray.rows().stream().anyMatch(row -> row.endsWith("my__branch")));
        int before = panelWindows();
        clickIcon(3);
        await("the menu is open", () -> panelWindows() > before);
        RealDesktop.keep("menu");
        RealDesktop.press("Down", "Return");
        assertEquals(Landing.on("a2"), opened.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void quitAsksAgainInAMenuOfItsOwn() throws Exception {
        await("the panel has the icon", tray::isRegistered);
        int before = panelWindows();
        clickIcon(3);
        await("the menu is open", () -> panelWindows() > before);
        RealDesktop.press("Up", "Right");
        await("the menu of Quit is open", () -> panelWindows() > before + 1);
        RealDesktop.keep("menu-quit");
        assertEquals(1, quit.getCount());
        RealDesktop.press("Return");
        assertTrue(quit.await(10, TimeUnit.SECONDS));
    }

    @Test
    void aPanelThatStartsLaterShowsTheIcon() throws Exception {
        await("the panel has the icon", tray::isRegistered);
        desktop.close();
        RealDesktop.run("xfce4-panel", "--quit");
        await("there is no tray", () -> !tray.hasHost());
        desktop = start();
        feed.publish(record("a1", "s", "git push --force", denyBy(FORCE)));
        await("there are notices without a tray", () -> notices().size() == 1);
        startPanel();
        await("the panel has the icon", tray::isRegistered);
        await("the icon is on the screen", () -> RealDesktop.find(GREEN).isPresent());
    }

    @Test
    void whyInANoticeOpensTheWindowOnTheLastOfItsDenials() throws Exception {
        feed.publish(record("a1", "s", "git push --force", denyBy(FORCE)));
        await("a notice is on the screen", () -> notices().size() == 1);
        feed.publish(record("a2", "s", "git push --force origin", denyBy(FORCE)));
        await("Why? of the notice leads to the second denial", () -> {
            notices().forEach(RealDesktop::clickWhy);
            return Landing.on("a2").equals(opened.poll(1, TimeUnit.SECONDS));
        });
    }

    @Test
    void requestExceptionInANoticeBeginsARequest() throws Exception {
        feed.publish(record("a1", "s", "git push --force", denyBy(FORCE)));
        await("a notice is on the screen", () -> notices().size() == 1);
        RealDesktop.keep("notice");
        RealDesktop.clickLastButton(notices().getFirst());
        assertEquals(Landing.asking("a1"), opened.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void whileSnoozedThereAreNoNoticesAndAfterwardsOneThatSumsUp() throws Exception {
        await("the panel has the icon", tray::isRegistered);
        tray.click("For 15 minutes");
        await("the menu says so", () -> tray.rows().contains("Show notices again"));
        var hard = new Rule("file.secret", "file", "Secrets stay on this computer.", "", false, Severity.HIGH);
        feed.publish(record("a1", "s", "cat .env", denyBy(hard)));
        feed.publish(record("a2", "s", "git push --force", denyBy(FORCE)));
        await("the menu lists the denials", () -> tray.rows().stream()
                .anyMatch(row -> row.endsWith("git push --force")));
        assertEquals(List.of(), notices());
        tray.click("Show notices again");
        await("one notice sums up", () -> notices().size() == 1);
        RealDesktop.keep("notice-rest");
        notices().forEach(RealDesktop::clickLastButton);
        assertEquals(Landing.ANYWHERE, opened.poll(10, TimeUnit.SECONDS));
    }

    private void clickIcon(int button) throws Exception {
        await("the panel has the icon", tray::isRegistered);
        await("the icon is on the screen", () -> RealDesktop.find(GREEN).isPresent());
        var icon = RealDesktop.find(GREEN).orElseThrow();
        RealDesktop.click(icon.x, icon.y + 5, button);
    }

    private static int panelWindows() {
        return RealDesktop.windows("--class", "panel|[Ww]rapper").size();
    }

    private static void startPanel() throws IOException {
        new ProcessBuilder("xfce4-panel", "--disable-wm-check")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
