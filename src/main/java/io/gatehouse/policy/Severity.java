package io.gatehouse.policy;

/// How much a firing rule matters to the person who is told of it; decides order and presentation, never a verdict.
public enum Severity {
    LOW,
    MEDIUM,
    HIGH
}
