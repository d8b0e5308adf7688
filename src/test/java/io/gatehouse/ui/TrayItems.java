package io.gatehouse.ui;

import io.gatehouse.ui.bus.Menu;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.bus.StatusNotifierItem;
import io.gatehouse.ui.bus.StatusNotifierWatcher;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A process's icon, as a tray host sees it.
public record TrayItems(SessionBus bus, long pid) {
    public String name() {
        return "org.kde.StatusNotifierItem-" + pid + "-1";
    }

    public boolean hasHost() {
        return bus.hasOwner(StatusNotifierWatcher.NAME);
    }

    public boolean isRegistered() {
        if (!hasHost()) {
            return false;
        }
        var watcher = bus.remote(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, Properties.class);
        List<String> items = watcher.Get(StatusNotifierWatcher.NAME, "RegisteredStatusNotifierItems");
        return items.stream().anyMatch(item -> item.contains(name()));
    }

    public String property(String property) {
        String value =
                bus.remote(name(), "/StatusNotifierItem", Properties.class).Get(StatusNotifierItem.NAME, property);
        return value;
    }

    public void activate() {
        bus.remote(name(), "/StatusNotifierItem", StatusNotifierItem.class).activate(0, 0);
    }

    public List<String> rows() {
        return menu().getGroupProperties(List.of(), List.of()).stream()
                .map(item -> label(item.properties))
                .toList();
    }

    public void click(String endOfLabel) {
        var id = menu().getGroupProperties(List.of(), List.of()).stream()
                .filter(item -> label(item.properties).endsWith(endOfLabel))
                .map(item -> item.id)
                .findFirst()
                .orElseThrow();
        menu().event(id, "clicked", new Variant<>(""), new UInt32(0));
    }

    private Menu menu() {
        return bus.remote(name(), "/MenuBar", Menu.class);
    }

    private static String label(Map<String, Variant<?>> properties) {
        var label = properties.get("label");
        return label == null ? "" : String.valueOf(label.getValue());
    }
}
