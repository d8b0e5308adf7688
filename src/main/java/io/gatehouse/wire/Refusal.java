package io.gatehouse.wire;

import java.time.Instant;

/// A signed document that was not taken. Nothing of it is used.
///
/// @param detail what exactly, a sentence for people; holds nothing of a document whose signature is bad
/// @param sha256 of the bytes that came, lower-case hex
public record Refusal(Instant at, Reason reason, String detail, String sha256) {
    /// One constant, one code in the database and the log.
    public enum Reason {
        /// It is not the JSON that the console sends, or says something impossible.
        MALFORMED("malformed"),
        /// Its key is none of the pinned ones.
        UNKNOWN_KEY("unknown-key"),
        /// It is not as the owner of that key signed it.
        BAD_SIGNATURE("bad-signature"),
        /// It is of a format that this version does not know.
        UNKNOWN_CONTRACT("unknown-contract"),
        /// It is for another laptop.
        OTHER_DEVICE("other-device"),
        /// It is for another person.
        OTHER_PRINCIPAL("other-principal"),
        /// A document at least as new was taken before.
        NOT_NEWER("not-newer"),
        /// What was kept is not what was taken.
        ALTERED("altered"),
        /// It could not be kept.
        NOT_KEPT("not-kept");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
