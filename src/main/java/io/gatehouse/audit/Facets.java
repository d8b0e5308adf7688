package io.gatehouse.audit;

import java.util.List;

/// What the calls of a log have in common, so that a person can choose among it. Of each kind the most frequent ones.
public record Facets(List<Facet> agents, List<Facet> tools, List<Facet> workspaces, List<Facet> rules) {
    public static final Facets NONE = new Facets(List.of(), List.of(), List.of(), List.of());

    public Facets {
        agents = List.copyOf(agents);
        tools = List.copyOf(tools);
        workspaces = List.copyOf(workspaces);
        rules = List.copyOf(rules);
    }

    /// @param calls how many calls have it
    public record Facet(String value, long calls) {}
}
