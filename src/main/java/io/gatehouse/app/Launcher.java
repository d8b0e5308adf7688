package io.gatehouse.app;

import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.local.Landing;
import java.nio.file.Path;

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
    /// @param landing what to show first
    /// @return the exit code
    int window(Path dataDir, Landing landing);

    /// Sees to it that the next window starts quickly.
    ///
    /// @return the exit code
    int prepareWindow(Path dataDir);

    /// Does in a window that nobody sees what people do in one.
    ///
    /// @return the exit code
    int rehearseWindow(Path dataDir);

    /// Serves the console until the process is told to end.
    ///
    /// @return the exit code
    int console(ConsoleSettings settings);
}
