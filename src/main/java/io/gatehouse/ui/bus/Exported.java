package io.gatehouse.ui.bus;

import java.util.Map;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;

/// An object that others reach through the bus, with properties that they can read and not set.
public abstract class Exported implements Properties {
    private final String path;

    protected Exported(String path) {
        this.path = path;
    }

    protected abstract Map<String, Variant<?>> properties();

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is dbus-java's
    public final <A> A Get(String type, String name) {
        var value = properties().get(name);
        if (value == null) {
            throw new IllegalArgumentException("no property " + name);
        }
        return (A) value;
    }

    @Override
    public final <A> void Set(String type, String name, A value) {
        throw new UnsupportedOperationException(name + " is read-only");
    }

    @Override
    public final Map<String, Variant<?>> GetAll(String type) {
        return properties();
    }

    @Override
    public final String getObjectPath() {
        return path;
    }
}
