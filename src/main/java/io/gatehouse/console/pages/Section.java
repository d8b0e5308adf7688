package io.gatehouse.console.pages;

import static io.gatehouse.console.Role.ADMINISTRATOR;
import static io.gatehouse.console.Role.AUDITOR;
import static io.gatehouse.console.Role.REVIEWER;

import io.gatehouse.console.Role;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The parts of the console, and who may see each. Texts of calls are read by reviewers and auditors alone: who looks
/// after accounts and laptops needs none.
public enum Section {
    REQUESTS("Requests", "inbox"),
    GRANTS("Grants", "key"),
    ACTIVITY("Activity", "list"),
    COVERAGE("Coverage", "check"),
    DEVICES("Devices", "laptop"),
    ROLLOUT("Rollout", "steps"),
    RETENTION("Retention", "archive"),
    PEOPLE("People", "people"),
    LOG("Log", "book");

    private final String title;
    private final String icon;

    Section(String title, String icon) {
        this.title = title;
        this.icon = icon;
    }

    static List<Section> of(Set<Role> roles) {
        return Arrays.stream(values()).filter(section -> section.isFor(roles)).toList();
    }

    boolean isFor(Set<Role> roles) {
        return !Collections.disjoint(readers(), roles);
    }

    private Set<Role> readers() {
        return switch (this) {
            case REQUESTS, GRANTS, ACTIVITY -> Set.of(REVIEWER, AUDITOR);
            case COVERAGE, DEVICES, ROLLOUT -> Set.of(REVIEWER, AUDITOR, ADMINISTRATOR);
            case PEOPLE -> Set.of(ADMINISTRATOR);
            case RETENTION, LOG -> Set.of(AUDITOR, ADMINISTRATOR);
        };
    }

    public String title() {
        return title;
    }

    public String icon() {
        return icon;
    }

    public String path() {
        return "/" + title.toLowerCase(Locale.ROOT);
    }
}
