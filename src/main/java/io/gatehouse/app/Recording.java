package io.gatehouse.app;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Recorder;
import java.util.function.Consumer;

/// Commits to the audit log, and tells of each record that was committed.
record Recording(AuditLog log, Consumer<AuditRecord> told) implements Recorder {
    @Override
    public void record(Enforcement enforcement) {
        told.accept(log.append(enforcement));
    }

    @Override
    public Recorder expecting(Enforcement likely) {
        var draft = log.draft(likely);
        return enforcement -> told.accept(draft.append(enforcement));
    }
}
