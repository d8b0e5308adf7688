package io.gatehouse.wire;

import io.gatehouse.grant.GrantBook;
import io.gatehouse.wire.Refusal.Reason;
import io.gatehouse.wire.Verifier.Result;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest document that the console signed for this laptop: whose it is, its rollout and its grants. Never throws;
/// safe for many threads.
///
/// Design. A document is used only after it was kept, as the exact bytes that came, and these are verified again at
/// each start: who edits the database gets grants refused, not granted. A database set back as a whole brings an older
/// document back; its lease, which counts from when it was signed, bounds that.
public final class SignedDocuments {
    private static final Logger log = LoggerFactory.getLogger(SignedDocuments.class);

    /// Changed under the lock.
    private Verifier verifier;
    private final Shelf shelf;
    private final Clock clock;

    /// Null before the first one. Written under the lock.
    private volatile @Nullable Taken taken;

    /// Called under the lock.
    private volatile Runnable onTaken = () -> {};

    /// Where documents are kept. What it throws is a refusal.
    public interface Shelf {
        /// @param version as it was put
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Kept(long version, byte[] envelope) {}

        Optional<Kept> find();

        /// Replaces what is kept if that is older.
        ///
        /// @return false when it is not
        boolean put(long version, byte[] envelope, Instant receivedAt);

        /// Trusts these keys from now on, also after a restart, in the place of all others. It may be told twice.
        ///
        /// @return false where the settings say whom to trust
        boolean trust(Map<String, String> keys);

        /// Remembers it for people to see.
        void refuse(Refusal refusal);
    }

    /// What became of a document that came.
    public sealed interface Received {
        record Accepted(long version) implements Received {}

        record Refused(Refusal refusal) implements Received {}
    }

    private record Taken(Document document, GrantBook book) {}

    private SignedDocuments(Verifier verifier, Shelf shelf, Clock clock) {
        this.verifier = verifier;
        this.shelf = shelf;
        this.clock = clock;
    }

    /// Takes up what was kept, if it still is what one of the pinned keys signed for this laptop.
    public static SignedDocuments load(Verifier verifier, Shelf shelf, Clock clock) {
        var documents = new SignedDocuments(verifier, shelf, clock);
        documents.takeUp();
        return documents;
    }

    /// Whom to tell that another document counts now, before its sender hears that it was taken.
    public synchronized void onTaken(Runnable listener) {
        onTaken = listener;
    }

    private synchronized void takeUp() {
        try {
            var kept = shelf.find();
            if (kept.isEmpty()) {
                return;
            }
            var envelope = kept.get().envelope();
            switch (verifier.verify(envelope)) {
                case Result.Refused(var reason, var detail) -> refuse(envelope, reason, "The kept document: " + detail);
                case Result.Verified(var document)
                when document.version() != kept.get().version() ->
                    refuse(
                            envelope,
                            Reason.ALTERED,
                            "The kept document is of version " + document.version() + " and was kept as version "
                                    + kept.get().version() + ".");
                case Result.Verified(var document) -> {
                    take(document);
                    learn(document, envelope); // the process may have ended before
                }
            }
        } catch (RuntimeException e) {
            log.error("The kept document cannot be read; nothing of it is used", e);
        }
    }

    /// Takes a document that came from the console, or from anybody.
    public synchronized Received receive(byte[] envelope) {
        return switch (verifier.verify(envelope)) {
            case Result.Refused(var reason, var detail) -> refuse(envelope, reason, detail);
            case Result.Verified(var document) -> keep(document, envelope);
        };
    }

    private Received keep(Document document, byte[] envelope) {
        try {
            var current = taken;
            if (current != null && document.equals(current.document())) {
                return new Received.Accepted(document.version()); // the console sends it at each connection
            }
            boolean isNewer =
                    current == null || document.version() > current.document().version();
            if (!isNewer || !shelf.put(document.version(), envelope, clock.instant())) {
                return refuse(
                        envelope,
                        Reason.NOT_NEWER,
                        "It is of version " + document.version() + ", and one at least as new was taken before.");
            }
        } catch (RuntimeException e) {
            log.error("A document of grants could not be kept", e);
            narrow(document);
            return refuse(envelope, Reason.NOT_KEPT, "It could not be written to the database.");
        }
        take(document);
        learn(document, envelope);
        try {
            onTaken.run();
        } catch (RuntimeException e) {
            log.error("A document of version {} was kept, and does not count yet", document.version(), e);
        }
        log.info(
                "Took the document of grants of version {}, with {} grants",
                document.version(),
                document.grants().size());
        return new Received.Accepted(document.version());
    }

    /// What a newer document does not hold any more is revoked, also where the document itself cannot be kept.
    private void narrow(Document newer) {
        var current = taken;
        if (current != null) {
            var left = current.book().list().stream()
                    .filter(held -> newer.grants().contains(held.grant()))
                    .toList();
            taken = new Taken(current.document(), new GrantBook(newer.device(), left));
        }
    }

    private void take(Document document) {
        taken = new Taken(document, new GrantBook(document.device(), document.held()));
    }

    /// The console may change its key: those that the newest document names are trusted, if one of them signed it.
    private void learn(Document document, byte[] envelope) {
        try {
            var named = PinnedKeys.of(document.keys());
            if (named.areThoseOf(verifier.keys())) {
                return;
            }
            if (verifier.trusting(named).find(envelope).isEmpty()) {
                log.warn("A document names keys to trust, and is signed by none of them: nothing changes");
            } else if (shelf.trust(document.keys())) {
                verifier = verifier.trusting(named);
                log.info(
                        "The console signs by the keys {} from now on",
                        document.keys().keySet());
            }
        } catch (RuntimeException e) {
            log.error("The keys that the console signs by could not be kept; those of before stay", e);
        }
    }

    private Received refuse(byte[] envelope, Reason reason, String detail) {
        var refusal = new Refusal(clock.instant(), reason, detail, Sha256.hex(envelope));
        log.warn("Refused a document of grants ({}): {}", reason.code(), detail);
        try {
            shelf.refuse(refusal);
        } catch (RuntimeException e) {
            log.error("That a document of grants was refused could not be recorded", e);
        }
        return new Received.Refused(refusal);
    }

    /// The grants that are held now.
    public GrantBook book() {
        var current = taken;
        return current == null ? GrantBook.EMPTY : current.book();
    }

    /// The document that they stand in, for people and for asking for a newer one.
    public Optional<Document> document() {
        return Optional.ofNullable(taken).map(Taken::document);
    }
}
