package io.gatehouse.app;

import io.gatehouse.app.ConfigFile.Value;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.policy.Unicode;
import io.gatehouse.wire.PinnedKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What each value in a settings file may be. Every method throws [Bad] with what was expected; none of them quotes
/// a secret.
final class Values {
    static final int MIN_TOKEN_LENGTH = 20;

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(MB|GB)");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{" + MIN_TOKEN_LENGTH + ",500}");
    /// The HTTP client sets these itself.
    private static final Set<String> RESERVED_HEADERS = Set.of(
            "accept", "connection", "content-length", "content-type", "expect", "host", "transfer-encoding", "upgrade");

    private Values() {}

    static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1;

        Bad(String expected) {
            super(expected);
        }
    }

    static int port(Value value) {
        var text = text(value);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new Bad("must be a port number from 0 (any free one) to 65535, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    static String token(Value value) {
        var text = text(value);
        if (!isToken(text)) {
            throw new Bad("must be at least " + MIN_TOKEN_LENGTH
                    + " letters, digits or signs without spaces; leave it out to have one generated");
        }
        return text;
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static URI pdpUrl(Value value) {
        return url(value, "https://pdp.example.com:3592", "PDP", "; use pdp.headers or pdp.tls");
    }

    static URI consoleUrl(Value value) {
        return url(value, "https://gatehouse.example.com", "console", "");
    }

    /// @param instead what to use in the place of a user name
    private static URI url(Value value, String example, String whose, String instead) {
        var text = text(value);
        URI url;
        try {
            url = new URI(text).parseServerAuthority();
        } catch (URISyntaxException _) {
            throw new Bad("must be a URL like " + example + ", not \"" + text + "\"");
        }
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new Bad("must be a URL like " + example + ", not \"" + text + "\"");
        }
        if (url.getRawUserInfo() != null) {
            throw new Bad("must not hold a user name or password" + instead);
        }
        if (!(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new Bad("must end after the host and port, without a path or query: \"" + text + "\"");
        }
        if (url.getPort() == 0 || url.getPort() > 65535) {
            throw new Bad("has a port outside 1 to 65535: \"" + text + "\"");
        }
        if (scheme.equals("http") && !isLoopback(url.getHost())) {
            throw new Bad("must be https:// unless the " + whose
                    + " is on this machine (127.0.0.1, [::1], localhost): \"" + text + "\"");
        }
        return URI.create(scheme + "://" + url.getRawAuthority());
    }

    /// Public keys, so they may be quoted.
    static Map<String, String> consoleKeys(Value value) {
        if (!(value instanceof Value.Pairs(var pairs)) || pairs.isEmpty()) {
            throw new Bad(
                    "must be a map from key id to an Ed25519 public key in base64, like {console-1: MCowBQYDK2Vw…}");
        }
        try {
            PinnedKeys.of(pairs);
            return pairs;
        } catch (IllegalArgumentException e) {
            throw new Bad(
                    "must be a map from key id to an Ed25519 public key in base64, like {console-1: MCowBQYDK2Vw…};"
                            + " " + e.getMessage());
        }
    }

    static boolean isLoopback(String host) {
        return host.equals("127.0.0.1") || host.equals("[::1]") || host.equalsIgnoreCase("localhost");
    }

    static Duration deadline(Value value) {
        var text = text(value);
        var parts = DURATION.matcher(text);
        if (parts.matches()) {
            var number = Long.parseLong(parts.group(1));
            var duration = parts.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
            if (duration.compareTo(Duration.ofMillis(100)) >= 0 && duration.compareTo(Duration.ofSeconds(30)) <= 0) {
                return duration;
            }
        }
        throw new Bad("must be a time from 100ms to 30s, like 5s, not \"" + text + "\"");
    }

    static long size(Value value) {
        var text = text(value);
        var parts = SIZE.matcher(text);
        if (parts.matches() && Long.parseLong(parts.group(1)) > 0) {
            return Long.parseLong(parts.group(1)) * (parts.group(2).equals("GB") ? 1_000_000_000L : 1_000_000L);
        }
        throw new Bad("must be a size like 500MB or 2GB, not \"" + text + "\"");
    }

    static int perHour(Value value) {
        var text = text(value);
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 100) {
            throw new Bad("must be a number from 0 to 100, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    static boolean yes(Value value) {
        return switch (text(value)) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw new Bad("must be true or false, not \"" + other + "\"");
        };
    }

    static Mode mode(Value value) {
        return switch (text(value)) {
            case "enforce" -> Mode.ENFORCE;
            case "observe" -> Mode.OBSERVE;
            case String other -> throw new Bad("must be enforce or observe, not \"" + other + "\"");
        };
    }

    static String principalId(Value value) {
        return name(text(value));
    }

    static List<String> roles(Value value) {
        if (!(value instanceof Value.Items(var items)) || items.isEmpty()) {
            throw new Bad("must be a list of at least one role, like [developer]");
        }
        items.forEach(Values::name);
        return items;
    }

    private static String name(String text) {
        if (!Unicode.isText(text)) {
            throw new Bad("must be Unicode text, and half a surrogate pair is none");
        }
        if (text.isBlank()
                || text.length() > 256
                || !text.strip().equals(text)
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new Bad("must be 1 to 256 characters without control characters or spaces around them");
        }
        return text;
    }

    static Map<String, String> headers(Value value) {
        if (!(value instanceof Value.Pairs(var pairs))) {
            throw new Bad("must be a map from header name to value");
        }
        var seen = new HashSet<String>();
        pairs.forEach((name, content) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new Bad("has a name that no HTTP header can have: \"" + name + "\"");
            }
            if (RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new Bad("must not set " + name + ", which Gatehouse sets itself");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new Bad("sets " + name + " twice");
            }
            if (!HEADER_VALUE.matcher(content).matches()) {
                throw new Bad("has a value for " + name + " that is empty or not plain ASCII text");
            }
        });
        return pairs;
    }

    static Path path(Value value, Path base, Path home) {
        var text = text(value);
        try {
            if (text.isBlank() || text.indexOf('\0') >= 0) {
                throw new Bad("must be a path");
            }
            var path = text.equals("~") || text.startsWith("~/")
                    ? home.resolve(text.substring(Math.min(2, text.length())))
                    : Path.of(text);
            return base.resolve(path).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw new Bad("must be a path, not \"" + text + "\"");
        }
    }

    static Path readableFile(Value value, Path base, Path home) {
        var path = path(value, base, home);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new Bad("names a file that does not exist or cannot be read: " + path);
        }
        return path;
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Text(var text) -> text;
            case Value.Items _, Value.Pairs _ -> throw new Bad("must be one value");
        };
    }
}
