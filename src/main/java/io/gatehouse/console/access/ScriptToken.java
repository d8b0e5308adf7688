package io.gatehouse.console.access;

import io.gatehouse.console.Role;
import java.time.Instant;
import java.util.Optional;

/// What a script is known by.
///
/// @param name what it is for
/// @param role that it reads with; a script changes nothing
/// @param usedAt as of a minute
public record ScriptToken(
        String id,
        String name,
        Role role,
        String issuedBy,
        Instant issuedAt,
        Instant endsAt,
        Optional<Instant> revokedAt,
        Optional<Instant> usedAt) {
    public boolean isGood(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(endsAt);
    }

    /// As the console's log names it.
    public String logName() {
        return "script " + name;
    }
}
