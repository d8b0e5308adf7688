package io.gatehouse.agent;

import java.util.List;

/// A session of an agent began, as `gatehouse-session` tells.
///
/// @param agent Gatehouse's name of it
/// @param version "" where the agent does not say
/// @param pid 0 where the agent does not say
/// @param variables names of variables of its environment that lead its hooks or its model's address elsewhere
public record SessionBegun(String agent, String session, String version, long pid, List<String> variables) {
    public SessionBegun {
        variables = List.copyOf(variables);
    }
}
