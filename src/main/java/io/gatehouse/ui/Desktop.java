package io.gatehouse.ui;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.RequestNews;
import io.gatehouse.local.Status;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.notice.NoticeModel;
import io.gatehouse.ui.notice.RequestNotices;
import io.gatehouse.ui.tray.AwtSurface;
import io.gatehouse.ui.tray.TrayItem;
import io.gatehouse.ui.tray.TrayModel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's half of the desktop: keeps the tray icon true and tells of denials.
///
/// Design. Whoever publishes a denial only puts it into a bounded queue. One thread takes from it, asks for the
/// status every [#PACE_OF_STATUS], and talks to the desktop, however slow that is. Clicks come back on another
/// thread, a few at a time, because any program of the session can send them.
public final class Desktop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desktop.class);

    /// Denials that wait to be shown; when more come, the oldest are dropped and counted.
    static final int WAITING = 64;

    private static final Duration PACE_OF_STATUS = Duration.ofSeconds(3);

    /// Between two batches of notices, so that an agent in a loop moves a counter once a second.
    private static final Duration PACE_OF_NOTICES = Duration.ofSeconds(1);

    private static final int CLICKS = 4;

    /// Of what changed while there was no desktop only the newest is told.
    private static final int NEWS_AT_ONCE = 4;

    private final Supplier<Status> status;
    private final Runnable unsubscribe;
    private final News news;
    private final Consumer<Optional<String>> openWindow;
    private final Runnable syncNow;
    private final Runnable quit;
    private final Surface surface;
    private final Thread thread;
    private final ThreadPoolExecutor clicks = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(CLICKS),
            Thread.ofPlatform().daemon().name("desktop-click").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final ArrayBlockingQueue<AuditRecord> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final ArrayDeque<AuditRecord> denials = new ArrayDeque<>();
    private final NoticeModel notices = new NoticeModel();
    private boolean failing;

    /// What became of exception requests.
    ///
    /// @param untold changes that the person was not told of, the oldest first; must be quick
    /// @param told remembers that the person was told of one, also for the next start
    public record News(Supplier<List<RequestNews>> untold, Consumer<RequestNews> told) {}

    /// Shows the tray icon and begins to listen. Never fails for the lack of a desktop.
    ///
    /// @param status must be quick; asked every few seconds
    /// @param openWindow gets the id of the enforcement to show, or nothing for the window as it opens by itself;
    ///     called on a thread of the desktop
    /// @param syncNow what the menu's *Sync now* does; must be quick, called on a thread of the desktop
    /// @param quit what the menu's *Quit* does; called on a thread of the desktop
    public static Desktop start(
            Supplier<Status> status,
            Feed<AuditRecord> feed,
            News news,
            Consumer<Optional<String>> openWindow,
            Runnable syncNow,
            Runnable quit) {
        return start(status, feed, news, openWindow, syncNow, quit, Desktop::surface);
    }

    static Desktop start(
            Supplier<Status> status,
            Feed<AuditRecord> feed,
            News news,
            Consumer<Optional<String>> openWindow,
            Runnable syncNow,
            Runnable quit,
            Function<Consumer<TrayItem.Act>, Surface> surface) {
        var desktop = new Desktop(status, feed, news, openWindow, syncNow, quit, surface);
        desktop.thread.start();
        return desktop;
    }

    private Desktop(
            Supplier<Status> status,
            Feed<AuditRecord> feed,
            News news,
            Consumer<Optional<String>> openWindow,
            Runnable syncNow,
            Runnable quit,
            Function<Consumer<TrayItem.Act>, Surface> surface) {
        this.status = status;
        this.news = news;
        this.openWindow = openWindow;
        this.syncNow = syncNow;
        this.quit = quit;
        this.surface = surface.apply(act -> clicks.execute(() -> perform(act)));
        this.thread = Thread.ofPlatform().daemon().name("desktop").unstarted(this::run);
        this.unsubscribe = feed.subscribe(this::take);
    }

    private static Surface surface(Consumer<TrayItem.Act> onAct) {
        return isLinux() ? new DbusSurface(() -> SessionBus.address(System.getenv()), onAct) : new AwtSurface(onAct);
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    private void take(AuditRecord record) {
        if (record.enforcement().verdict() instanceof Verdict.Allow) {
            return;
        }
        while (!waiting.offer(record)) {
            if (waiting.poll() != null) {
                lost.incrementAndGet();
            }
        }
    }

    private void run() {
        try (surface) {
            show(List.of());
            while (true) {
                var first = waiting.poll(PACE_OF_STATUS.toMillis(), TimeUnit.MILLISECONDS);
                var batch = new ArrayList<AuditRecord>();
                if (first != null) {
                    batch.add(first);
                }
                waiting.drainTo(batch);
                show(batch);
                if (!batch.isEmpty()) {
                    Thread.sleep(PACE_OF_NOTICES);
                }
            }
        } catch (InterruptedException _) {
            log.debug("The desktop is closed");
        }
    }

    private void show(List<AuditRecord> batch) {
        try {
            for (var record : batch) {
                denials.addFirst(record);
            }
            while (denials.size() > TrayModel.DENIALS) {
                denials.removeLast();
            }
            var now = status.get();
            var at = Instant.now();
            var zone = ZoneId.systemDefault();
            var model = TrayModel.of(now, List.copyOf(denials), at, zone);
            var toShow = new ArrayList<>(notices.on(batch, lost.getAndSet(0)));
            notices.onProblems(now.problems(), model.state() == TrayModel.State.CANNOT_DECIDE)
                    .ifPresent(toShow::add);
            notices.onConnection(now, at, zone).ifPresent(toShow::add);
            var untold = news.untold().get();
            untold.stream()
                    .skip(Math.max(0, untold.size() - NEWS_AT_ONCE))
                    .flatMap(one -> RequestNotices.of(one.request(), at, zone).stream())
                    .forEach(toShow::add);
            surface.show(model, toShow);
            untold.forEach(news.told());
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn("Tray icon and notices are not up to date", e);
            }
        }
    }

    private void perform(TrayItem.Act act) {
        switch (act) {
            case TrayItem.Act.OpenWindow(var enforcement) -> openWindow.accept(enforcement);
            case TrayItem.Act.SyncNow() -> syncNow.run();
            case TrayItem.Act.Quit() -> quit.run();
        }
    }

    @Override
    public void close() {
        unsubscribe.run();
        thread.interrupt();
        clicks.shutdown();
    }
}
