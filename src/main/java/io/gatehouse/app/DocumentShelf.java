package io.gatehouse.app;

import io.gatehouse.store.KeptDocuments;
import io.gatehouse.wire.Refusal;
import io.gatehouse.wire.SignedDocuments;
import java.time.Instant;
import java.util.Optional;

/// The store, as the signed documents see it.
record DocumentShelf(KeptDocuments store) implements SignedDocuments.Shelf {
    @Override
    public Optional<Kept> find() {
        return store.find().map(kept -> new Kept(kept.version(), kept.envelope()));
    }

    @Override
    public boolean put(long version, byte[] envelope, Instant receivedAt) {
        return store.put(version, envelope, receivedAt);
    }

    @Override
    public void refuse(Refusal refusal) {
        store.refuse(
                new KeptDocuments.Refused(refusal.at(), refusal.reason().code(), refusal.detail(), refusal.sha256()));
    }
}
