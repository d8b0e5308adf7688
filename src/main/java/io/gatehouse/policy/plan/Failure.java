package io.gatehouse.policy.plan;

/// What an expression is worth that CEL cannot evaluate: an error of its own, which `&&` and `||` may absorb. Errors
/// are values here and not exceptions, because a policy may run into them in every second decision.
enum Failure {
    FAILURE
}
