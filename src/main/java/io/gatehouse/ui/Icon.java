package io.gatehouse.ui;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One size of an icon, as pixels: decoding an image would load AWT into the daemon.
public final class Icon {
    /// In pixels, ascending; the order in which a file holds them.
    static final List<Integer> SIZES = List.of(16, 22, 24, 32, 48);

    /// A shield for each thing there is to say.
    public enum Name {
        ENFORCING,
        OBSERVING,
        UNPROTECTED,
        PDP_UNREACHABLE,
        CANNOT_DECIDE,
        DENIED
    }

    private final int size;
    private final byte[] argb;

    private Icon(int size, byte[] argb) {
        this.size = size;
        this.argb = argb;
    }

    public int size() {
        return size;
    }

    /// 32 bit ARGB, big-endian, row by row; not premultiplied.
    public byte[] argb() {
        return argb.clone();
    }

    public byte[] rgba() {
        var rgba = new byte[argb.length];
        for (int i = 0; i < argb.length; i += 4) {
            System.arraycopy(argb, i + 1, rgba, i, 3);
            rgba[i + 3] = argb[i];
        }
        return rgba;
    }

    /// All sizes, ascending.
    public static List<Icon> list(Name name) {
        var resource = "/icons/" + file(name);
        try (var stream = Icon.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the installation lacks " + resource);
            }
            var in = new DataInputStream(stream);
            var icons = new ArrayList<Icon>();
            for (int size : SIZES) {
                var argb = new byte[size * size * 4];
                in.readFully(argb);
                icons.add(new Icon(size, argb));
            }
            return icons;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    static String file(Name name) {
        return "shield-" + name.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".argb";
    }
}
