package io.gatehouse.ui.notice;

import io.gatehouse.ui.Icon;
import java.util.List;
import java.util.Optional;

/// One notice, as text from which nothing is hidden and that is not yet escaped for any desktop.
///
/// @param fold a later notice of the same fold takes the place of this one
/// @param icon drawn beside the text
/// @param title one line, at most [#LONGEST_TITLE] characters
/// @param body lines
/// @param passing true when it need not be kept after it was on the screen
/// @param enforcement what *Why?* shows; empty for the window as it opens by itself
public record Notice(
        String fold,
        Icon.Name icon,
        String title,
        List<String> body,
        Urgency urgency,
        boolean passing,
        Optional<String> enforcement) {
    public static final int LONGEST_TITLE = 60;

    public Notice {
        body = List.copyOf(body);
    }

    /// How much a notice may ask of the person: a critical one stays until it is closed.
    public enum Urgency {
        LOW,
        NORMAL,
        CRITICAL
    }
}
