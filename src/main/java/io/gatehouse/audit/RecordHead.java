package io.gatehouse.audit;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import java.time.Instant;
import java.util.Optional;

/// What a list shows of an audit record: who wanted what and what came of it, without what the PDP was asked, which is
/// most of a record.
///
/// @param id of the enforcement
/// @param outcome what the agent reported after the tool ran, once it did
public record RecordHead(
        Sequence sequence,
        String id,
        Instant at,
        ToolCall.Origin origin,
        String workspace,
        String shown,
        Verdict verdict,
        Optional<Ran> outcome) {

    public static RecordHead of(AuditRecord record) {
        var enforcement = record.enforcement();
        return new RecordHead(
                record.sequence(),
                enforcement.id(),
                enforcement.at(),
                enforcement.origin(),
                enforcement.workspace(),
                enforcement.shown(),
                enforcement.verdict(),
                record.outcome());
    }
}
