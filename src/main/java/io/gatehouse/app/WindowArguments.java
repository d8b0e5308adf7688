package io.gatehouse.app;

import io.gatehouse.local.Landing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the daemon tells a window that it starts. Read without the command line's library and without settings, because
/// loading those took a fifth of the window's start.
///
/// @param landing what to show first
record WindowArguments(Path dataDir, Landing landing) {
    private static final String WINDOW = "window";
    private static final String DATA_DIR = "--data-dir";
    private static final String ASK = "--ask";

    /// Absent for whatever else a person may have typed.
    static Optional<WindowArguments> find(String... args) {
        if (args.length < 3 || args.length > 5 || !args[0].equals(WINDOW) || !args[1].equals(DATA_DIR)) {
            return Optional.empty();
        }
        var rest = List.of(args).subList(3, args.length);
        boolean ask = rest.size() == 2 && rest.getLast().equals(ASK);
        if ((rest.size() == 2 && !ask) || rest.stream().limit(1).anyMatch(id -> id.startsWith("-"))) {
            return Optional.empty();
        }
        return Optional.of(
                new WindowArguments(Path.of(args[2]), new Landing(rest.stream().findFirst(), ask)));
    }

    List<String> toList() {
        var all = new ArrayList<>(List.of(WINDOW, DATA_DIR, dataDir.toString()));
        landing.enforcement().ifPresent(id -> {
            all.add(id);
            if (landing.ask()) {
                all.add(ASK);
            }
        });
        return all;
    }
}
