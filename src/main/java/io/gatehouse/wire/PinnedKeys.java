package io.gatehouse.wire;

import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The console's keys that this laptop trusts, by their ids. Several, so that a key can be changed: the new one is
/// pinned before the console signs by it, and the old one taken away afterwards.
public final class PinnedKeys {
    /// Trusts nobody.
    public static final PinnedKeys NONE = new PinnedKeys(Map.of());

    private final Map<String, PublicKey> keys;

    private PinnedKeys(Map<String, PublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /// @param keys Ed25519 public keys as base64 of their X.509 form, which is what stands between the lines of a PEM
    ///     file, by id
    /// @throws IllegalArgumentException naming the key that is none
    public static PinnedKeys of(Map<String, String> keys) {
        var read = new TreeMap<String, PublicKey>();
        keys.forEach((id, key) -> read.put(id, read(id, key)));
        return new PinnedKeys(read);
    }

    private static PublicKey read(String id, String key) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a key of the console has no id");
        }
        try {
            return Ed25519.publicKey(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key " + id + " is not an Ed25519 public key in base64", e);
        }
    }

    boolean areThoseOf(PinnedKeys other) {
        return keys.equals(other.keys);
    }

    Optional<PublicKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
