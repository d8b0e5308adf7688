package io.gatehouse.ui.tray;

import java.util.Optional;

/// One row of the tray's menu.
public sealed interface TrayItem {
    /// Says something; cannot be clicked.
    record Label(String text) implements TrayItem {}

    record Separator() implements TrayItem {}

    record Command(String text, Act act) implements TrayItem {}

    /// What a click asks for.
    sealed interface Act {
        /// @param enforcement the id to show; empty for the window as it opens by itself
        record OpenWindow(Optional<String> enforcement) implements Act {}

        record SyncNow() implements Act {}

        record Quit() implements Act {}
    }
}
