package io.gatehouse.console.pages;

import io.gatehouse.console.ConsoleLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The console's own audit.
public final class LogPages implements Routing.Shelf {
    private static final int MOST = 100;

    private final ConsoleLog log;

    public LogPages(ConsoleLog log) {
        this.log = log;
    }

    /// @param more where older entries are
    public record Listed(Frame frame, List<ConsoleLog.Entry> entries, @Nullable String more, Instant now) {
        public @Nullable String link(ConsoleLog.Entry entry) {
            if (entry.about().isEmpty()) {
                return null;
            }
            var kind = entry.what().replaceFirst("\\..*", "");
            return switch (kind) {
                case "request", "webhook" -> "/requests/" + Fields.encoded(entry.about());
                case "account" -> "/people/" + Fields.encoded(entry.about());
                case "device" ->
                    entry.what().equals("device.code") ? null : "/devices/" + Fields.encoded(entry.about());
                default -> null;
            };
        }
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.path().size() != 1) {
            throw Trouble.missing();
        }
        var before = Numbers.read(visit.asked("before"));
        var entries = log.list(before, MOST);
        boolean isChecked = visit.asked("check").equals("chain");
        var broken = isChecked ? log.verify() : OptionalLong.empty();
        return new Answer.Page(
                "log",
                Map.of(
                        "page",
                        new Listed(
                                visit.frame(
                                        "Log", Section.LOG, isChecked ? Optional.of(said(broken)) : Optional.empty()),
                                entries,
                                entries.size() < MOST
                                        ? null
                                        : "/log?before=" + entries.getLast().seq(),
                                visit.now())));
    }

    private static Said said(OptionalLong broken) {
        return broken.isPresent()
                ? Said.bad("The log is not as it was written from entry " + broken.getAsLong()
                        + " on. Keep the database as it is, and compare it with a copy.")
                : Said.good("The log is as it was written: every entry follows from the one before.");
    }
}
