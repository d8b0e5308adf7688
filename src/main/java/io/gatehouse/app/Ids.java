package io.gatehouse.app;

import java.security.SecureRandom;
import java.util.function.Supplier;

/// Short ids that people can read out: eight letters and digits (Crockford's base 32), 40 bits.
final class Ids implements Supplier<String> {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 8;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        var bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        var id = new StringBuilder(LENGTH);
        for (byte b : bytes) {
            id.append(ALPHABET.charAt(b & 31));
        }
        return id.toString();
    }
}
