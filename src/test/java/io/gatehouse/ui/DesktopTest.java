package io.gatehouse.ui;

import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.record;
import static io.gatehouse.ui.Records.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.local.RequestNews;
import io.gatehouse.ui.notice.Notice;
import io.gatehouse.ui.tray.TrayItem;
import io.gatehouse.ui.tray.TrayModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DesktopTest {
    private final Feed<AuditRecord> feed = new Feed<>();
    private final LinkedBlockingQueue<Optional<String>> opened = new LinkedBlockingQueue<>();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final CountDownLatch synced = new CountDownLatch(1);
    private final AtomicReference<List<RequestNews>> untold = new AtomicReference<>(List.of());
    private final LinkedBlockingQueue<RequestNews> told = new LinkedBlockingQueue<>();
    private final FakeSurface surface = new FakeSurface();
    private final Desktop desktop = Desktop.start(
            () -> status(ENFORCE, CONNECTED),
            feed,
            new Desktop.News(untold::get, told::add),
            opened::add,
            synced::countDown,
            quit::countDown,
            act -> {
                surface.onAct = act;
                return surface;
            });

    @AfterEach
    void close() {
        desktop.close();
    }

    @Test
    void showsTheTrayBeforeAnythingHappens() throws InterruptedException {
        assertEquals(TrayModel.State.ENFORCING, surface.next().model().state());
    }

    @Test
    void aDenialIsInTheMenuAndInANotice() throws InterruptedException {
        surface.next();
        feed.publish(record("a1", "s", "git push -f", denyBy(FORCE)));
        var shown = surface.next();
        assertEquals("Denied: git push -f", shown.notices().getFirst().title());
        assertTrue(shown.model().menu().stream()
                .filter(TrayItem.Command.class::isInstance)
                .map(item -> ((TrayItem.Command) item).act())
                .anyMatch(new TrayItem.Act.OpenWindow(Optional.of("a1"))::equals));
    }

    @Test
    void theNewestChangesOfRequestsAreShownAndAllRememberedAsTold() throws InterruptedException {
        surface.next();
        var news = IntStream.range(0, 6)
                .mapToObj(i -> new RequestNews(Records.request("R-" + i, State.REVOKED), 2))
                .toList();
        untold.set(news);
        assertEquals(
                List.of("request/R-2", "request/R-3", "request/R-4", "request/R-5"),
                surface.next().notices().stream().map(Notice::fold).toList());
        for (var one : news) {
            assertEquals(one, told.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPublisherNeverWaitsForASlowDesktopAndWhatItLosesIsCounted() throws InterruptedException {
        surface.next();
        surface.hold = new CountDownLatch(1);
        feed.publish(record("a0", "s0", "held", denyBy(FORCE)));
        surface.held.await();
        for (int i = 0; i < Desktop.WAITING + 10; i++) {
            feed.publish(record("b" + i, "t", "call " + i, denyBy(FORCE)));
        }
        surface.hold.countDown();
        surface.nextNotices();
        assertEquals(
                List.of("Denied 64 times: call 73", "10 more calls were denied"),
                surface.nextNotices().stream().map(Notice::title).toList());
    }

    @Test
    void anAllowWakesNobody() throws InterruptedException {
        surface.next();
        feed.publish(record("a1", "s", "ls", new Verdict.Allow()));
        feed.publish(record("a2", "s", "git push -f", denyBy(FORCE)));
        assertEquals(1, surface.next().notices().size());
    }

    @Test
    void clicksOpenTheWindowSyncAndQuit() throws InterruptedException {
        surface.next();
        surface.click(new TrayItem.Act.OpenWindow(Optional.of("a1")));
        assertEquals(Optional.of("a1"), opened.poll(10, TimeUnit.SECONDS));
        surface.click(new TrayItem.Act.SyncNow());
        assertTrue(synced.await(10, TimeUnit.SECONDS));
        surface.click(new TrayItem.Act.Quit());
        assertTrue(quit.await(10, TimeUnit.SECONDS));
    }

    @Test
    void closingTakesTheIconAwayAndEndsTheSubscription() throws InterruptedException {
        surface.next();
        desktop.close();
        assertTrue(surface.closed.await(10, TimeUnit.SECONDS));
        feed.publish(record("a1", "s", "git push -f", denyBy(FORCE)));
        assertTrue(surface.shown.isEmpty());
    }

    private static final class FakeSurface implements Surface {
        private final LinkedBlockingQueue<Shown> shown = new LinkedBlockingQueue<>();
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile Consumer<TrayItem.Act> onAct = _ -> {};

        private record Shown(TrayModel model, List<Notice> notices) {}

        private Shown next() throws InterruptedException {
            var next = shown.poll(10, TimeUnit.SECONDS);
            assertNotNull(next);
            return next;
        }

        /// Passes over what only brought the tray up to date.
        private List<Notice> nextNotices() throws InterruptedException {
            var notices = next().notices();
            while (notices.isEmpty()) {
                notices = next().notices();
            }
            return notices;
        }

        private void click(TrayItem.Act act) {
            onAct.accept(act);
        }

        @Override
        public void show(TrayModel model, List<Notice> notices) {
            shown.add(new Shown(model, notices));
            if (hold.getCount() > 0) {
                held.countDown();
                try {
                    hold.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
