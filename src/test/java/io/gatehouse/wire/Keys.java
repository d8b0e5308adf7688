package io.gatehouse.wire;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

/// A console's key that signs the same each time. For tests alone.
public final class Keys {
    public static final String ID = "console-1";
    public static final String PUBLIC = "MCowBQYDK2VwAyEA1Vt4GaIKeJff9JViW+AyrvGY/JTFpX8muhRn0YqcwEA=";

    public static final Map<String, String> TRUSTED = Map.of(ID, PUBLIC);
    public static final PinnedKeys PINNED = PinnedKeys.of(TRUSTED);

    private static final String PRIVATE = "MC4CAQAwBQYDK2VwBCIEICLNyVnq9aqp4TQZ71sroS842eUXEOK7nnuVyT+u7VP5";

    private Keys() {}

    public static PrivateKey signer() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(PRIVATE)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] signed(Document document) {
        return Envelope.sign(ID, signer(), document.bytes()).bytes();
    }
}
