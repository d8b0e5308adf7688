package io.gatehouse.enforcement;

/// A grant that a call rests on has let through as many calls as it may meanwhile. Nothing was recorded or counted.
public final class GrantUsedUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GrantUsedUp(String grant) {
        super("grant " + grant + " is used up");
    }
}
