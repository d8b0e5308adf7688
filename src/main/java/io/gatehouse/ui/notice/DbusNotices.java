package io.gatehouse.ui.notice;

import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.bus.BusException;
import io.gatehouse.ui.bus.Notifications;
import io.gatehouse.ui.bus.SessionBus;
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

    private final SessionBus bus;
    private final Map<Icon.Name, Notifications.Image> images = new EnumMap<>(Icon.Name.class);
    private final Consumer<Optional<String>> onWhy;
    private final Map<String, Open> open = new LinkedHashMap<>();

    private Optional<Set<String>> capabilities = Optional.empty();

    private record Open(UInt32 id, Optional<String> enforcement) {}

    /// @param onWhy gets the enforcement that a clicked notice is about; called on a thread of the bus, must only
    ///     hand it on
    public DbusNotices(SessionBus bus, Consumer<Optional<String>> onWhy) {
        this.bus = bus;
        this.onWhy = onWhy;
    }

    public void start() {
        bus.on(Notifications.ActionInvoked.class, invoked -> enforcement(invoked.id)
                .ifPresent(onWhy));
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
                    able.contains("actions") ? List.of("default", "", "why", Messages.text("notice.why")) : List.of(),
                    hints(notice),
                    LEFT_TO_THE_SERVER);
            remember(notice, id);
        } catch (DBusExecutionException e) {
            throw new BusException("nobody shows notices", e);
        }
    }

    private synchronized Set<String> capabilities(Notifications server) {
        if (capabilities.isEmpty()) {
            capabilities = Optional.of(Set.copyOf(server.getCapabilities()));
        }
        return capabilities.get();
    }

    private static String body(Notice notice, Set<String> able) {
        return notice.body().stream()
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
        open.put(notice.fold(), new Open(id, notice.enforcement()));
        if (open.size() > NoticeModel.FOLDS) {
            open.remove(open.keySet().iterator().next());
        }
    }

    private synchronized Optional<Optional<String>> enforcement(UInt32 id) {
        return open.values().stream()
                .filter(shown -> shown.id().equals(id))
                .map(Open::enforcement)
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
