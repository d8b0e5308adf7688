package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.plan.PlanSet.Question;

/// Tells the denies that come of an error which CEL absorbs.
public final class Absorbed {
    private Absorbed() {}

    /// Whether the plan of a question holds by CEL, and is a deny only because it met an error.
    public static boolean decides(PlanSet plans, Question question, AccessRequest request, String confirmedRevision) {
        var expression = plans.plans().getOrDefault(question, Expression.FALSE);
        var plan = Compiler.compile(expression, new Slots(), new Patterns());
        return plan.holds(request, confirmedRevision) && !plan.holdsStrictly(request, confirmedRevision);
    }
}
