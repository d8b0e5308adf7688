package io.gatehouse.console.pages;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the page after an act says about it: named in the address by its code, so that no address can put other
/// words there.
enum Told {
    APPROVED("good", "Approved. The grant is on its way to the laptop."),
    FIRST_APPROVAL("watch", "Approved. One of its rules needs a second reviewer, who sees it in the queue."),
    REFUSED("good", "Refused. The developer sees your sentence."),
    ASKED("good", "Asked. The request stays in the queue until the answer comes."),
    REVOKED("good", "Revoked. A connected laptop knows within seconds."),
    RELEASED("good", "Released. The laptop may enrol with another console."),
    WITHDRAWN("good", "The invitation is worth nothing any more."),
    CHANGED("good", "Changed."),
    TOKEN_REVOKED("good", "Revoked. The script reads nothing from now on."),
    ROLLED_OUT("good", "Changed. Connected laptops know within seconds."),
    OPENED("watch", "Opened. Connected laptops know within seconds, and it ends by itself."),
    CLOSED("good", "Ended. Connected laptops know within seconds."),
    DISABLED("good", "Disabled, and logged out everywhere."),
    ENABLED("good", "Enabled. The person may log in again."),
    SAVED("good", "Saved. Its address works for your colleagues, too."),
    REMOVED("good", "Removed."),
    LOOKED_THROUGH("good", "Checked. How it went stands under its audit."),
    LOGGED_OUT("good", "You are logged out.");

    private final String look;
    private final String sentence;

    Told(String look, String sentence) {
        this.look = look;
        this.sentence = sentence;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The address of a page that says so.
    String at(String path) {
        return path + (path.contains("?") ? "&" : "?") + "done=" + code();
    }

    static Optional<Said> of(String code) {
        return Arrays.stream(values())
                .filter(told -> told.code().equals(code))
                .map(told -> new Said(told.look, told.sentence))
                .findFirst();
    }
}
