package io.gatehouse.hook;

import io.gatehouse.enforcement.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/// One call that comes through the shim (`installer/hooks/gatehouse-hook`), for agents whose hooks are programs.
///
/// The shim never sends the hook token. It proves that it has it, over its nonce and the very bytes of the call, and
/// takes an allow only when it is proven back for that nonce ([TokenProof]). So whoever else listens on the port learns
/// nothing with which a call could be allowed.
final class Shim {
    static final String NONCE = "Gatehouse-Nonce";
    static final String PROOF = "Gatehouse-Proof";
    private static final Pattern NONCES = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private final byte[] token;
    private final String nonce;
    private final String proof;
    private final TokenProof asked;

    private Shim(byte[] token, String agent, String nonce, String proof) {
        this.token = token;
        this.nonce = nonce;
        this.proof = proof;
        this.asked = TokenProof.ofCall(token, agent, nonce);
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
        return new DigestInputStream(body, asked.digest());
    }

    /// Whether the call is the shim's, to be asked once.
    ///
    /// @param body that of [#hearing]; what is left of it is read
    boolean isProven(InputStream body) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
        return asked.matches(proof);
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
        var proven = TokenProof.ofAnswer(token, nonce).add(lines.getBytes(StandardCharsets.UTF_8));
        return (proven.hex() + "\n" + lines).getBytes(StandardCharsets.UTF_8);
    }
}
