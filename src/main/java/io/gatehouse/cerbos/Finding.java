package io.gatehouse.cerbos;

import java.util.Comparator;

/// One place where policies break an authoring rule.
///
/// @param file path inside the policy directory, with `/`
/// @param line counted from 1; 0 when the finding is about a file as a whole
/// @param rule the authoring rule's id, e.g. `deny-output`
/// @param message what is wrong there
/// @param fix how to mend it
public record Finding(String file, int line, String rule, String message, String fix) implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(Finding::rule)
            .thenComparing(Finding::message);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /// One line for a person.
    public String text() {
        return file + (line > 0 ? ":" + line : "") + ": " + message + " [" + rule + "]. " + fix;
    }
}
