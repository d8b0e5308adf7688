package io.gatehouse.analysis;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where a URL leads, the way clients read it: white space inside is dropped, any number of slashes may follow the
/// scheme, the part before the last `@` is no host, and an address has many spellings. Where clients disagree, no
/// host is
/// understood, so that no policy lists it.
final class Hosts {
    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]+):(.*)$", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]*|[0-9]+");
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]*");
    private static final Map<String, Integer> PORTS = Map.of(
            "http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "ssh", 22, "sftp", 22, "git", 9418, "ldap", 389);

    /// The schemes whose URLs need no slashes (WHATWG: special).
    private static final Set<String> SLASHLESS = Set.of("http", "https", "ws", "wss", "ftp");

    /// Read in two ways by the two generations of international names, or not at all.
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D\u00AD]");

    private Hosts() {}

    /// @param scheme lower case
    /// @param host canonical, lower case, no trailing dot; "" when the URL names none that could be understood
    /// @param address canonical when the host is an address in any spelling, else ""
    /// @param port the scheme's own when none is given, 0 when that is not known
    record Target(String scheme, String host, String address, int port, String path) {}

    static Target of(String url) {
        var matcher = SCHEME.matcher(cleaned(url));
        if (!matcher.matches()) {
            return new Target("", "", "", 0, "");
        }
        return target(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }

    /// Where a host without a scheme leads, as browsers complete it.
    static Target ofHost(String host) {
        return target("", cleaned(host));
    }

    private static Target target(String scheme, String afterScheme) {
        var rest = afterScheme.replace('\\', '/').replaceFirst("^/*", "");
        int end = indexOfAny(rest, "/?#");
        var authority = rest.substring(0, end);
        int query = indexOfAny(rest.substring(end), "?#");
        var path = rest.substring(end, end + query);
        var hostPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostPort.endsWith("]") ? -1 : hostPort.lastIndexOf(':');
        // To some a backslash is a slash, to others it is part of the user's name.
        int start = afterScheme.length() - rest.length();
        boolean split = indexOfAny(afterScheme.substring(start), "/?#") > end
                && afterScheme.charAt(start + end) == '\\'
                && afterScheme.indexOf('@', start + end) >= 0;
        var host = split ? "" : canonical(colon < 0 ? hostPort : hostPort.substring(0, colon));
        int port = port(colon < 0 ? "" : hostPort.substring(colon + 1), scheme);
        var address = address(host);
        return new Target(scheme, address.isEmpty() ? host : address, address, port, path.isEmpty() ? "/" : path);
    }

    /// Whether a client would take this text for a URL.
    static boolean isUrl(String text) {
        var head = cleaned(text.length() <= 8_192 ? text : text.substring(0, 8_192));
        var matcher = SCHEME.matcher(head);
        if (!matcher.matches()) {
            return false;
        }
        var rest = matcher.group(2);
        return SLASHLESS.contains(matcher.group(1).toLowerCase(Locale.ROOT))
                ? rest.matches("(?s)[/\\\\]*[^/\\\\\\s].*")
                : rest.matches("(?s)[/\\\\]{1,2}[^/\\\\\\s].*") || isUrl(rest);
    }

    /// Without the control characters and spaces around it, and the line breaks and tabs inside, that clients drop.
    static String cleaned(String url) {
        int from = 0;
        int to = url.length();
        while (from < to && (url.charAt(from) <= ' ' || Character.isWhitespace(url.charAt(from)))) {
            from++;
        }
        while (from < to && (url.charAt(to - 1) <= ' ' || Character.isWhitespace(url.charAt(to - 1)))) {
            to--;
        }
        return url.substring(from, to).replaceAll("[\\t\\r\\n]", "");
    }

    private static int indexOfAny(String text, String ends) {
        for (int i = 0; i < text.length(); i++) {
            if (ends.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static int port(String digits, String scheme) {
        if (digits.isEmpty()) {
            return PORTS.getOrDefault(scheme, 0);
        }
        var significant = digits.replaceFirst("^0+(?=.)", "");
        int port = significant.matches("[0-9]{1,5}") ? Integer.parseInt(significant) : 0;
        return port <= 65_535 ? port : 0;
    }

    private static String canonical(String raw) {
        try {
            var decoded =
                    raw.indexOf('%') < 0 ? raw : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.startsWith("[")) {
                return decoded.toLowerCase(Locale.ROOT);
            }
            if (AMBIGUOUS.matcher(decoded).find()) {
                return "";
            }
            // The JDK's IDN knows Unicode 3.2; what came later and is another spelling is folded before.
            var folded = Normalizer.normalize(decoded, Normalizer.Form.NFKC).replace('\u3002', '.');
            var ascii = IDN.toASCII(folded, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            var name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            return NAME.matcher(name).matches() ? name : "";
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// The one spelling of an IPv4 address (dotted decimal; also of IPv4-mapped IPv6) or IPv6 address, or "".
    private static String address(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return ipv6(host.substring(1, host.length() - 1));
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
        return dotted(address);
    }

    private static long number(String part) {
        try {
            if (part.startsWith("0x") || part.startsWith("0X")) {
                return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
            }
            // With a digit that is none in octal, some clients read it as decimal.
            boolean octal =
                    part.length() > 1 && part.startsWith("0") && part.chars().noneMatch(c -> c > '7');
            return Long.parseLong(part, octal ? 8 : 10);
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
            var address = InetAddress.ofLiteral(literal); // never a look-up; a mapped IPv4 address comes back as IPv4
            return embedded(address.getAddress()).orElseGet(() -> compressed(address.getHostAddress()));
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// The IPv4 address that an IPv4-compatible (`::/96`) or a translated address (`64:ff9b::/96`) leads to.
    private static Optional<String> embedded(byte[] address) {
        if (address.length != 16) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.wrap(address);
        long high = bytes.getLong();
        int middle = bytes.getInt();
        int ipv4 = bytes.getInt();
        boolean compatible = high == 0 && middle == 0 && (ipv4 >>> 24) != 0;
        boolean translated = high == 0x0064_FF9B_0000_0000L && middle == 0;
        return compatible || translated ? Optional.of(dotted(Integer.toUnsignedLong(ipv4))) : Optional.empty();
    }

    private static String dotted(long address) {
        return "%d.%d.%d.%d".formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255);
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
