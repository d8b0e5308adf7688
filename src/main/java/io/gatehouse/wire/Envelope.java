package io.gatehouse.wire;

import io.gatehouse.json.Json;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Optional;

/// A document and who signed it: JSON of three texts.
///
/// @param key the id of the key, by which the laptop finds the pinned one
/// @param document base64 of the exact bytes that were signed
/// @param signature base64 of the Ed25519 signature over these bytes
public record Envelope(String key, String document, String signature) {
    /// Signs the bytes of a document.
    public static Envelope sign(String key, PrivateKey signer, byte[] document) {
        return new Envelope(key, base64(document), base64(Ed25519.sign(signer, document)));
    }

    /// What was signed, where the owner of one of these keys signed it.
    public Optional<byte[]> verified(PinnedKeys keys) {
        try {
            var bytes = decoded(document);
            var signed = decoded(signature);
            return keys.find(key)
                    .filter(owner -> Ed25519.isSigned(owner, bytes, signed))
                    .map(_ -> bytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// As it is sent and kept.
    public byte[] bytes() {
        return Json.bytes(this);
    }

    /// @throws IllegalArgumentException for anything but the one way in which these bytes are written
    static byte[] decoded(String base64) {
        var bytes = Base64.getDecoder().decode(base64);
        if (!base64(bytes).equals(base64)) {
            throw new IllegalArgumentException("not the usual base64");
        }
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
