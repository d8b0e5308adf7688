package io.gatehouse.app;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import java.util.List;

/// What the doctor found, for a person at a terminal.
final class DoctorText {
    private DoctorText() {}

    static long bad(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.weight() == Weight.BAD)
                .count();
    }

    static void print(List<Finding> findings, Terminal terminal) {
        for (var finding : findings) {
            terminal.line("%-8s%-13s%s".formatted(word(finding.weight()), finding.about(), finding.said()));
            if (!finding.remedy().isEmpty()) {
                terminal.line("%21s%s".formatted("", "To mend it: " + finding.remedy()));
            }
        }
        long bad = bad(findings);
        terminal.line(bad == 0 ? "Nothing is wrong." : bad == 1 ? "One thing is wrong." : bad + " things are wrong.");
    }

    private static String word(Weight weight) {
        return switch (weight) {
            case GOOD -> "ok";
            case NOTICE -> "note";
            case BAD -> "WRONG";
        };
    }
}
