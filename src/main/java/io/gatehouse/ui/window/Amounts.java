package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Privacy.Amount;
import io.gatehouse.ui.Messages;
import java.time.Instant;
import java.time.ZoneId;

/// Sizes and counts in words.
final class Amounts {
    private static final double KILO = 1_000;

    private Amounts() {}

    /// With two digits that matter: `640 bytes`, `1.4 kB`, `36 kB`, `2.1 GB`.
    static String bytes(long bytes) {
        if (bytes < KILO) {
            return exact(bytes);
        }
        double size = bytes / KILO;
        for (var unit : new String[] {"kB", "MB"}) {
            if (size < KILO) {
                return sized(size, unit);
            }
            size /= KILO;
        }
        return sized(size, "GB");
    }

    private static String sized(double size, String unit) {
        return String.format(Messages.locale(), size < 9.95 ? "%.1f %s" : "%.0f %s", size, unit);
    }

    /// `1,234 bytes`
    static String exact(long bytes) {
        return text("window.amount.bytes", bytes);
    }

    /// How often, how much and when last.
    static String sent(Amount amount, Instant now) {
        return amount.last()
                .map(last -> text(
                        "window.amount.sent",
                        amount.times(),
                        bytes(amount.bytes()),
                        Words.when(last, now, ZoneId.systemDefault())))
                .orElseGet(() -> text("window.amount.nothing"));
    }
}
