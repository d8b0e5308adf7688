package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The fact that a call was decided: all that is kept as evidence and shown to people. Holds nothing unmasked.
///
/// @param id short and unique on this device; what people and agents quote; "" of a call that nobody made
/// @param asked what the PDP was asked last, with its answers; empty when the fault came before analysis
/// @param contents file contents that the call carried, as size and digest
/// @param scripts files that were read because the call would run them
/// @param callKey a keyed hash of the call before masking, for a grant of exactly this call; "" when no rule fired
/// @param grants what let the call through; empty when it needed none, and when it was denied
/// @param confirmation what a person said to it; absent where no rule asks one
public record Enforcement(
        String id,
        Instant at,
        Mode mode,
        Principal principal,
        ToolCall.Origin origin,
        String workspace,
        String shown,
        List<Asked> asked,
        List<String> doubts,
        List<ToolCall.Content> contents,
        List<Analysis.Script> scripts,
        String callKey,
        Verdict verdict,
        Basis basis,
        List<Used> grants,
        Optional<Confirmation> confirmation,
        Took took) {
    public Enforcement {
        asked = List.copyOf(asked);
        doubts = List.copyOf(doubts);
        contents = List.copyOf(contents);
        scripts = List.copyOf(scripts);
        grants = List.copyOf(grants);
    }

    /// Of a call that nobody was asked about.
    public Enforcement(
            String id,
            Instant at,
            Mode mode,
            Principal principal,
            ToolCall.Origin origin,
            String workspace,
            String shown,
            List<Asked> asked,
            List<String> doubts,
            List<ToolCall.Content> contents,
            List<Analysis.Script> scripts,
            String callKey,
            Verdict verdict,
            Basis basis,
            List<Used> grants,
            Took took) {
        this(
                id,
                at,
                mode,
                principal,
                origin,
                workspace,
                shown,
                asked,
                doubts,
                contents,
                scripts,
                callKey,
                verdict,
                basis,
                grants,
                Optional.empty(),
                took);
    }

    /// Of a call that runs no script and uses no grant.
    public Enforcement(
            String id,
            Instant at,
            Mode mode,
            Principal principal,
            ToolCall.Origin origin,
            String workspace,
            String shown,
            List<Asked> asked,
            List<String> doubts,
            List<ToolCall.Content> contents,
            Verdict verdict,
            Basis basis,
            Took took) {
        this(
                id, at, mode, principal, origin, workspace, shown, asked, doubts, contents, List.of(), "", verdict,
                basis, List.of(), took);
    }

    /// The same, decided otherwise.
    public Enforcement with(Basis basis, Took took) {
        return new Enforcement(
                id,
                at,
                mode,
                principal,
                origin,
                workspace,
                shown,
                asked,
                doubts,
                contents,
                scripts,
                callKey,
                verdict,
                basis,
                grants,
                confirmation,
                took);
    }

    /// One access request and what was decided about it.
    ///
    /// @param spans the parts of [#shown] that made this request
    public record Asked(AccessRequest request, List<Span> spans, Decision decision) {
        public Asked {
            spans = List.copyOf(spans);
        }
    }

    /// A grant that let the call through.
    ///
    /// @param grant its id
    /// @param maxUses calls that it may let through; absent for no limit
    public record Used(String grant, OptionalLong maxUses) {}

    /// @param analysis understanding the call
    /// @param decision asking the PDP, or looking for an older answer; without the time that a person took
    public record Took(Duration analysis, Duration decision) {
        public static final Took NOTHING = new Took(Duration.ZERO, Duration.ZERO);
    }
}
