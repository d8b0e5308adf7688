package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.plan.PlanSet.Question;

/// Tells the denies that come of an error which CEL absorbs.
public final class Absorbed {
    private Absorbed() {}

    /// Whether the plan of the request's action holds by CEL, and is a deny only because it met an error.
    public static boolean decides(PlanSet plans, AccessRequest request, String confirmedRevision) {
        var expression = plans.plans().getOrDefault(Question.of(request.action()), Expression.FALSE);
        var plan = Compiler.compile(expression, new Patterns());
        return plan.holds(request, confirmedRevision) && !plan.holdsStrictly(request, confirmedRevision);
    }
}
