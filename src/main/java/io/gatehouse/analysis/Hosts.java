package io.gatehouse.analysis;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Where a URL leads, the way clients read it: a backslash is a slash, white space inside is dropped, the part
/// before the
/// last `@` is no host, and an address has many spellings.
final class Hosts {
    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):(.*)$", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]*|[0-9]+");
    private static final Map<String, Integer> PORTS = Map.of(
            "http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "ssh", 22, "sftp", 22, "git", 9418, "ldap", 389);

    private Hosts() {}

    /// @param scheme lower case
    /// @param host canonical, lower case, no trailing dot; "" when the URL names none that could be understood
    /// @param address canonical when the host is an address in any spelling, else ""
    /// @param port the scheme's own when none is given, 0 when that is not known
    record Target(String scheme, String host, String address, int port, String path) {}

    static Target of(String url) {
        var clean = url.strip().replaceAll("[\\t\\r\\n]", "");
        var matcher = SCHEME.matcher(clean);
        if (!matcher.matches()) {
            return new Target("", "", "", 0, "");
        }
        var scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        var rest = matcher.group(2).replace('\\', '/').replaceFirst("^/*", "");
        int end = indexOfAny(rest, "/?#");
        var authority = rest.substring(0, end);
        int query = indexOfAny(rest.substring(end), "?#");
        var path = rest.substring(end, end + query);
        var hostPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostPort.endsWith("]") ? -1 : hostPort.lastIndexOf(':');
        var host = canonical(colon < 0 ? hostPort : hostPort.substring(0, colon));
        int port = colon < 0 ? PORTS.getOrDefault(scheme, 0) : port(hostPort.substring(colon + 1));
        var address = address(host);
        return new Target(scheme, address.isEmpty() ? host : address, address, port, path.isEmpty() ? "/" : path);
    }

    /// Whether a client would take this text for a URL.
    static boolean isUrl(String text) {
        return text.length() <= 8_192 && text.strip().matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:[/\\\\]{1,2}[^/\\\\\\s].*");
    }

    private static int indexOfAny(String text, String ends) {
        for (int i = 0; i < text.length(); i++) {
            if (ends.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static int port(String digits) {
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    }

    private static String canonical(String raw) {
        try {
            var decoded =
                    raw.indexOf('%') < 0 ? raw : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            var dots = decoded.replaceAll("[\\u3002\\uFF0E\\uFF61]", ".");
            if (dots.startsWith("[")) {
                return dots.toLowerCase(Locale.ROOT);
            }
            var ascii = IDN.toASCII(dots, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// The one spelling of an IPv4 address (dotted decimal; also of IPv4-mapped IPv6) or IPv6 address, or "".
    private static String address(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        if (host.indexOf(':') >= 0) {
            return ipv6(host);
        }
        return ipv4(host);
    }

    /// As `inet_aton` reads it: one to four parts, each decimal, octal or hexadecimal, the last filling what is left.
    private static String ipv4(String host) {
        var parts = host.split("\\.", -1);
        if (parts.length > 4) {
            return "";
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!NUMBER.matcher(parts[i]).matches()) {
                return "";
            }
            long value = number(parts[i]);
            boolean last = i == parts.length - 1;
            long most = last ? (1L << (8 * (5 - parts.length))) - 1 : 255;
            if (value < 0 || value > most) {
                return "";
            }
            address |= last ? value : value << (8 * (3 - i));
        }
        return "%d.%d.%d.%d".formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255);
    }

    private static long number(String part) {
        try {
            if (part.startsWith("0x") || part.startsWith("0X")) {
                return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
            }
            return part.length() > 1 && part.startsWith("0") ? Long.parseLong(part, 8) : Long.parseLong(part);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static String ipv6(String text) {
        int zone = text.indexOf('%');
        var literal = zone < 0 ? text : text.substring(0, zone);
        if (!literal.matches("[0-9a-fA-F:.]+") || literal.indexOf(':') < 0) {
            return "";
        }
        try {
            // A literal with a colon is never looked up. A mapped IPv4 address comes back as IPv4.
            return compressed(InetAddress.getByName(literal).getHostAddress());
        } catch (UnknownHostException _) {
            return "";
        }
    }

    /// RFC 5952: the longest run of at least two zero groups becomes `::`.
    private static String compressed(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        var groups = address.split(":", -1);
        int from = -1;
        int longest = 1;
        for (int i = 0; i < groups.length; i++) {
            int run = i;
            while (run < groups.length && groups[run].equals("0")) {
                run++;
            }
            if (run - i > longest) {
                longest = run - i;
                from = i;
            }
        }
        if (from < 0) {
            return address;
        }
        var head = String.join(":", java.util.Arrays.copyOfRange(groups, 0, from));
        var tail = String.join(":", java.util.Arrays.copyOfRange(groups, from + longest, groups.length));
        return head + "::" + tail;
    }
}
