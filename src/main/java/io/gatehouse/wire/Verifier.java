package io.gatehouse.wire;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Shown;
import io.gatehouse.wire.Refusal.Reason;
import java.util.Optional;

/// Tells what the console signed for this laptop from everything else. Never throws, whatever it is given.
///
/// Design. The signature is checked over the exact bytes before anything in them is read, so that only what the
/// console wrote is ever parsed.
///
/// @param device this laptop
/// @param principal the id of who uses it
public record Verifier(PinnedKeys keys, String device, String principal) {
    /// The largest envelope, in bytes: some thousand grants.
    private static final int LARGEST = 4 << 20;

    private static final int LONGEST_DETAIL = 200;

    /// The same laptop, trusting other keys.
    Verifier trusting(PinnedKeys others) {
        return new Verifier(others, device, principal);
    }

    sealed interface Result {
        record Verified(Document document) implements Result {}

        record Refused(Reason reason, String detail) implements Result {}
    }

    /// What the envelope holds, when it is one of the console's for this laptop.
    public Optional<Document> find(byte[] envelope) {
        return switch (verify(envelope)) {
            case Result.Verified(var document) -> Optional.of(document);
            case Result.Refused _ -> Optional.empty();
        };
    }

    Result verify(byte[] envelope) {
        if (envelope.length > LARGEST) {
            return new Result.Refused(Reason.MALFORMED, "It is larger than 4 MB.");
        }
        try {
            return verify(Json.read(envelope, Envelope.class));
        } catch (RuntimeException | StackOverflowError _) {
            return new Result.Refused(
                    Reason.MALFORMED, "It is not an envelope with a key, a document and a signature.");
        }
    }

    private Result verify(Envelope envelope) {
        var key = keys.find(envelope.key());
        if (key.isEmpty()) {
            return new Result.Refused(
                    Reason.UNKNOWN_KEY,
                    "Its key \"" + Shown.line(envelope.key(), LONGEST_DETAIL) + "\" is not pinned on this laptop.");
        }
        var document = Envelope.decoded(envelope.document());
        if (!Ed25519.isSigned(key.get(), document, Envelope.decoded(envelope.signature()))) {
            return new Result.Refused(
                    Reason.BAD_SIGNATURE, "It is not what the key \"" + envelope.key() + "\" signed.");
        }
        return read(document);
    }

    private Result read(byte[] bytes) {
        try {
            int contract = Json.tree(bytes).path("contract").asInt(0);
            if (contract != Document.CONTRACT) {
                return new Result.Refused(
                        Reason.UNKNOWN_CONTRACT,
                        "It is of contract " + contract + ", and this version of Gatehouse knows contract "
                                + Document.CONTRACT + ".");
            }
            return addressed(Json.read(bytes, Document.class));
        } catch (RuntimeException | StackOverflowError e) {
            return new Result.Refused(
                    Reason.MALFORMED, Shown.line("What was signed is no document: " + e.getMessage(), LONGEST_DETAIL));
        }
    }

    private Result addressed(Document document) {
        if (!document.device().equals(device)) {
            return new Result.Refused(Reason.OTHER_DEVICE, "It is for the device " + shown(document.device()) + ".");
        }
        if (!document.principal().id().equals(principal)) {
            return new Result.Refused(
                    Reason.OTHER_PRINCIPAL,
                    "It is for " + shown(document.principal().id()) + ".");
        }
        return new Result.Verified(document);
    }

    private static String shown(String text) {
        return Shown.line(text, LONGEST_DETAIL);
    }
}
