package io.gatehouse.console.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.access.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// One way of a browser to the provider and back.
///
/// Design. Everything that must be the same on the way back is derived from the secret that the browser alone is
/// known by, so nothing is kept: a stranger fills no table, and any instance of the console can finish what
/// another one began. What comes back is worth nothing with another browser's secret, after ten minutes, and after
/// the login, which gives the browser another secret.
final class Trip {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int LONGEST_NEXT = 500;
    private static final Pattern STATE =
            Pattern.compile("([A-Za-z0-9_-]{43})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{0,700})\\.([A-Za-z0-9_-]{43})");

    private final Secret browser;
    private final String begun;
    private final String next;

    private Trip(Secret browser, String begun, String next) {
        this.browser = browser;
        this.begun = begun;
        this.next = next;
    }

    /// @param next where the person wanted to go
    static Trip begin(Secret browser, String next, Instant now) {
        var kept = next.length() > LONGEST_NEXT ? "/" : next;
        var begun = Secret.fresh().text() + "." + now.getEpochSecond() + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(kept.getBytes(UTF_8));
        return new Trip(browser, begun, kept);
    }

    /// Empty when this browser did not begin it, or too long ago.
    static Optional<Trip> resume(Secret browser, String state, Instant now) {
        var parts = STATE.matcher(state);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var begun = state.substring(0, parts.end(3));
        if (!isSame(signature(browser, begun), parts.group(4))) {
            return Optional.empty();
        }
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(parts.group(2))), now);
        return age.isNegative() || age.compareTo(LONGEST) > 0
                ? Optional.empty()
                : Optional.of(new Trip(
                        browser, begun, new String(Base64.getUrlDecoder().decode(parts.group(3)), UTF_8)));
    }

    static boolean isSame(String expected, String said) {
        return MessageDigest.isEqual(expected.getBytes(UTF_8), said.getBytes(UTF_8));
    }

    private static String signature(Secret browser, String begun) {
        return browser.derived("oidc state " + begun);
    }

    String state() {
        return begun + "." + signature(browser, begun);
    }

    String nonce() {
        return browser.derived("oidc nonce " + begun);
    }

    /// What the provider has the hash of (RFC 7636).
    String verifier() {
        return browser.derived("oidc verifier " + begun);
    }

    String challenge() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(verifier().getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String next() {
        return next;
    }
}
