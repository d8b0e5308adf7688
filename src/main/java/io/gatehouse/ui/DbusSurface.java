package io.gatehouse.ui;

import io.gatehouse.ui.bus.Backoff;
import io.gatehouse.ui.bus.BusException;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.notice.DbusNotices;
import io.gatehouse.ui.notice.Notice;
import io.gatehouse.ui.tray.DbusTray;
import io.gatehouse.ui.tray.TrayItem;
import io.gatehouse.ui.tray.TrayModel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tray and notices of a Linux desktop, over one connection to the session bus that is made again when it breaks.
final class DbusSurface implements Surface {
    private static final Logger log = LoggerFactory.getLogger(DbusSurface.class);

    private final Supplier<Optional<String>> address;
    private final Consumer<TrayItem.Act> onAct;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));
    private final Set<String> said = new HashSet<>();

    private @Nullable Session session;
    private long retryAt = System.nanoTime();

    private record Session(SessionBus bus, DbusTray tray, DbusNotices notices, AtomicBoolean lost) {}

    /// @param address where the session bus is, asked before each attempt
    /// @param onAct called on a thread of the bus; must only hand the act on
    DbusSurface(Supplier<Optional<String>> address, Consumer<TrayItem.Act> onAct) {
        this.address = address;
        this.onAct = onAct;
    }

    @Override
    public void show(TrayModel model, List<Notice> notices) {
        if (session != null && session.lost().get()) {
            log.info("The session bus went away; tray icon and notices come back with it");
            drop(session);
        }
        if (session == null && System.nanoTime() - retryAt >= 0) {
            session = connect(model);
        }
        if (session != null) {
            show(session, model, notices);
        }
    }

    private void show(Session now, TrayModel model, List<Notice> notices) {
        try {
            now.tray().show(model);
        } catch (BusException e) {
            log.warn("Lost the session bus", e);
            drop(now);
            return;
        }
        for (var notice : notices) {
            try {
                now.notices().show(notice);
            } catch (BusException e) {
                sayOnce("Nobody on this desktop shows notices: denials are in the window only", e);
                return;
            }
        }
    }

    private @Nullable Session connect(TrayModel model) {
        var at = address.get();
        if (at.isEmpty()) {
            sayOnce("There is no session bus: no tray icon, no notices", null);
            retryAt = System.nanoTime() + backoff.next().toNanos();
            return null;
        }
        try {
            var lost = new AtomicBoolean();
            var connected = open(SessionBus.connect(at.get(), () -> lost.set(true)), model, lost);
            backoff.reset();
            return connected;
        } catch (BusException e) {
            sayOnce("The session bus cannot be used: no tray icon, no notices", e);
            retryAt = System.nanoTime() + backoff.next().toNanos();
            return null;
        }
    }

    private Session open(SessionBus bus, TrayModel model, AtomicBoolean lost) {
        try {
            var notices = new DbusNotices(bus, landing -> onAct.accept(new TrayItem.Act.Open(landing)));
            notices.start();
            var tray = new DbusTray(bus, model, onAct);
            if (!tray.start()) {
                sayOnce("This desktop has no tray; the icon appears as soon as it has one", null);
            }
            return new Session(bus, tray, notices, lost);
        } catch (BusException e) {
            bus.close();
            throw e;
        }
    }

    private void drop(Session gone) {
        gone.bus().close();
        session = null;
        retryAt = System.nanoTime() + backoff.next().toNanos();
    }

    private void sayOnce(String message, @Nullable Exception why) {
        if (said.add(message)) {
            log.info(message);
            log.debug("Because", why);
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.bus().close();
            session = null;
        }
    }
}
