package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Keeps hooks where they were put. What was removed or changed is written again, a few times an hour; what cannot be,
/// or must not be, is an alarm for as long as it stays so.
///
/// Design. A client that writes its settings may be seen in the middle of that. So nothing is done at the first sight:
/// what is still wrong a moment later is.
public final class Warden {
    static final int MOST_RESTORED = 3;
    static final Duration PER = Duration.ofHours(1);

    /// From the first sight until something is done.
    static final Duration MOMENT = Duration.ofMillis(250);

    private final Supplier<List<StandingHook>> hooks;
    private final Consumer<Event> told;
    private final InstantSource clock;
    private final Map<Of, Watched> watched = new HashMap<>();

    /// @param hooks those that are to stay, when it is asked
    /// @param told each event once, on the thread that looks
    public Warden(Supplier<List<StandingHook>> hooks, Consumer<Event> told, InstantSource clock) {
        this.hooks = hooks;
        this.told = told;
        this.clock = clock;
    }

    /// Something happened to a hook.
    ///
    /// @param said what, and what to do, for people
    public record Event(Instant at, String agent, Kind kind, String said) {
        public enum Kind {
            /// The hook is in again.
            RESTORED,
            /// The hook does not work, or will not stay, until a person does something.
            ALARM
        }
    }

    private record Of(String agent, Level level, Instant since) {}

    private static final class Watched {
        private Optional<Instant> suspectSince = Optional.empty();
        private final List<Event> restored = new ArrayList<>();
        private Optional<Event> alarm = Optional.empty();
    }

    /// Looks at every hook.
    ///
    /// @return whether something is to be looked at again in a [#MOMENT]
    public synchronized boolean look() {
        var standing = hooks.get();
        watched.keySet().retainAll(standing.stream().map(Warden::of).toList());
        boolean soon = false;
        for (var hook : standing) {
            soon |= look(hook, watched.computeIfAbsent(of(hook), _ -> new Watched()));
        }
        return soon;
    }

    /// Alarms that stand, and what was restored within the last hour: the newest last.
    public synchronized List<Event> news() {
        var since = clock.instant().minus(PER);
        var news = new ArrayList<Event>();
        for (var one : watched.values()) {
            one.restored.stream().filter(event -> event.at().isAfter(since)).forEach(news::add);
            one.alarm.ifPresent(news::add);
        }
        return List.copyOf(news);
    }

    private static Of of(StandingHook hook) {
        return new Of(hook.agent(), hook.level(), hook.since());
    }

    private boolean look(StandingHook hook, Watched seen) {
        var wrong = wrong(hook);
        if (wrong.isEmpty()) {
            seen.suspectSince = Optional.empty();
            seen.alarm = Optional.empty();
            return false;
        }
        var now = clock.instant();
        var since = seen.suspectSince.orElse(now);
        seen.suspectSince = Optional.of(since);
        if (now.isBefore(since.plus(MOMENT)) && !now.isBefore(since)) {
            return true;
        }
        switch (wrong.get()) {
            case Wrong.Changed _ -> restore(hook, seen, now);
            case Wrong.Beyond(var why) -> alarm(hook, seen, now, why);
        }
        return false;
    }

    /// What is the matter with a hook.
    private sealed interface Wrong {
        /// It is not as it was written.
        record Changed() implements Wrong {}

        /// Writing it again would not help, or must not be done.
        record Beyond(String why) implements Wrong {}
    }

    private static Optional<Wrong> wrong(StandingHook hook) {
        try {
            if (!hook.isInPlace()) {
                return Optional.of(new Wrong.Beyond(hook.means().files().getFirst()
                        + " is not where it was, or a link to another place now, so nothing is written to it."
                        + then(hook)));
            }
            if (hook.means().write(true).changed()) {
                return Optional.of(new Wrong.Changed());
            }
            var flaw = hook.means().flaw();
            return flaw.isEmpty() ? Optional.empty() : Optional.of(new Wrong.Beyond(flaw + "."));
        } catch (ProtectException e) {
            return Optional.of(new Wrong.Beyond(e.getMessage() + ". It is left as it is." + then(hook)));
        }
    }

    private void restore(StandingHook hook, Watched seen, Instant now) {
        var file = hook.means().files().getFirst();
        seen.restored.removeIf(event -> !event.at().isAfter(now.minus(PER)));
        if (seen.restored.size() >= MOST_RESTORED) {
            alarm(
                    hook,
                    seen,
                    now,
                    "The hook in " + file + " was removed or changed again, after it was put back " + MOST_RESTORED
                            + " times within an hour. Find out what does that." + then(hook));
            return;
        }
        try {
            hook.means().write(false);
        } catch (ProtectException e) {
            alarm(
                    hook,
                    seen,
                    now,
                    "The hook was removed or changed and cannot be put back: " + e.getMessage() + "." + then(hook));
            return;
        }
        seen.suspectSince = Optional.empty();
        seen.alarm = Optional.empty();
        var event = new Event(
                now,
                hook.agent(),
                Event.Kind.RESTORED,
                "Gatehouse's hook in " + file + " was removed or changed, and is put back.");
        seen.restored.add(event);
        told.accept(event);
    }

    /// The same alarm is told once.
    private void alarm(StandingHook hook, Watched seen, Instant now, String why) {
        var said = "Calls of " + hook.agent() + " may go unasked. " + why;
        if (seen.alarm.filter(event -> event.said().equals(said)).isEmpty()) {
            seen.alarm = Optional.of(new Event(now, hook.agent(), Event.Kind.ALARM, said));
            told.accept(seen.alarm.get());
        }
    }

    private static String then(StandingHook hook) {
        return " Then run: gatehouse agents protect " + hook.agent()
                + (hook.level() == Level.MANAGED ? " --managed" : "") + " (or unprotect, if it is meant to be so)";
    }
}
