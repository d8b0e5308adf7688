package io.gatehouse.policy;

import java.util.List;
import java.util.Map;

/// Who the agents of this laptop act for.
///
/// @param roles sorted, without doubles, at least one; the order never changes a decision or a cache key
/// @param attributes strings, booleans, numbers and lists of strings; empty unless an administrator set some
public record Principal(String id, List<String> roles, Map<String, Object> attributes) {
    public Principal {
        if (id.isBlank()) {
            throw new IllegalArgumentException("principal.id is empty");
        }
        if (roles.isEmpty() || roles.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("principal.roles names no role: " + roles);
        }
        roles = roles.stream().distinct().sorted().toList();
        attributes = Map.copyOf(attributes);
    }
}
