package io.gatehouse.console.access;

import io.gatehouse.console.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A link by which one person chooses a password, once.
///
/// @param name whom it is for; "" for the first administrator, who chooses
/// @param account of the person who has one and forgot the password; absent for a new person
/// @param by who invited
public record Invitation(
        String name, Optional<String> principal, Set<Role> roles, Optional<String> account, String by, Instant until) {
    public Invitation {
        roles = Set.copyOf(roles);
    }

    public boolean isFirst() {
        return name.isEmpty();
    }
}
