package io.gatehouse.app;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.ui.bus.BusException;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.bus.StatusNotifierWatcher;
import java.util.List;

/// What the doctor says of the desktop's tray. Without one calls are decided all the same.
final class TrayFindings {
    private static final String ABOUT = "tray";

    private TrayFindings() {}

    static List<Finding> of(Machine machine) {
        if (machine.os() != Machine.Os.LINUX) {
            return List.of(); // it always has one
        }
        if (!machine.hasDisplay()) {
            return List.of(new Finding(
                    ABOUT, Weight.GOOD, "There is no display, so there is no icon and there are no notices.", ""));
        }
        return List.of(
                SessionBus.address(machine.env()).map(TrayFindings::at).orElseGet(() -> withoutBus("there is none")));
    }

    private static Finding at(String address) {
        try (var bus = SessionBus.connect(address, () -> {})) {
            return bus.hasOwner(StatusNotifierWatcher.NAME)
                    ? new Finding(ABOUT, Weight.GOOD, "This desktop has one.", "")
                    : new Finding(
                            ABOUT,
                            Weight.NOTICE,
                            "This desktop shows no icons of programs, so Gatehouse's is not there; notices come all"
                                    + " the same. GNOME has them by an extension.",
                            "sudo apt-get install gnome-shell-extension-appindicator");
        } catch (BusException e) {
            return withoutBus(String.valueOf(e.getMessage()));
        }
    }

    private static Finding withoutBus(String why) {
        return new Finding(
                ABOUT,
                Weight.NOTICE,
                "The desktop's message bus cannot be used (" + why + "), so there is no icon and there are no notices.",
                "sudo apt-get install dbus-user-session");
    }
}
