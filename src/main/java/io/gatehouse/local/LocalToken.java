package io.gatehouse.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// The secret that opens the local API and nothing else. It is new at each start of the daemon, so one that leaked
/// ends with it.
public final class LocalToken {
    private static final int BYTES = 32;

    /// What those bytes are in URL-safe Base64.
    static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String value;

    LocalToken(String value) {
        this.value = value;
    }

    /// A new token, in memory only: [Instance#announce] shares it with this person's own processes.
    public static LocalToken fresh() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new LocalToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Compares in a time that does not tell how much of it was right.
    boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    String value() {
        return value;
    }

    @Override
    public String toString() {
        return "LocalToken";
    }
}
