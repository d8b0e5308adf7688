package io.gatehouse.store;

/// The JSON of an audit record, version 1: an enforcement with nothing said twice.
///
/// Design. The first member is the version. What is absent has its neutral value, so a member may be added without
/// a new version; another meaning needs one, and a reader of its own for the old one. `usual` holds what all
/// requests share and the call does not tell ([UsualAttributes]); a request holds under its action what differs from
/// that, or, `whole`, all that it has where it is not of the contract. `rules` holds each rule once, and decisions
/// and verdict name them by their places.
public final class RecordFormat {
    static final int VERSION = 1;

    private RecordFormat() {}

    /// The text is not a record of a version that is known.
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(RuntimeException cause) {
            super(cause);
        }
    }
}
