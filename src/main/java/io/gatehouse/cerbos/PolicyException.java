package io.gatehouse.cerbos;

import java.util.List;
import java.util.stream.Collectors;

/// Policies that cannot be built, or could not be read or written. The message is for the person who ran the build.
public final class PolicyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    PolicyException(List<Finding> findings) {
        super(findings.stream()
                .map(Finding::text)
                .collect(Collectors.joining(
                        "\n", "The policies break authoring rules (" + findings.size() + " findings):\n", "")));
        this.findings = List.copyOf(findings);
    }

    public PolicyException(String message) {
        super(message);
        this.findings = List.of();
    }

    PolicyException(String message, Throwable cause) {
        super(message, cause);
        this.findings = List.of();
    }

    /// Empty when the cause is not in the policies.
    public List<Finding> findings() {
        return findings;
    }
}
