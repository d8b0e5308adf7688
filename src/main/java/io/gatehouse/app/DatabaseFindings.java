package io.gatehouse.app;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.store.Examination;
import io.gatehouse.store.Fill;
import java.util.ArrayList;
import java.util.List;

/// What the doctor says of the database: whether it can be read, how full it is, and whether the audit log is what was
/// written.
final class DatabaseFindings {
    private static final String ABOUT = "database";

    private DatabaseFindings() {}

    static List<Finding> of(Config config) {
        return switch (Examination.of(config.dataDir())) {
            case Examination.Absent _ -> List.of();
            case Examination.Unreadable(var why) ->
                List.of(new Finding(
                        ABOUT,
                        Weight.BAD,
                        "The audit database cannot be read (" + why + "), and without a record no call is allowed."
                                + " A start sets a damaged one aside and begins a new one.",
                        "gatehouse stop; gatehouse"));
            case Examination.Read read -> of(read, config);
        };
    }

    static List<Finding> of(Examination.Read read, Config config) {
        var findings = new ArrayList<Finding>();
        var fill = new Fill(read.usedBytes(), config.auditMaxBytes());
        var size = fill.usedBytes() / 1_000_000 + " of " + fill.maxBytes() / 1_000_000 + " MB";
        read.broken()
                .ifPresent(broken -> findings.add(new Finding(
                        ABOUT,
                        Weight.BAD,
                        "The audit log is not what was written, from row " + broken.row() + " on: " + broken.what()
                                + ". Something changed it, or a disk lost a part.",
                        "Tell your security team, and keep " + config.dataDir().resolve("gatehouse.db")
                                + " as it is.")));
        if (fill.isFull()) {
            findings.add(new Finding(
                    ABOUT,
                    Weight.BAD,
                    "The audit log is full (" + size + "), so every call is denied.",
                    "Raise audit.maxSize in the settings, then: gatehouse stop; gatehouse"));
        } else if (fill.isNearlyFull()) {
            findings.add(new Finding(
                    ABOUT,
                    Weight.NOTICE,
                    "The audit log is nearly full (" + size + "); when it is, every call is denied.",
                    "Raise audit.maxSize in the settings, then: gatehouse stop; gatehouse"));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(
                    ABOUT, Weight.GOOD, read.records() + " records, " + size + ", and their chain is whole.", ""));
        }
        return findings;
    }
}
