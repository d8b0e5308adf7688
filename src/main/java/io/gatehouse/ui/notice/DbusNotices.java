package io.gatehouse.ui.notice;

import io.gatehouse.local.Landing;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.bus.BusException;
import io.gatehouse.ui.bus.Notifications;
import io.gatehouse.ui.bus.SessionBus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// Shows notices through `org.freedesktop.Notifications`.
public final class DbusNotices {
    private static final int LEFT_TO_THE_SERVER = -1;
    private static final int LONGEST_LINE = 400;
    private static final String REQUEST = "request";

    private final SessionBus bus;
    private final Map<Icon.Name, Notifications.Image> images = new EnumMap<>(Icon.Name.class);
    private final Consumer<Landing> onClick;
    private final Map<String, Open> open = new LinkedHashMap<>();

    private Optional<Set<String>> capabilities = Optional.empty();

    private record Open(UInt32 id, Notice.About about) {}

    /// @param onClick gets what a clicked notice leads to; called on a thread of the bus, must only hand it on
    public DbusNotices(SessionBus bus, Consumer<Landing> onClick) {
        this.bus = bus;
        this.onClick = onClick;
    }

    public void start() {
        bus.on(Notifications.ActionInvoked.class, invoked -> about(invoked.id)
                .map(about -> landing(about, invoked.action))
                .ifPresent(onClick));
        bus.on(Notifications.NotificationClosed.class, closed -> forget(closed.id));
        bus.onOwner(Notifications.NAME, _ -> forgetServer());
    }

    /// @throws BusException when the desktop has nobody who shows notices
    public void show(Notice notice) {
        try {
            var server = bus.remote(Notifications.NAME, Notifications.PATH, Notifications.class);
            var able = capabilities(server);
            var id = server.show(
                    Messages.text("notice.app"),
                    replaces(notice.fold()),
                    "",
                    notice.title(),
                    body(notice, able),
                    able.contains("actions") ? actions(notice) : List.of(),
                    hints(notice),
                    LEFT_TO_THE_SERVER);
            remember(notice, id);
        } catch (DBusExecutionException e) {
            throw new BusException("nobody shows notices", e);
        }
    }

    /// A notice about Gatehouse itself needs no answer to *Why?*.
    private static List<String> actions(Notice notice) {
        var actions = new ArrayList<>(List.of("default", ""));
        if (notice.about().enforcement().isPresent()) {
            actions.addAll(List.of("why", Messages.text("notice.why")));
        } else {
            actions.addAll(List.of("open", Messages.text("notice.open")));
        }
        if (notice.about().askable()) {
            actions.addAll(List.of(REQUEST, Messages.text("notice.request-exception")));
        }
        return actions;
    }

    /// Any program of the session can say that a notice was clicked, so an action counts only where it was offered.
    private static Landing landing(Notice.About about, String action) {
        return about.enforcement()
                .map(id -> about.askable() && action.equals(REQUEST) ? Landing.asking(id) : Landing.on(id))
                .orElse(Landing.ANYWHERE);
    }

    private synchronized Set<String> capabilities(Notifications server) {
        if (capabilities.isEmpty()) {
            capabilities = Optional.of(Set.copyOf(server.getCapabilities()));
        }
        return capabilities.get();
    }

    private static String body(Notice notice, Set<String> able) {
        return notice.lines(able.contains("actions")).stream()
                .map(line -> able.contains("body-markup") ? Shown.markup(line, LONGEST_LINE) : line)
                .collect(Collectors.joining("\n"));
    }

    private Map<String, Variant<?>> hints(Notice notice) {
        var hints = new HashMap<String, Variant<?>>();
        hints.put("urgency", new Variant<>(urgency(notice)));
        hints.put("category", new Variant<>("x-gatehouse.denied"));
        hints.put("desktop-entry", new Variant<>("gatehouse"));
        hints.put(
                "image-data",
                new Variant<>(
                        images.computeIfAbsent(notice.icon(), DbusNotices::image), Notifications.Image.SIGNATURE));
        if (notice.passing()) {
            hints.put("transient", new Variant<>(true));
        }
        if (notice.again() || notice.urgency() == Notice.Urgency.LOW) {
            hints.put("suppress-sound", new Variant<>(true));
        } else if (notice.urgency() == Notice.Urgency.CRITICAL) {
            hints.put("sound-name", new Variant<>("dialog-warning"));
        }
        return hints;
    }

    private static byte urgency(Notice notice) {
        return switch (notice.urgency()) {
            case LOW -> 0;
            case NORMAL -> 1;
            case CRITICAL -> 2;
        };
    }

    private static Notifications.Image image(Icon.Name name) {
        var icon = Icon.list(name).getLast();
        return new Notifications.Image(icon.size(), icon.rgba());
    }

    private synchronized UInt32 replaces(String fold) {
        var shown = open.get(fold);
        return shown == null ? new UInt32(0) : shown.id();
    }

    private synchronized void remember(Notice notice, UInt32 id) {
        open.remove(notice.fold());
        open.put(notice.fold(), new Open(id, notice.about()));
        if (open.size() > NoticeModel.FOLDS) {
            open.remove(open.keySet().iterator().next());
        }
    }

    private synchronized Optional<Notice.About> about(UInt32 id) {
        return open.values().stream()
                .filter(shown -> shown.id().equals(id))
                .map(Open::about)
                .findFirst();
    }

    private synchronized void forget(UInt32 id) {
        open.values().removeIf(shown -> shown.id().equals(id));
    }

    private synchronized void forgetServer() {
        open.clear();
        capabilities = Optional.empty();
    }
}
