package io.gatehouse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which laptop sends a request to the console: the header `Authorization`, made with the key that the laptop got at
/// its enrolment and that never leaves it.
///
/// Design. It covers method, path, time and body, so that nobody in between can make another request of it. Within
/// [#TOLERANCE] the same one can be sent again; everything that a laptop may send is worth the same twice.
///
/// @param device who says that it is from it
/// @param at by the laptop's clock
public record DeviceSignature(String device, Instant at, String signature) {
    /// How far a laptop's clock may be from the console's.
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String SCHEME = "Gatehouse-Device";
    private static final Pattern HEADER =
            Pattern.compile(SCHEME + " ([A-Za-z0-9_.-]{1,64});([0-9]{1,15});([A-Za-z0-9+/]{86}==)");

    /// The header's value.
    ///
    /// @param path with the query, as it stands in the request line
    public static String header(String device, PrivateKey key, String method, String path, Instant at, byte[] body) {
        var signature = Ed25519.sign(key, signed(device, method, path, at, body));
        return SCHEME + " " + device + ";" + at.toEpochMilli() + ";"
                + Base64.getEncoder().encodeToString(signature);
    }

    /// Empty when it is no such header.
    public static Optional<DeviceSignature> parse(String header) {
        var found = HEADER.matcher(header);
        return found.matches()
                ? Optional.of(new DeviceSignature(
                        found.group(1), Instant.ofEpochMilli(Long.parseLong(found.group(2))), found.group(3)))
                : Optional.empty();
    }

    /// Whether the owner of that key made it for this very request. Whether its time is near says [#isNear].
    public boolean isBy(PublicKey key, String method, String path, byte[] body) {
        try {
            var made = Base64.getDecoder().decode(signature);
            return Ed25519.isSigned(key, signed(device, method, path, at, body), made);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    public boolean isNear(Instant now) {
        return Duration.between(at, now).abs().compareTo(TOLERANCE) <= 0;
    }

    private static byte[] signed(String device, String method, String path, Instant at, byte[] body) {
        var lines = SCHEME + "\n" + device + "\n" + method + "\n" + path + "\n" + at.toEpochMilli() + "\n"
                + Sha256.hex(body);
        return lines.getBytes(UTF_8);
    }
}
