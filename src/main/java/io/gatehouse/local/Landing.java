package io.gatehouse.local;

import java.util.Optional;

/// Where a window opens.
///
/// @param enforcement the id to show; absent for the window as it opens by itself
/// @param ask whether to begin an exception request for it
public record Landing(Optional<String> enforcement, boolean ask) {
    public static final Landing ANYWHERE = new Landing(Optional.empty(), false);

    public Landing {
        if (ask && enforcement.isEmpty()) {
            throw new IllegalArgumentException("an exception is asked for about one enforcement");
        }
    }

    public static Landing on(String enforcement) {
        return new Landing(Optional.of(enforcement), false);
    }

    public static Landing asking(String enforcement) {
        return new Landing(Optional.of(enforcement), true);
    }
}
