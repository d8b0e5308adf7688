package io.gatehouse.app;

import io.gatehouse.store.KeptCoverage;
import io.gatehouse.sync.CoverageUpload;
import io.gatehouse.wire.CoverageReport;

/// The kept coverage, as it is sent.
final class ConsoleCoverage {
    private ConsoleCoverage() {}

    static CoverageUpload.Told of(KeptCoverage coverage) {
        return new CoverageUpload.Told(
                () -> new CoverageReport(
                        coverage.list().stream()
                                .limit(CoverageReport.MOST_AGENTS)
                                .toList(),
                        coverage.untold(CoverageReport.MOST_CALLS)),
                coverage::told);
    }
}
