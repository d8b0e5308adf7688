package io.gatehouse.policy.plan;

import java.util.List;

/// The condition of a plan as the PDP's planner puts it out: a CEL expression in which everything but the resource's
/// attributes is folded to values.
///
/// @see <a href="https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan">Cerbos' query plan</a>
public sealed interface Expression {
    Expression TRUE = new Value(true);
    Expression FALSE = new Value(false);

    /// @param value [String], [Boolean], [Double], a [List] or a [java.util.Map] by string of such, or [Null]
    record Value(Object value) implements Expression {}

    /// An attribute (`request.resource.attr.path`), another part of the request, or the variable of a lambda.
    record Variable(String name) implements Expression {}

    /// An operator, function or method over its operands, by the planner's name for it: `and`, `eq`, `matches` …
    record Operation(String operator, List<Expression> operands) implements Expression {
        public Operation {
            operands = List.copyOf(operands);
        }
    }

    /// CEL's null, of which there is one.
    enum Null {
        NULL
    }
}
