package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Makes a change of kept records visible: each row holds the digest of its record and of the digest before it. Who
/// can write the database can also build a new chain; that shows where the old one was sent to.
public final class Chain {
    /// Cloned for each row: looking an algorithm up takes as long as hashing a record.
    private static final MessageDigest SHA_256 = sha256();

    /// Before the first row.
    private static final byte[] START = new byte[32];

    private Chain() {}

    /// The digest before the first row.
    public static byte[] start() {
        return START.clone();
    }

    /// SHA-256 of: the previous digest, the length of the device id, the device id, epoch and number as 8 bytes
    /// each, the record's bytes.
    public static byte[] next(byte[] previous, String device, long epoch, long number, byte[] record) {
        var sha = fresh();
        var id = device.getBytes(UTF_8);
        sha.update(previous);
        sha.update(ByteBuffer.allocate(4).putInt(id.length).flip());
        sha.update(id);
        sha.update(ByteBuffer.allocate(16).putLong(epoch).putLong(number).flip());
        return sha.digest(record);
    }

    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
