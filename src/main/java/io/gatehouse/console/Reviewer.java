package io.gatehouse.console;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A person who is signed in to the console.
///
/// @param name as the console's own log names this person
/// @param principal who this person is to the policies, where that is known
public record Reviewer(String name, Optional<String> principal, Set<Role> roles) {
    public Reviewer {
        roles = Set.copyOf(roles);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a reviewer has a name");
        }
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /// Whether this is the person that goes by one of these names, however they are spelled.
    boolean isKnownAs(String otherName, Optional<String> otherPrincipal) {
        return isKnownAs(otherName) || otherPrincipal.filter(this::isKnownAs).isPresent();
    }

    /// As name or as principal: nobody gets around the rule about own requests by an account of another kind.
    boolean isKnownAs(String other) {
        return folded(name).equals(folded(other))
                || principal.filter(mine -> folded(mine).equals(folded(other))).isPresent();
    }

    private static String folded(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
