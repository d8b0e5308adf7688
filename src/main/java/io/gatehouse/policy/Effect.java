package io.gatehouse.policy;

/// What a policy says to one action: Cerbos' word and values.
public enum Effect {
    ALLOW,
    DENY
}
