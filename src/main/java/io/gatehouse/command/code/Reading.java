package io.gatehouse.command.code;

import java.util.List;

/// What was read of a program.
///
/// @param unknown the places of calls whose effects are not known, in their order
/// @param dynamic whether it makes code of something that is not known, so that it may do anything
public record Reading(List<Effect> effects, List<Place> unknown, boolean dynamic) {
    public Reading {
        effects = List.copyOf(effects);
        unknown = List.copyOf(unknown);
    }

    /// @param what one short phrase for people
    public record Place(String what, int from, int to) {}
}
