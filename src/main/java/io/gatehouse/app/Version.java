package io.gatehouse.app;

import java.util.Optional;

/// This program's version, from its jar; `dev` when it runs from class files.
final class Version {
    private Version() {}

    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
