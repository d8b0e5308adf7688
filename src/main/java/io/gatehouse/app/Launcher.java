package io.gatehouse.app;

import io.gatehouse.console.ConsoleSettings;
import java.nio.file.Path;
import java.util.Optional;

/// What the command line starts instead of doing it itself.
interface Launcher {
    /// Serves until it is told to stop.
    ///
    /// @param headless without tray and notices, also where there is a display
    /// @param window opens the window, too
    /// @return the exit code
    int daemon(Settings.Loaded settings, boolean headless, boolean window);

    /// Shows the window until it is closed.
    ///
    /// @param enforcement the id to show first
    /// @return the exit code
    int window(Path dataDir, Optional<String> enforcement);

    /// Serves the console until the process is told to end.
    ///
    /// @return the exit code
    int console(ConsoleSettings settings);
}
