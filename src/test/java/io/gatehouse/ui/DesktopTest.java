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
import io.gatehouse.local.Landing;
import io.gatehouse.local.RequestNews;
import io.gatehouse.ui.notice.Notice;
import io.gatehouse.ui.notice.Snooze;
import io.gatehouse.ui.tray.TrayItem;
import io.gatehouse.ui.tray.TrayModel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DesktopTest {
    private final Feed<AuditRecord> feed = new Feed<>();
    private final LinkedBlockingQueue<Landing> opened = new LinkedBlockingQueue<>();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final CountDownLatch synced = new CountDownLatch(1);
    private final AtomicReference<List<RequestNews>> untold = new AtomicReference<>(List.of());
    private final LinkedBlockingQueue<RequestNews> told = new LinkedBlockingQueue<>();
    private final Snooze snooze = new Snooze(Instant::now, ZoneOffset.UTC, true);
    private final FakeSurface surface = new FakeSurface();
    private final Desktop desktop = Desktop.start(
            new Desktop.Sources(
                    () -> Records.with(status(ENFORCE, CONNECTED), snooze.state()),
                    () -> List.of(record("old", "s", "git reset --hard", denyBy(FORCE))),
                    feed,
                    new Desktop.News(untold::get, told::add),
                    snooze,
                    6),
            new Desktop.Clicks(opened::add, synced::countDown, quit::countDown),
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
        assertEquals(List.of("a1", "old"), denials(shown.model()));
    }

    @Test
    void theMenuBeginsWithTheDenialsOfBefore() throws InterruptedException {
        assertEquals(List.of("old"), denials(surface.next().model()));
    }

    @Test
    void aCallThatWentOnIsListedOnceThoughItIsPublishedAgainWithItsOutcome() throws InterruptedException {
        surface.next();
        var observed = record("a1", "s", "git push -f", new Verdict.WouldDeny(denyBy(FORCE)));
        feed.publish(observed);
        feed.publish(new AuditRecord(
                observed.sequence(), observed.enforcement(), Optional.of(new AuditRecord.Ran(false, 5))));
        feed.publish(record("a2", "s", "git push -f", denyBy(FORCE)));
        surface.nextWhere(shown -> denials(shown.model()).equals(List.of("a2", "a1", "old")));
    }

    @Test
    void whileSnoozedNothingIsShownAndTheMenuLeadsBack() throws InterruptedException {
        surface.next();
        surface.click(new TrayItem.Act.BeginSnooze(Snooze.Length.HOUR));
        surface.nextWhere(shown -> shown.model().menu().stream()
                .anyMatch(item -> item instanceof TrayItem.Command command
                        && command.act().equals(new TrayItem.Act.EndSnooze())));
        untold.set(List.of(new RequestNews(Records.request("R-1", State.REVOKED), 2)));
        feed.publish(record("a1", "s", "git push -f", denyBy(FORCE)));
        var shown = surface.nextWhere(one -> denials(one.model()).equals(List.of("a1", "old")));
        assertEquals(List.of(), shown.notices());
        assertTrue(told.isEmpty());
        surface.click(new TrayItem.Act.EndSnooze());
        assertEquals(
                List.of("1 call was denied while you had no notices", "Exception taken back: git push -f"),
                surface.nextNotices().stream().map(Notice::title).toList());
    }

    private static List<String> denials(TrayModel model) {
        return model.menu().stream()
                .flatMap(item -> item instanceof TrayItem.Command command
                                && command.act() instanceof TrayItem.Act.Open(var landing)
                        ? landing.enforcement().stream()
                        : Stream.empty())
                .toList();
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
    void aPublisherNeverWaitsForASlowDesktopAndNothingIsLost() throws InterruptedException {
        surface.next();
        surface.hold = new CountDownLatch(1);
        feed.publish(record("a0", "s0", "held", denyBy(FORCE)));
        surface.held.await();
        for (int i = 0; i < 1000; i++) {
            feed.publish(record("b" + i, "t", "call " + i, denyBy(FORCE)));
        }
        surface.hold.countDown();
        var titles = new ArrayList<String>();
        while (titles.size() < 2) {
            surface.nextNotices().stream().map(Notice::title).forEach(titles::add);
        }
        assertEquals(List.of("Denied: held", "Denied 1,000 times: call 999"), titles);
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
        surface.click(new TrayItem.Act.Open(Landing.asking("a1")));
        assertEquals(Landing.asking("a1"), opened.poll(10, TimeUnit.SECONDS));
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

        private Shown nextWhere(Predicate<Shown> wanted) throws InterruptedException {
            var next = next();
            while (!wanted.test(next)) {
                next = next();
            }
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
