package io.gatehouse.ui.notice;

import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One notice, as text from which nothing is hidden and that is not yet escaped for any desktop.
///
/// @param fold a later notice of the same fold takes the place of this one
/// @param icon drawn beside the text
/// @param title one line, at most [#LONGEST_TITLE] characters
/// @param body lines
/// @param passing true when it need not be kept after it was on the screen
/// @param again true when it only counts up in a notice that is on the screen, which needs no sound
/// @param about what a click leads to
public record Notice(
        String fold,
        Icon.Name icon,
        String title,
        List<String> body,
        Urgency urgency,
        boolean passing,
        boolean again,
        About about) {
    public static final int LONGEST_TITLE = 60;

    public Notice {
        body = List.copyOf(body);
    }

    /// A notice that stands for itself.
    Notice(
            String fold,
            Icon.Name icon,
            String title,
            List<String> body,
            Urgency urgency,
            boolean passing,
            Optional<String> enforcement) {
        this(fold, icon, title, body, urgency, passing, false, new About(enforcement, false));
    }

    /// @param buttons whether the desktop can show a button that asks for an exception
    public List<String> lines(boolean buttons) {
        return Stream.concat(
                        body.stream(),
                        about
                                .enforcement()
                                .filter(_ -> about.askable() && !buttons)
                                .map(id -> Messages.text("notice.exception", id))
                                .stream())
                .toList();
    }

    /// @param enforcement the id that *Why?* shows; absent for the window as it opens by itself
    /// @param askable whether an exception to it can be asked for
    public record About(Optional<String> enforcement, boolean askable) {}

    /// How much a notice may ask of the person: a low one makes no sound and is not kept, a critical one sounds a
    /// warning and stays until it is closed.
    public enum Urgency {
        LOW,
        NORMAL,
        CRITICAL
    }
}
