package io.gatehouse.ui.bus;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A menu that another program draws; its properties are served through `org.freedesktop.DBus.Properties`.
///
/// @see <a href="https://github.com/AyatanaIndicators/libdbusmenu">libdbusmenu, dbus-menu.xml</a>
@DBusInterfaceName(Menu.NAME)
public interface Menu extends DBusInterface {
    String NAME = "com.canonical.dbusmenu";

    @DBusMemberName("GetLayout")
    Layout<UInt32, Item> getLayout(int parent, int depth, List<String> properties);

    @DBusMemberName("GetGroupProperties")
    List<ItemProperties> getGroupProperties(List<Integer> ids, List<String> properties);

    @DBusMemberName("GetProperty")
    Variant<?> getProperty(int id, String name);

    @DBusMemberName("Event")
    void event(int id, String event, Variant<?> data, UInt32 time);

    /// @return the ids that are not known
    @DBusMemberName("EventGroup")
    List<Integer> eventGroup(List<Event> events);

    /// @return whether the item must be fetched again
    @DBusMemberName("AboutToShow")
    boolean aboutToShow(int id);

    @DBusMemberName("AboutToShowGroup")
    Shown<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids);

    final class Layout<A, B> extends Tuple {
        @Position(0)
        public final A revision;

        @Position(1)
        public final B item;

        public Layout(A revision, B item) {
            this.revision = revision;
            this.item = item;
        }
    }

    final class Shown<A, B> extends Tuple {
        @Position(0)
        public final A updatesNeeded;

        @Position(1)
        public final B unknown;

        public Shown(A updatesNeeded, B unknown) {
            this.updatesNeeded = updatesNeeded;
            this.unknown = unknown;
        }
    }

    /// @see #getLayout
    final class Item extends Struct {
        public static final String SIGNATURE = "(ia{sv}av)";

        @Position(0)
        public final int id;

        @Position(1)
        public final Map<String, Variant<?>> properties;

        @Position(2)
        public final List<Variant<?>> children;

        public Item(int id, Map<String, Variant<?>> properties, List<Variant<?>> children) {
            this.id = id;
            this.properties = properties;
            this.children = children;
        }
    }

    final class ItemProperties extends Struct {
        @Position(0)
        public final int id;

        @Position(1)
        public final Map<String, Variant<?>> properties;

        public ItemProperties(int id, Map<String, Variant<?>> properties) {
            this.id = id;
            this.properties = properties;
        }
    }

    final class Event extends Struct {
        @Position(0)
        public final int id;

        @Position(1)
        public final String event;

        @Position(2)
        public final Variant<?> data;

        @Position(3)
        public final UInt32 time;

        public Event(int id, String event, Variant<?> data, UInt32 time) {
            this.id = id;
            this.event = event;
            this.data = data;
            this.time = time;
        }
    }

    @DBusMemberName("LayoutUpdated")
    final class LayoutUpdated extends DBusSignal {
        public final UInt32 revision;
        public final int parent;

        public LayoutUpdated(String path, UInt32 revision, int parent) throws DBusException {
            super(path, revision, parent);
            this.revision = revision;
            this.parent = parent;
        }
    }
}
