package io.gatehouse.ui;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Landing;
import io.gatehouse.local.RequestNews;
import io.gatehouse.local.Status;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.notice.Arrivals;
import io.gatehouse.ui.notice.NoticeModel;
import io.gatehouse.ui.notice.RequestNotices;
import io.gatehouse.ui.notice.Snooze;
import io.gatehouse.ui.notice.StateNotices;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's half of the desktop: keeps the tray icon true and tells of denials.
///
/// Design. Whoever publishes a denial only leaves it with [Arrivals]. One thread takes from there, asks for the status
/// every [#PACE_OF_STATUS], and talks to the desktop, however slow that is. Clicks come back on another thread, a few
/// at a time, because any program of the session can send them.
public final class Desktop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Desktop.class);

    private static final Duration PACE_OF_STATUS = Duration.ofSeconds(3);

    /// Between two batches of notices, so that an agent in a loop moves a counter once a second.
    private static final Duration PACE_OF_NOTICES = Duration.ofSeconds(1);

    private static final int CLICKS = 4;

    /// Of what changed while there was no desktop only the newest is told.
    private static final int NEWS_AT_ONCE = 4;

    private final Sources sources;
    private final Clicks does;
    private final Runnable unsubscribe;
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

    private final Arrivals arrivals = new Arrivals();

    /// Holds something when there is news.
    private final ArrayBlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);

    /// The newest first. Guarded by itself.
    private final ArrayDeque<AuditRecord> denials = new ArrayDeque<>();

    private final NoticeModel notices;
    private final StateNotices state = new StateNotices();
    private boolean failing;

    /// What the desktop shows.
    ///
    /// @param status must be quick; asked every few seconds
    /// @param denials the latest ones of before, the newest first; asked once, on the desktop's own thread
    /// @param noticesPerHour the budget of [NoticeModel]
    public record Sources(
            Supplier<Status> status,
            Supplier<List<AuditRecord>> denials,
            Feed<AuditRecord> feed,
            News news,
            Snooze snooze,
            int noticesPerHour) {}

    /// What clicks do; called on a thread of the desktop.
    public record Clicks(Consumer<Landing> open, Runnable syncNow, Runnable quit) {}

    /// What became of exception requests.
    ///
    /// @param untold changes that the person was not told of, the oldest first; must be quick
    /// @param told remembers that the person was told of one, also for the next start
    public record News(Supplier<List<RequestNews>> untold, Consumer<RequestNews> told) {}

    /// Shows the tray icon and begins to listen. Never fails for the lack of a desktop.
    public static Desktop start(Sources sources, Clicks does) {
        return start(sources, does, Desktop::surface);
    }

    static Desktop start(Sources sources, Clicks does, Function<Consumer<TrayItem.Act>, Surface> surface) {
        var desktop = new Desktop(sources, does, surface);
        desktop.thread.start();
        return desktop;
    }

    private Desktop(Sources sources, Clicks does, Function<Consumer<TrayItem.Act>, Surface> surface) {
        this.sources = sources;
        this.does = does;
        this.notices = new NoticeModel(sources.noticesPerHour());
        this.surface = surface.apply(act -> clicks.execute(() -> perform(act)));
        this.thread = Thread.ofPlatform().daemon().name("desktop").unstarted(this::run);
        this.unsubscribe = sources.feed().subscribe(this::take);
    }

    private static Surface surface(Consumer<TrayItem.Act> onAct) {
        return isLinux() ? new DbusSurface(() -> SessionBus.address(System.getenv()), onAct) : new AwtSurface(onAct);
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    /// A call that went on is published again when it is known how it ended.
    private void take(AuditRecord record) {
        if (record.enforcement().verdict() instanceof Verdict.Allow
                || record.outcome().isPresent()) {
            return;
        }
        synchronized (denials) {
            denials.addFirst(record);
            if (denials.size() > TrayModel.DENIALS) {
                denials.removeLast();
            }
        }
        arrivals.take(record.enforcement());
        ring();
    }

    private void ring() {
        boolean isQuiet = bell.offer(true);
        log.trace("There is news for the desktop, {}", isQuiet ? "the first" : "beside other");
    }

    private void run() {
        try (surface) {
            recall();
            show();
            while (true) {
                if (bell.poll(PACE_OF_STATUS.toMillis(), TimeUnit.MILLISECONDS) == null) {
                    show();
                } else {
                    show();
                    Thread.sleep(PACE_OF_NOTICES);
                }
            }
        } catch (InterruptedException _) {
            log.debug("The desktop is closed");
        }
    }

    /// The denials of before this start; some of this start may be there already.
    private void recall() {
        try {
            var before = sources.denials().get();
            synchronized (denials) {
                var here = denials.stream()
                        .map(record -> record.enforcement().id())
                        .toList();
                before.stream()
                        .filter(record -> !here.contains(record.enforcement().id()))
                        .limit(TrayModel.DENIALS - denials.size())
                        .forEach(denials::addLast);
            }
        } catch (RuntimeException e) {
            log.warn("The tray's menu begins without the denials of before", e);
        }
    }

    private void show() {
        try {
            var batch = arrivals.drain();
            var now = sources.status().get();
            var at = Instant.now();
            var zone = ZoneId.systemDefault();
            List<AuditRecord> latest;
            synchronized (denials) {
                latest = List.copyOf(denials);
            }
            var model = TrayModel.of(now, latest, at, zone);
            boolean snoozed = now.notices().snoozedUntil().isPresent();
            var toShow = new ArrayList<>(notices.on(batch, at, snoozed));
            List<RequestNews> untold = List.of();
            if (!snoozed) {
                state.onProblems(now.problems(), model.state() == TrayModel.State.CANNOT_DECIDE)
                        .ifPresent(toShow::add);
                state.onConnection(now, at, zone).ifPresent(toShow::add);
                untold = sources.news().untold().get();
                untold.stream()
                        .skip(Math.max(0, untold.size() - NEWS_AT_ONCE))
                        .flatMap(one -> RequestNotices.of(one.request(), at, zone).stream())
                        .forEach(toShow::add);
            }
            surface.show(model, toShow);
            untold.forEach(sources.news().told());
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
            case TrayItem.Act.Open(var landing) -> does.open().accept(landing);
            case TrayItem.Act.BeginSnooze(var length) -> {
                sources.snooze().begin(length);
                ring();
            }
            case TrayItem.Act.EndSnooze() -> {
                sources.snooze().end();
                ring();
            }
            case TrayItem.Act.SyncNow() -> does.syncNow().run();
            case TrayItem.Act.Quit() -> does.quit().run();
        }
    }

    @Override
    public void close() {
        unsubscribe.run();
        thread.interrupt();
        clicks.shutdown();
    }
}
