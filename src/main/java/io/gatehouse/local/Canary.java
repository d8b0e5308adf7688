package io.gatehouse.local;

import java.util.List;

/// A proof that agents' hooks work, under way: calls of this session are decided and not recorded, for two minutes.
///
/// @param seen the calls that came, in their order
public record Canary(String session, List<Seen> seen) {
    public Canary {
        seen = List.copyOf(seen);
    }

    /// @param agent whose endpoint was asked
    /// @param basis the rule, or the cause, of a deny; "" for an allow
    public record Seen(String agent, boolean allowed, String basis) {}
}
