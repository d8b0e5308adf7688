package io.gatehouse.cerbos;

/// Plans that were kept and cannot be read again: as good as none.
public final class UnreadablePlans extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadablePlans(String why) {
        super("These plans cannot be read: " + why);
    }

    UnreadablePlans(String why, Throwable cause) {
        super("These plans cannot be read: " + why, cause);
    }
}
