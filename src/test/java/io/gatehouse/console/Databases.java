package io.gatehouse.console;

import io.gatehouse.console.ConsoleDatabase.Kind;
import java.nio.file.Path;

/// Settings of consoles over new databases of both kinds. For tests alone.
public final class Databases {
    private Databases() {}

    public static ConsoleSettings settings(Kind kind, Path directory) {
        var settings = ConsoleSettings.of(directory, 0);
        return switch (kind) {
            case SQLITE -> settings;
            case POSTGRESQL -> settings.withDatabase(Postgres.newDatabase());
        };
    }
}
