package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.Status;
import io.gatehouse.local.Vitals;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Times;
import io.gatehouse.ui.window.Details.Fact;
import io.gatehouse.ui.window.Overview.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How one of those that Gatehouse depends on does.
///
/// @param meaning what that means, a sentence; "" where the word says it
record StatusCard(String icon, String title, Tone tone, String word, String meaning, List<Fact> facts) {
    private static final int LONGEST = 300;

    static List<StatusCard> of(Status status, Optional<Vitals> vitals, Instant now) {
        return List.of(pdp(status, vitals, now), console(status, vitals, now), plans(status, now));
    }

    private static StatusCard pdp(Status status, Optional<Vitals> vitals, Instant now) {
        var pdp = status.pdp();
        var facts = new ArrayList<Fact>();
        add(facts, "address", pdp.url(), true);
        switch (pdp.connection()) {
            case NOT_CONFIGURED, BUILT_IN, NOT_ASKED -> {}
            case CONNECTED, UNREACHABLE, REFUSING, BROKEN -> add(facts, "since", since(pdp.since(), now), false);
        }
        vitals.flatMap(Vitals::roundTrip).ifPresent(took -> add(facts, "round-trip", Words.length(took), false));
        add(facts, "revision", pdp.revision(), true);
        add(facts, "detail", pdp.detail(), false);
        return new StatusCard(
                "fth-help-circle",
                text("window.status.pdp"),
                switch (pdp.connection()) {
                    case CONNECTED, BUILT_IN -> Tone.GOOD;
                    case NOT_ASKED -> Tone.OFF;
                    case UNREACHABLE -> Tone.WATCH;
                    case NOT_CONFIGURED, REFUSING, BROKEN -> Tone.BAD;
                },
                text("window.status.pdp." + Overview.key(pdp.connection())),
                "",
                facts);
    }

    private static StatusCard console(Status status, Optional<Vitals> vitals, Instant now) {
        if (status.console().isEmpty()) {
            return new StatusCard(
                    "fth-upload-cloud",
                    text("window.status.console"),
                    Tone.OFF,
                    text("window.status.console.none"),
                    text("window.status.console.none.more"),
                    List.of());
        }
        var console = status.console().get();
        var facts = new ArrayList<Fact>();
        add(facts, "address", console.url(), true);
        add(facts, "since", since(console.since(), now), false);
        vitals.flatMap(Vitals::consoleAt).ifPresent(at -> add(facts, "sent", since(at, now), false));
        add(facts, "waiting", text("window.status.waiting", console.waiting()), false);
        console.leaseEnds()
                .ifPresent(ends -> add(
                        facts,
                        "grants",
                        text(
                                "window.status.grants",
                                console.documentVersion(),
                                Times.day(ends, ZoneId.systemDefault())),
                        false));
        add(facts, "detail", console.detail(), false);
        return new StatusCard(
                "fth-upload-cloud",
                text("window.status.console"),
                switch (console.line()) {
                    case CONNECTED -> console.detail().isEmpty() ? Tone.GOOD : Tone.WATCH;
                    case AWAY -> Tone.WATCH;
                    case OFF -> Tone.BAD;
                },
                text(
                        switch (console.line()) {
                            case CONNECTED -> "window.status.console.connected";
                            case AWAY -> "window.status.console.away";
                            case OFF -> "window.status.console.off";
                        }),
                "",
                facts);
    }

    private static StatusCard plans(Status status, Instant now) {
        var facts = new ArrayList<Fact>();
        if (status.plans().isEmpty()) {
            boolean builtIn = status.pdp().connection() == Status.Connection.BUILT_IN;
            add(facts, "revision", builtIn ? status.pdp().revision() : "", true);
            return new StatusCard(
                    "fth-archive",
                    text("window.status.plans"),
                    builtIn ? Tone.GOOD : Tone.OFF,
                    text("window.status.plans." + (builtIn ? "built-in" : "none")),
                    text("window.status.plans." + (builtIn ? "built-in" : "none") + ".more"),
                    facts);
        }
        var plans = status.plans().get();
        add(facts, "revision", plans.revision(), true);
        plans.fetchedAt().ifPresent(at -> add(facts, "fetched", since(at, now), false));
        status.reserve().ifPresent(reserve -> {
            add(facts, "confirmed", since(reserve.confirmedAt(), now), false);
            add(facts, "until", Times.day(reserve.othersUntil(), ZoneId.systemDefault()), false);
            add(facts, "reads", Times.day(reserve.readsUntil(), ZoneId.systemDefault()), false);
        });
        add(
                facts,
                "undecidable",
                plans.undecidable().isEmpty()
                        ? text("window.status.undecidable.none")
                        : String.join("\n", plans.undecidable()),
                false);
        add(facts, "detail", plans.trouble(), false);
        return new StatusCard(
                "fth-archive",
                text("window.status.plans"),
                plans.count() == 0
                        ? Tone.BAD
                        : plans.undecidable().isEmpty() && plans.trouble().isEmpty() ? Tone.GOOD : Tone.WATCH,
                text("window.status.plans.count", plans.count()),
                "",
                facts);
    }

    private static String since(Instant at, Instant now) {
        return Words.when(at, now, ZoneId.systemDefault());
    }

    private static void add(List<Fact> facts, String key, String value, boolean code) {
        if (!value.isEmpty()) {
            var shown = Shown.text(value, true);
            facts.add(new Fact(
                    text("window.status.fact." + key),
                    shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…",
                    code));
        }
    }

    /// Sizes and versions, and where things are.
    static List<Fact> facts(Status status, Vitals vitals) {
        var sizes = vitals.sizes();
        var facts = new ArrayList<Fact>();
        add(
                facts,
                "database",
                text(
                        "window.status.database",
                        Amounts.bytes(sizes.database()),
                        Amounts.bytes(sizes.cap()),
                        sizes.records()),
                false);
        add(facts, "log", Amounts.bytes(sizes.log()), false);
        add(facts, "data", status.dataDir(), true);
        add(facts, "gatehouse", vitals.versions().gatehouse(), false);
        add(facts, "java", vitals.versions().java(), false);
        add(facts, "os", vitals.versions().os(), false);
        add(facts, "process", Long.toString(status.pid()), false);
        add(facts, "started", Times.day(status.startedAt(), ZoneId.systemDefault()), false);
        return facts;
    }
}
