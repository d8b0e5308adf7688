package io.gatehouse.app;

import io.gatehouse.store.KeptDocuments;
import io.gatehouse.wire.Refusal;
import io.gatehouse.wire.SignedDocuments;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The store, as the signed documents see it.
///
/// @param keys where the keys of the console are kept; what they do not take, the settings pin
record DocumentShelf(KeptDocuments store, Predicate<Map<String, String>> keys) implements SignedDocuments.Shelf {
    @Override
    public Optional<Kept> find() {
        return store.find().map(kept -> new Kept(kept.version(), kept.envelope()));
    }

    @Override
    public boolean put(long version, byte[] envelope, Instant receivedAt) {
        return store.put(version, envelope, receivedAt);
    }

    @Override
    public boolean trust(Map<String, String> trusted) {
        return keys.test(trusted);
    }

    @Override
    public void refuse(Refusal refusal) {
        store.refuse(
                new KeptDocuments.Refused(refusal.at(), refusal.reason().code(), refusal.detail(), refusal.sha256()));
    }
}
