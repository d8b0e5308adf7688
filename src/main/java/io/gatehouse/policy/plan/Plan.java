package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import java.util.Optional;

/// A compiled plan.
///
/// @param slots those of its set
/// @param readsTime whether the time of the request or of the evaluation matters to it
/// @param obstacle why it cannot be evaluated exactly, and so never is
record Plan(Term term, Slots slots, boolean readsTime, Optional<String> obstacle) {
    /// By CEL, which absorbs an error in an operand that another one decides against.
    ///
    /// @param revision the revision that the PDP last confirmed, which is the attribute `revision`
    boolean holds(AccessRequest request, String revision) {
        return holds(new Frame(request, revision, slots));
    }

    /// @param frame of this plan's set
    boolean holds(Frame frame) {
        frame.begin();
        return obstacle.isEmpty() && Boolean.TRUE.equals(term.eval(frame));
    }

    /// Like [#holds], but false when anything that was evaluated is an error, absorbed or not. What is not
    /// looked at, because the operands before it decide, is none.
    ///
    /// Design. A plan has no more than `and` and `or` where the policy had rules and `all`, `any` and `none`, in
    /// which an error is a deny under Cerbos' strict evaluation. It does not tell those from CEL's operators.
    boolean holdsStrictly(AccessRequest request, String revision) {
        return holdsStrictly(new Frame(request, revision, slots));
    }

    /// @param frame of this plan's set
    boolean holdsStrictly(Frame frame) {
        return holds(frame) && !frame.hasAbsorbed();
    }
}
