package io.gatehouse.ui.window;

import java.util.Objects;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What JavaFX says of itself on standard error: all but that it stands on the class path, where Gatehouse has it by
/// design.
final class ToolkitLog {
    private static final String CLASS_PATH = "Unsupported JavaFX configuration: classes were loaded from";

    /// Held here, because a logger that nobody holds loses its filter.
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private ToolkitLog() {}

    /// Before the toolkit starts.
    static void quieten() {
        JAVAFX.setFilter(ToolkitLog::matters);
    }

    private static boolean matters(LogRecord said) {
        return !Objects.requireNonNullElse(said.getMessage(), "").startsWith(CLASS_PATH);
    }
}
