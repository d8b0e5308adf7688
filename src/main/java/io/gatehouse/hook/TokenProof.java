package io.gatehouse.hook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The keyed hash with which a caller and the hook server prove to each other that they have the hook token, without
/// sending it: SHA-256 over the token, a message, and the token again.
///
/// The tools of every POSIX system can compute it with the token in no list of processes, and the token at the end is
/// why nobody can lengthen the message.
final class TokenProof {
    private final byte[] token;
    private final MessageDigest digest;

    private TokenProof(byte[] token) {
        this.token = token;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Of the call whose body is still to be added.
    static TokenProof ofCall(byte[] token, String agent, String nonce) {
        return new TokenProof(token).begun("ask\n" + agent + "\n" + nonce + "\n");
    }

    static TokenProof ofAnswer(byte[] token, String nonce) {
        return new TokenProof(token).begun("answer\n" + nonce + "\n");
    }

    private TokenProof begun(String message) {
        digest.update(token);
        return add(("\n" + message).getBytes(StandardCharsets.UTF_8));
    }

    /// What the bytes of a stream are added to as they are read.
    MessageDigest digest() {
        return digest;
    }

    TokenProof add(byte[] message) {
        digest.update(message);
        return this;
    }

    /// 64 characters of lower-case hex; to be asked once.
    String hex() {
        digest.update(token);
        digest.update((byte) '\n'); // with which a shell ends the here-document that feeds its hash
        return HexFormat.of().formatHex(digest.digest());
    }

    /// As [#hex], in a time that tells nothing of where they differ.
    boolean matches(String proof) {
        return MessageDigest.isEqual(hex().getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.UTF_8));
    }
}
