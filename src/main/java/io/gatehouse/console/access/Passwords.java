package io.gatehouse.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Hashes of passwords by Argon2id, in the usual notation, so that the cost can rise later: what was hashed at another
/// cost is still recognised.
///
/// Design. One hash takes 46 MB, so only a few are computed at once; who waits longer than [#LONGEST_WAIT_SECONDS] is
/// told to try again, and so is at once who would be one too many to wait: each holds a thread of the server. A name
/// that nobody has costs as much as one that somebody has.
public final class Passwords {
    public static final int SHORTEST = 12;
    public static final int LONGEST = 1_000;

    private static final int LONGEST_WAIT_SECONDS = 10;
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 10;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern NOTATION = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final SecureRandom random = new SecureRandom();
    private final Cost cost;
    private final Semaphore atOnce = new Semaphore(AT_ONCE);
    private final Semaphore admitted = new Semaphore(AT_ONCE + MOST_WAITING);
    private final String nobodys;

    /// @param kibibytes of memory
    /// @param passes over that memory
    record Cost(int kibibytes, int passes, int lanes) {
        /// What OWASP's cheat sheet on storing passwords calls equal to its other settings, with one pass more.
        static final Cost USUAL = new Cost(47_104, 2, 1);
    }

    /// Too many passwords are being checked at this moment.
    public static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1;

        Busy() {
            super("too many passwords are being checked", null, false, false);
        }
    }

    public Passwords() {
        this(Cost.USUAL);
    }

    Passwords(Cost cost) {
        this.cost = cost;
        this.nobodys = written(cost, random(SALT), random(HASH));
    }

    /// Why it cannot be one, as a sentence; empty when it can.
    public static Optional<String> whyNot(String password, String name) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of("Choose at least " + SHORTEST + " characters.");
        }
        if (password.length() > LONGEST) {
            return Optional.of("Choose at most " + LONGEST + " characters.");
        }
        if (password.codePoints().distinct().count() < 5 || password.equalsIgnoreCase(name)) {
            return Optional.of("That is too easy to guess. Choose several words.");
        }
        return Optional.empty();
    }

    /// @throws Busy when too many are hashed at once
    public String hash(String password) {
        var salt = random(SALT);
        return written(cost, salt, derived(password, salt, cost));
    }

    /// Whether one more would be refused at this moment.
    boolean isBusy() {
        return admitted.availablePermits() == 0;
    }

    private static String written(Cost at, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + at.kibibytes() + ",t=" + at.passes() + ",p=" + at.lanes() + "$" + encoded(salt)
                + "$" + encoded(hash);
    }

    private byte[] random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// @param hash absent where nobody has that name, which takes as long and is false
    /// @throws Busy when too many are hashed at once
    public boolean matches(String password, Optional<String> hash) {
        var parts = NOTATION.matcher(hash.orElse(nobodys));
        if (!parts.matches()) {
            throw new IllegalStateException("a kept hash of a password is none");
        }
        var kept = new Cost(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
        var derived = derived(password, Base64.getDecoder().decode(parts.group(4)), kept);
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts.group(5))) && hash.isPresent();
    }

    private byte[] derived(String password, byte[] salt, Cost at) {
        var hash = new byte[HASH];
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(at.kibibytes())
                .withIterations(at.passes())
                .withParallelism(at.lanes())
                .withSalt(salt)
                .build());
        var bytes = Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(UTF_8);
        inTurn(() -> generator.generateBytes(bytes, hash));
        return hash;
    }

    private void inTurn(Runnable work) {
        if (!admitted.tryAcquire()) {
            throw new Busy();
        }
        try {
            waitForATurn();
            try {
                work.run();
            } finally {
                atOnce.release();
            }
        } finally {
            admitted.release();
        }
    }

    private void waitForATurn() {
        try {
            if (!atOnce.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
