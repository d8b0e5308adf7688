package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import java.util.List;

/// What a tool call was understood to mean.
///
/// @param shown what the call is, for people; masked
/// @param findings at least one
/// @param workspace the workspace of the call's session, absolute
/// @param doubts what was not understood, for people; empty when everything was
/// @param scripts the files that were read because the call would run them
public record Analysis(
        String shown, String workspace, List<Finding> findings, List<String> doubts, List<Script> scripts) {
    public Analysis {
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("a call that asks for nothing would be allowed by nothing");
        }
        findings = List.copyOf(findings);
        doubts = List.copyOf(doubts);
        scripts = List.copyOf(scripts);
    }

    /// Whether the same call, analysed before, asked for the same, and would have run the same files.
    boolean asksAs(Analysis before) {
        return scripts.equals(before.scripts) && timeless(findings).equals(timeless(before.findings));
    }

    private static List<AccessRequest> timeless(List<Finding> findings) {
        return findings.stream().map(finding -> finding.request().timeless()).toList();
    }

    /// @param spans the parts of [Analysis#shown] that made this request; empty when it is the call as a whole
    public record Finding(AccessRequest request, List<Span> spans) {
        public Finding {
            spans = List.copyOf(spans);
        }
    }

    /// @param path absolute and real
    /// @param sha256 lower-case hex, over the bytes that were read; what runs later may be another file
    public record Script(String path, String sha256) {}
}
