package io.gatehouse.ui.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/// One connection to the session bus. Safe for use by many threads; handlers are called on threads of its own,
/// signals one after the other.
public final class SessionBus implements AutoCloseable {
    private static final String BUS = "org.freedesktop.DBus";

    /// A socket on this machine answers at once or not at all.
    private static final int CONNECT_MILLIS = 1000;

    private final DBusConnection connection;

    private SessionBus(DBusConnection connection) {
        this.connection = connection;
    }

    /// Where the bus of the person's session listens.
    public static Optional<String> address(Map<String, String> environment) {
        var named = Arrays.stream(
                        environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "").split(";", -1))
                .filter(address -> address.startsWith("unix:"))
                .findFirst();
        return named.or(() -> Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(directory -> Path.of(directory, "bus"))
                .filter(Files::exists)
                .map(socket -> "unix:path=" + socket));
    }

    /// @param onLost called once, on a thread of the connection, when the bus goes away by itself
    /// @throws BusException when there is no bus at the address
    public static SessionBus connect(String address, Runnable onLost) {
        var onDisconnect = new IDisconnectCallback() {
            @Override
            public void disconnectOnError(IOException cause) {
                onLost.run();
            }
        };
        try {
            return new SessionBus(DBusConnectionBuilder.forAddress(address)
                    .withShared(false)
                    .withDisconnectCallback(onDisconnect)
                    .transportConfig()
                    .withTimeout(CONNECT_MILLIS)
                    .back()
                    .receivingThreadConfig()
                    .withMethodCallThreadCount(1)
                    .connectionConfig()
                    .build());
        } catch (DBusException | DBusExecutionException | IllegalArgumentException e) {
            throw new BusException("cannot connect to the session bus at " + address, e);
        }
    }

    /// @throws BusException when somebody else holds the name
    public void own(String name) {
        try {
            connection.requestBusName(name);
        } catch (DBusException | DBusExecutionException e) {
            throw new BusException("cannot take the bus name " + name, e);
        }
    }

    public void export(DBusInterface object) {
        try {
            connection.exportObject(object.getObjectPath(), object);
        } catch (DBusException | DBusExecutionException e) {
            throw new BusException("cannot export " + object.getObjectPath(), e);
        }
    }

    /// Queued and sent on the connection's own thread.
    public void send(Signal signal) {
        try {
            connection.sendMessage(signal.make());
        } catch (DBusException | DBusExecutionException e) {
            throw new BusException("cannot send a signal", e);
        }
    }

    public <I extends DBusInterface> I remote(String name, String path, Class<I> type) {
        try {
            return connection.getRemoteObject(name, path, type, false);
        } catch (DBusException | DBusExecutionException e) {
            throw new BusException("cannot use " + name, e);
        }
    }

    public boolean hasOwner(String name) {
        try {
            return remote(BUS, "/org/freedesktop/DBus", DBus.class).NameHasOwner(name);
        } catch (DBusExecutionException e) {
            throw new BusException("cannot ask who owns " + name, e);
        }
    }

    public <S extends DBusSignal> void on(Class<S> signal, Consumer<S> handler) {
        try {
            var _ = connection.addSigHandler(signal, handler::accept);
        } catch (DBusException | DBusExecutionException e) {
            throw new BusException("cannot listen for " + signal.getSimpleName(), e);
        }
    }

    /// @param handler gets true when the name has a new owner, false when it lost its owner
    public void onOwner(String name, Consumer<Boolean> handler) {
        on(DBus.NameOwnerChanged.class, change -> {
            if (change.name.equals(name)) {
                handler.accept(!change.newOwner.isEmpty());
            }
        });
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    /// Making a signal may fail as sending it may.
    public interface Signal {
        DBusSignal make() throws DBusException;
    }
}
