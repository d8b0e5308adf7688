package io.gatehouse.ui.bus;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// The desktop's notices.
///
/// @see <a href="https://specifications.freedesktop.org/notification-spec/latest/">Desktop notifications 1.2</a>
@DBusInterfaceName(Notifications.NAME)
public interface Notifications extends DBusInterface {
    String NAME = "org.freedesktop.Notifications";
    String PATH = "/org/freedesktop/Notifications";

    @DBusMemberName("GetCapabilities")
    List<String> getCapabilities();

    /// Not named `notify` in Java: dbus-java takes that for [Object#notify()] and sends nothing.
    ///
    /// @param replaces the id of a notice whose place this one takes; 0 for none
    /// @param actions key and label in turn
    /// @param expiry in milliseconds; -1 leaves it to the server
    /// @return the id of the notice
    @DBusMemberName("Notify")
    UInt32 show(
            String app,
            UInt32 replaces,
            String icon,
            String title,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int expiry);

    @DBusMemberName("CloseNotification")
    void closeNotification(UInt32 id);

    /// The hint `image-data`: 8 bit RGBA, row by row.
    final class Image extends Struct {
        public static final String SIGNATURE = "(iiibiiay)";

        @Position(0)
        public final int width;

        @Position(1)
        public final int height;

        @Position(2)
        public final int rowBytes;

        @Position(3)
        public final boolean alpha;

        @Position(4)
        public final int bitsPerSample;

        @Position(5)
        public final int channels;

        @Position(6)
        public final byte[] rgba;

        public Image(int size, byte[] rgba) {
            this.width = size;
            this.height = size;
            this.rowBytes = size * 4;
            this.alpha = true;
            this.bitsPerSample = 8;
            this.channels = 4;
            this.rgba = rgba;
        }
    }

    @DBusMemberName("ActionInvoked")
    final class ActionInvoked extends DBusSignal {
        public final UInt32 id;
        public final String action;

        public ActionInvoked(String path, UInt32 id, String action) throws DBusException {
            super(path, id, action);
            this.id = id;
            this.action = action;
        }
    }

    @DBusMemberName("NotificationClosed")
    final class NotificationClosed extends DBusSignal {
        public final UInt32 id;
        public final UInt32 reason;

        public NotificationClosed(String path, UInt32 id, UInt32 reason) throws DBusException {
            super(path, id, reason);
            this.id = id;
            this.reason = reason;
        }
    }
}
