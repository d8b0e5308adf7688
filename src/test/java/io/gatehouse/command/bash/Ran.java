package io.gatehouse.command.bash;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What a line did.
///
/// @param programs in no order, without the Bash that ran the line
/// @param files those below the home directory
/// @param finished false when it was stopped because it took too long
record Ran(List<Exec> programs, Set<Opened> files, boolean finished) {
    Ran {
        programs = List.copyOf(programs);
        files = Set.copyOf(files);
    }

    /// @param program base name of the file that was run
    record Exec(String program, List<String> argv) {
        Exec {
            argv = List.copyOf(argv);
        }
    }

    enum How {
        READ,
        WRITE,
        DELETE
    }

    record Opened(How how, Path path) {}
}
