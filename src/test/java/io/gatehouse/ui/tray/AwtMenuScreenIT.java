package io.gatehouse.ui.tray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.local.Landing;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.event.ActionEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The menu of macOS and Windows, which AWT makes only where there is a display.
@Tag("screen")
class AwtMenuScreenIT {
    private final List<TrayItem.Act> acts = new ArrayList<>();

    @Test
    void offersWhatTheModelSaysAlsoInMenusWithin() {
        var menu = new Menu();
        new AwtSurface(acts::add)
                .fill(
                        menu,
                        List.of(
                                new TrayItem.Label("Gatehouse is enforcing"),
                                new TrayItem.Separator(),
                                new TrayItem.Command("12:00  git push", new TrayItem.Act.Open(Landing.on("a1"))),
                                new TrayItem.Menu(
                                        "Quit",
                                        List.of(new TrayItem.Command("Quit anyway", new TrayItem.Act.Quit())))));
        assertEquals(
                List.of("Gatehouse is enforcing (grey)", "-", "12:00  git push", "Quit: [Quit anyway]"), told(menu));
        click(menu.getItem(2));
        click(((Menu) menu.getItem(3)).getItem(0));
        assertEquals(List.of(new TrayItem.Act.Open(Landing.on("a1")), new TrayItem.Act.Quit()), acts);
    }

    private static void click(MenuItem item) {
        for (var listener : item.getActionListeners()) {
            listener.actionPerformed(new ActionEvent(item, ActionEvent.ACTION_PERFORMED, item.getLabel()));
        }
    }

    private static List<String> told(Menu menu) {
        var told = new ArrayList<String>();
        for (int i = 0; i < menu.getItemCount(); i++) {
            var item = menu.getItem(i);
            told.add(item.getLabel()
                    + (item.isEnabled() ? "" : " (grey)")
                    + (item instanceof Menu within ? ": " + told(within) : ""));
        }
        return told;
    }
}
