package io.gatehouse.console;

import io.gatehouse.grant.ExceptionRequest.State;

/// What became of what a reviewer wanted to do.
public sealed interface Outcome {
    /// @param version of the request now
    /// @param state where the request stands now
    /// @param sentence for the reviewer
    record Done(long version, State state, String sentence) implements Outcome {}

    /// Somebody changed it meanwhile, or it is over. Nothing was done.
    record Stale(String sentence) implements Outcome {}

    /// It is the reviewer's own. Nothing was done.
    record OwnRequest(String sentence) implements Outcome {}

    /// A rule that no grant lifts denied this call. Nothing was done.
    record NotWaivable(String sentence) implements Outcome {}

    /// It cannot be done like this. Nothing was done.
    record Invalid(String sentence) implements Outcome {}

    String sentence();
}
