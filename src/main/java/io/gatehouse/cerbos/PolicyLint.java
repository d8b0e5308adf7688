package io.gatehouse.cerbos;

import java.util.ArrayList;
import java.util.List;

/// Finds where policies break the authoring rules.
public final class PolicyLint {
    private PolicyLint() {}

    static List<Finding> lint(PolicySources sources) {
        var findings = new ArrayList<Finding>();
        PolicySet.read(sources, findings::add);
        return findings.stream().sorted().toList();
    }
}
