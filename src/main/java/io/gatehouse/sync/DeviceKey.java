package io.gatehouse.sync;

import io.gatehouse.wire.DeviceSignature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/// By what the console knows this laptop: the key that signs all that it sends.
///
/// @param device the installation's id
public record DeviceKey(String device, PrivateKey key) {
    private static final String ALGORITHM = "Ed25519";

    /// A new pair, as text.
    ///
    /// @param publicKey base64 of the X.509 form, which the console is told
    /// @param privateKey base64 of the PKCS #8 form, which never leaves the laptop
    public record Pair(String publicKey, String privateKey) {
        @Override
        public String toString() {
            return "Pair[publicKey=" + publicKey + "]";
        }
    }

    public static Pair generate() {
        try {
            var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new Pair(
                    base64(pair.getPublic().getEncoded()),
                    base64(pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// @param privateKey as [#generate] gave it
    /// @throws IllegalArgumentException when it is no such key
    public static DeviceKey of(String device, String privateKey) {
        try {
            return new DeviceKey(
                    device,
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the private key is not an Ed25519 key in base64", e);
        }
    }

    String header(String method, String path, Instant at, byte[] body) {
        return DeviceSignature.header(device, key, method, path, at, body);
    }

    @Override
    public String toString() {
        return "DeviceKey[" + device + "]";
    }
}
