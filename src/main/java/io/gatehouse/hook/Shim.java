package io.gatehouse.hook;

import io.gatehouse.enforcement.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/// One call that comes through the shim (`installer/hooks/gatehouse-hook`), for agents whose hooks are programs.
///
/// The shim never sends the hook token. It proves by a keyed hash that it has it, over its nonce and the very bytes of
/// the call, and takes an allow only when it is proven back for that nonce. So whoever else listens on the port learns
/// nothing with which a call could be allowed.
///
/// The hash is SHA-256 over the token, a message, and the token again: the tools of every POSIX system can compute it
/// with the token in no list of processes, and the token at the end is why nobody can lengthen the message.
final class Shim {
    private static final String NONCE = "Gatehouse-Nonce";
    private static final String PROOF = "Gatehouse-Proof";
    private static final Pattern NONCES = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private final byte[] token;
    private final String nonce;
    private final String proof;
    private final MessageDigest asked;

    private Shim(byte[] token, String agent, String nonce, String proof) {
        this.token = token;
        this.nonce = nonce;
        this.proof = proof;
        this.asked = begun("ask\n" + agent + "\n" + nonce + "\n");
    }

    /// @param agent whose endpoint is asked
    /// @return empty for a request of another kind
    static Optional<Shim> find(Request request, byte[] token, String agent) {
        var nonce = request.getHeaders().get(NONCE);
        var proof = request.getHeaders().get(PROOF);
        return nonce != null && proof != null && NONCES.matcher(nonce).matches()
                ? Optional.of(new Shim(token, agent, nonce, proof))
                : Optional.empty();
    }

    /// The body, taking part in what is proven as it is read.
    InputStream hearing(InputStream body) {
        return new DigestInputStream(body, asked);
    }

    /// Whether the call is the shim's, to be asked once.
    ///
    /// @param body that of [#hearing]; what is left of it is read
    boolean isProven(InputStream body) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
        return MessageDigest.isEqual(
                ended(asked).getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.UTF_8));
    }

    /// Four lines: the proof of the others, `allow` or `deny`, what the agent reads, and the reason alone.
    ///
    /// @param json of the agent's own protocol, in one line
    byte[] answer(Verdict verdict, byte[] json) {
        var reason = verdict instanceof Verdict.Deny deny
                ? CONTROLS.matcher(deny.toldAgent()).replaceAll(" ")
                : "";
        var lines = (verdict.allows() ? "allow" : "deny") + "\n" + new String(json, StandardCharsets.UTF_8) + "\n"
                + reason + "\n";
        var proven = begun("answer\n" + nonce + "\n");
        proven.update(lines.getBytes(StandardCharsets.UTF_8));
        return (ended(proven) + "\n" + lines).getBytes(StandardCharsets.UTF_8);
    }

    private MessageDigest begun(String message) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(token);
            digest.update(("\n" + message).getBytes(StandardCharsets.UTF_8));
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// A here-document, with which the shim feeds its hash, ends with a line break.
    private String ended(MessageDigest digest) {
        digest.update(token);
        digest.update((byte) '\n');
        return HexFormat.of().formatHex(digest.digest());
    }
}
