package io.gatehouse.app;

import java.security.SecureRandom;
import java.util.function.Supplier;

/// Ids that people can read out: letters and digits (Crockford's base 32), five bits each.
final class Ids implements Supplier<String> {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    /// Unique on a laptop.
    static final int SHORT = 8;

    /// Unique everywhere.
    static final int LONG = 12;

    private final int length;

    private final SecureRandom random = new SecureRandom();

    /// @param length in letters and digits
    Ids(int length) {
        this.length = length;
    }

    @Override
    public String get() {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        var id = new StringBuilder(length);
        for (byte b : bytes) {
            id.append(ALPHABET.charAt(b & 31));
        }
        return id.toString();
    }
}
