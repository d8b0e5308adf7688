package io.gatehouse.console.access;

import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A person who may use the console.
///
/// @param name by which the person logs in and is named in the log; lower case
/// @param principal whom the agents of this person's own laptop act for, so that nobody decides their own requests
/// @param disabledAt since when the person may not log in any more
/// @param subject who the organisation's provider says it is, as issuer, blank and subject; absent for a local
///     account
/// @param byFirstLink whether the person came by the link of the console's start
public record Account(
        String id,
        String name,
        Optional<String> principal,
        Set<Role> roles,
        Instant createdAt,
        Optional<Instant> disabledAt,
        Optional<String> subject,
        boolean byFirstLink) {
    public Account {
        roles = Set.copyOf(roles);
    }

    /// Whether the person logs in by a password of this console.
    public boolean isLocal() {
        return subject.isEmpty();
    }

    public boolean isDisabled() {
        return disabledAt.isPresent();
    }

    /// The person as the desks know them.
    public Reviewer reviewer() {
        return new Reviewer(name, principal, roles);
    }
}
