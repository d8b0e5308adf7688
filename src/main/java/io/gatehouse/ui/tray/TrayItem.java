package io.gatehouse.ui.tray;

import io.gatehouse.local.Landing;
import io.gatehouse.ui.notice.Snooze;
import java.util.List;

/// One row of the tray's menu.
public sealed interface TrayItem {
    /// Says something; cannot be clicked.
    record Label(String text) implements TrayItem {}

    record Separator() implements TrayItem {}

    record Command(String text, Act act) implements TrayItem {}

    /// Opens a menu of its own beside it.
    record Menu(String text, List<TrayItem> items) implements TrayItem {
        public Menu {
            items = List.copyOf(items);
        }
    }

    /// What a click asks for.
    sealed interface Act {
        record Open(Landing landing) implements Act {}

        record BeginSnooze(Snooze.Length length) implements Act {}

        record EndSnooze() implements Act {}

        record SyncNow() implements Act {}

        record Quit() implements Act {}
    }
}
