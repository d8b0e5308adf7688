package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import org.jspecify.annotations.Nullable;

/// IP addresses and their ranges as Go's `net.ParseIP` and `net.ParseCIDR` read them.
final class Addresses {
    private static final int V4 = 4;
    private static final int V6 = 16;

    private Addresses() {}

    static Object inRange(Object address, Object range) {
        if (!(address instanceof String text) || !(range instanceof String cidr)) {
            return FAILURE;
        }
        var ip = parse(text);
        int slash = cidr.indexOf('/');
        var network = slash < 0 ? null : parseExactly(cidr.substring(0, slash));
        int bits = network == null ? -1 : prefix(cidr.substring(slash + 1), network.length * 8);
        if (ip == null || network == null || bits < 0) {
            return FAILURE;
        }
        // an IPv4 network written as IPv6 has an IPv6 mask, and its network address is a mapped one
        byte[] base = masked(network, bits);
        byte[] asV4 = unmapped(base);
        if (asV4.length != base.length) {
            if (ip.length != V4 || bits < 96) {
                return false;
            }
            return matches(ip, asV4, bits - 96);
        }
        return ip.length == base.length && matches(ip, base, bits);
    }

    private static boolean matches(byte[] ip, byte[] base, int bits) {
        return java.util.Arrays.equals(masked(ip, bits), masked(base, bits));
    }

    private static byte[] masked(byte[] address, int bits) {
        var masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xFF00 >> kept);
        }
        return masked;
    }

    private static int prefix(String text, int most) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            bits = bits * 10 + c - '0';
        }
        return bits <= most ? bits : -1;
    }

    /// With a mapped IPv4 address as the four bytes that it is.
    private static byte @Nullable [] parse(String text) {
        var bytes = parseExactly(text);
        return bytes == null ? null : unmapped(bytes);
    }

    private static byte[] unmapped(byte[] bytes) {
        if (bytes.length != V6 || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
    }

    private static byte @Nullable [] parseExactly(String text) {
        return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
    }

    /// Four decimal numbers without leading zeros.
    private static byte @Nullable [] parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != V4) {
            return null;
        }
        var bytes = new byte[V4];
        for (int i = 0; i < V4; i++) {
            int number = parts[i].length() > 1 && parts[i].startsWith("0") ? -1 : prefix(parts[i], 255);
            if (number < 0) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    /// No zone: `net.ParseIP` has none.
    private static byte @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            var all = groups(text);
            return all != null && all.length == V6 ? all : null;
        }
        var head = groups(text.substring(0, gap));
        var tail = groups(text.substring(gap + 2));
        boolean dotted = text.indexOf('.') >= 0 && text.indexOf('.') < gap;
        if (head == null || tail == null || dotted || head.length + tail.length > V6 - 2) {
            return null;
        }
        var bytes = new byte[V6];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, V6 - tail.length, tail.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var parts = text.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        boolean dotted = parts[parts.length - 1].indexOf('.') >= 0;
        var bytes = new byte[parts.length * 2 + (dotted ? 2 : 0)];
        for (int i = 0; i < parts.length; i++) {
            if (dotted && i == parts.length - 1) {
                var last = parseV4(parts[i]);
                if (last == null) {
                    return null;
                }
                System.arraycopy(last, 0, bytes, i * 2, V4);
                continue;
            }
            int group = hexadecimal(parts[i]);
            if (group < 0) {
                return null;
            }
            bytes[i * 2] = (byte) (group >> 8);
            bytes[i * 2 + 1] = (byte) group;
        }
        return bytes;
    }

    private static int hexadecimal(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int group = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            group = group * 16 + digit;
        }
        return group;
    }
}
