package io.gatehouse.wire;

import java.util.List;

/// What a laptop says about itself, at its start, at each change and every few minutes.
///
/// @param version of Gatehouse
/// @param host the computer's name
/// @param os name and version
/// @param mode enforce, observe or break-glass
/// @param basis what decides now: `central`, `plan`, `none`
/// @param revision of the policies that decide; "" when none is known
/// @param agents those found on the laptop
/// @param unsent records that the console does not have yet
/// @param documentVersion of the signed document that it goes by; 0 for none
public record DeviceReport(
        String version,
        String host,
        String os,
        String mode,
        String basis,
        String revision,
        List<AgentState> agents,
        long unsent,
        long documentVersion) {
    public DeviceReport {
        agents = List.copyOf(agents);
    }

    /// @param name as in `gatehouse agents`
    public record AgentState(String name, boolean isProtected) {}
}
