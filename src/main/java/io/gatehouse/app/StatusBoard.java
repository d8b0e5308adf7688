package io.gatehouse.app;

import io.gatehouse.audit.Covered;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.PlanKeeper;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.GuardedClock;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Offline;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.StarterPolicies;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Status.PdpState;
import io.gatehouse.store.Fill;
import io.gatehouse.store.KeptCoverage;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts together what the daemon says of itself.
final class StatusBoard implements Supplier<Status> {
    private static final Duration REFUSALS_TOLD = Duration.ofDays(1);

    private static final Duration UNCOVERED_TOLD = Duration.ofDays(1);
    private static final int MOST_UNCOVERED = 100;

    /// From when on a console that is away is a problem.
    private static final Duration CONSOLE_AWAY = Duration.ofHours(1);

    /// From when on the computer's clock is told to be wrong.
    private static final Duration CLOCK_DIFFERS = Duration.ofMinutes(5);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Settings.Loaded settings;
    private final Optional<CerbosPdp> pdp;
    private final Supplier<Now> deciding;
    private final Store store;
    private final Protection agents;
    private final int port;
    private final GuardedClock clock;
    private final Supplier<Optional<Status.ConsoleState>> console;
    private final Supplier<Optional<String>> telemetry;
    private final Supplier<Status.Notices> notices;
    private final Instant startedAt;

    /// @param pdp absent when none is configured
    /// @param deciding what decides, for whom and under which rollout
    StatusBoard(
            Settings.Loaded settings,
            Optional<CerbosPdp> pdp,
            Supplier<Now> deciding,
            Store store,
            Protection agents,
            int port,
            GuardedClock clock,
            Supplier<Optional<Status.ConsoleState>> console,
            Supplier<Optional<String>> telemetry,
            Supplier<Status.Notices> notices) {
        this.settings = settings;
        this.pdp = pdp;
        this.deciding = deciding;
        this.store = store;
        this.agents = agents;
        this.port = port;
        this.clock = clock;
        this.console = console;
        this.telemetry = telemetry;
        this.notices = notices;
        this.startedAt = clock.instant();
    }

    /// What decides now.
    ///
    /// @param holding what is held of the PDP's plans; absent when none is configured
    record Now(Charter charter, Offline offline, Optional<Supplier<PlanKeeper.Holding>> holding) {}

    @Override
    public Status get() {
        var config = settings.config();
        var midnight = LocalDate.ofInstant(clock.instant(), ZoneId.systemDefault())
                .atStartOfDay(ZoneId.systemDefault())
                .toInstant();
        var problems = new Problems(settings);
        var now = deciding.get();
        var charter = now.charter();
        standstill(problems, charter);
        opened(problems, terms(charter));
        var counts = evidence(problems, midnight);
        var found = agents.find();
        found.problems().forEach(problems::add);
        var reserve = reserve(problems, now.offline());
        policyEngine(problems, reserve, now);
        var plans = plans(problems, now); // after the reserve, which takes plans off the shelf
        computersClock(problems);
        var coverage = coverage(problems);
        telemetry.get().ifPresent(problems::add);
        var link = console(problems);
        return new Status(
                Version.text(),
                ProcessHandle.current().pid(),
                startedAt,
                "http://127.0.0.1:" + port + "/hooks/",
                config.dataDir().toString(),
                charter.rollout().modeAt(clock.instant()),
                terms(charter),
                charter.principal().id(),
                charter.principal().roles(),
                pdpState(now.offline()),
                reserve,
                plans,
                link,
                problems.denyAll,
                counts,
                found.agents(),
                coverage,
                notices.get(),
                problems.sentences);
    }

    /// What is wrong, and whether it makes Gatehouse deny every call.
    private static final class Problems {
        private final List<String> sentences;
        private boolean denyAll;

        Problems(Settings.Loaded settings) {
            sentences = new ArrayList<>(settings.problems());
            denyAll = settings.fatal().isPresent();
        }

        void add(String sentence) {
            sentences.add(sentence);
        }

        void addFirst(String sentence) {
            sentences.addFirst(sentence);
        }

        void addDenying(String sentence) {
            sentences.add(sentence);
            denyAll = true;
        }
    }

    /// A disk that fails must not keep the status from being told. To be away for an hour is no problem of the
    /// person's.
    private Optional<Status.ConsoleState> console(Problems problems) {
        try {
            var state = console.get();
            state.filter(link -> link.line() == Status.Line.OFF).ifPresent(link -> problems.add(link.detail()));
            state.filter(link -> link.line() == Status.Line.AWAY
                            && link.since().isBefore(clock.instant().minus(CONSOLE_AWAY)))
                    .ifPresent(link -> problems.add("The console cannot be reached since " + time(link.since()) + ". "
                            + link.detail() + " Records are kept until it can; new grants and revocations do not"
                            + " arrive."));
            state.filter(link -> link.line() == Status.Line.CONNECTED
                            && !link.detail().isEmpty())
                    .ifPresent(link -> problems.add("Not everything gets to the console. " + link.detail()));
            return state;
        } catch (StoreException e) {
            problems.add("What waits for the console cannot be read: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private Status.Terms terms(Charter charter) {
        var rollout = charter.rollout();
        return new Status.Terms(
                charter.principalSource(),
                charter.rolloutSource(),
                rollout.rules().entrySet().stream()
                        .filter(rule -> rule.getValue() != rollout.mode())
                        .map(Map.Entry::getKey)
                        .toList(),
                rollout.breakGlass()
                        .filter(_ -> rollout.modeAt(clock.instant()) == Mode.BREAK_GLASS)
                        .map(open -> new Status.Opened(open.until(), open.by(), open.why())));
    }

    /// Nobody is to overlook it, so it is told where problems are.
    private static void opened(Problems problems, Status.Terms terms) {
        terms.opened()
                .ifPresent(open -> problems.addFirst("Break-glass until " + time(open.until()) + ": rules only observe,"
                        + " but those that protect Gatehouse. Opened by " + open.by() + ": " + open.why()));
    }

    /// Bad settings and a lost PDP are told where the settings and the PDP are.
    private void standstill(Problems problems, Charter charter) {
        charter.standstill()
                .filter(still ->
                        still.cause() != Cause.NO_PDP && settings.fatal().isEmpty())
                .ifPresent(still -> problems.addDenying("Every call is denied. "
                        + Enforcer.fault(still.cause(), still.detail()).toldPerson()));
    }

    private PdpState pdpState(Offline offline) {
        var url = settings.config().pdp().url();
        if (url.isEmpty() || pdp.isEmpty()) {
            return switch (offline) {
                case StarterPolicies(var plans)
                when settings.fatal().isEmpty() ->
                    new PdpState("", Connection.BUILT_IN, plans.revision(), startedAt, "");
                case StarterPolicies _, ConfirmedPolicies _ ->
                    new PdpState("", Connection.NOT_CONFIGURED, "", startedAt, "");
            };
        }
        var health = pdp.get().health();
        var connection =
                switch (health.state()) {
                    case NOT_ASKED -> Connection.NOT_ASKED;
                    case CONNECTED -> Connection.CONNECTED;
                    case UNREACHABLE -> Connection.UNREACHABLE;
                    case REFUSING -> Connection.REFUSING;
                    case BROKEN -> Connection.BROKEN;
                };
        return new PdpState(url.get().toString(), connection, health.revision(), health.since(), health.detail());
    }

    /// Today's numbers, and what is wrong with the audit log: a disk that fails must not keep the status from
    /// saying so.
    private Status.Counts evidence(Problems problems, Instant midnight) {
        store.warning().ifPresent(problems::add);
        store.failure()
                .ifPresent(why ->
                        problems.addDenying("The audit log cannot be written, so calls are denied: " + why + "."));
        try {
            var fill = store.fill();
            if (fill.isFull()) {
                problems.addDenying("The audit log is full (" + megabytes(fill) + "), so every call is denied. Raise"
                        + " audit.maxSize in the settings file and start Gatehouse again.");
            } else if (fill.isNearlyFull()) {
                problems.add("The audit log is nearly full (" + megabytes(fill)
                        + "). When it is, every call is denied: raise audit.maxSize.");
            }
            refusedDocuments(problems);
            var counts = store.counts(midnight);
            return new Status.Counts(counts.allowed(), counts.denied(), counts.wouldDeny(), counts.medianMicros());
        } catch (StoreException e) {
            problems.add("The audit log cannot be read: " + e.getMessage() + ".");
            return new Status.Counts(0, 0, 0, 0);
        }
    }

    /// The last one, while it is news.
    private void refusedDocuments(Problems problems) {
        var since = clock.instant().minus(REFUSALS_TOLD);
        store.documents().listRefused().stream()
                .findFirst()
                .filter(refused -> !refused.at().isBefore(since))
                .ifPresent(refused -> problems.add("A document of grants was refused at " + time(refused.at()) + " ("
                        + refused.reason() + "). " + refused.detail() + " Tell your security team."));
    }

    /// How much of what ran was decided. What was not is a problem for a day; a disk that fails is one elsewhere.
    private List<Covered> coverage(Problems problems) {
        try {
            var calls = store.coverage().latest(clock.instant().minus(UNCOVERED_TOLD), MOST_UNCOVERED).stream()
                    .map(KeptCoverage.Kept::call)
                    .toList();
            if (!calls.isEmpty()) {
                problems.addFirst(UncoveredText.sentence(calls));
            }
            return store.coverage().list();
        } catch (StoreException e) {
            problems.add("What agents ran cannot be read: " + e.getMessage() + ".");
            return List.of();
        }
    }

    private static String megabytes(Fill fill) {
        return "%d of %d MB".formatted(fill.usedBytes() / 1_000_000, fill.maxBytes() / 1_000_000);
    }

    /// What is left when the PDP goes; a disk that fails must not keep the status from being told.
    private Optional<Reserve> reserve(Problems problems, Offline offline) {
        if (pdp.isEmpty()) {
            return Optional.empty();
        }
        try {
            return switch (offline) {
                case ConfirmedPolicies confirmed -> confirmed.reserve();
                case StarterPolicies _ -> Optional.empty();
            };
        } catch (StoreException e) {
            problems.add("The policies that were kept for offline use cannot be read: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    /// Without plans something is wrong only when fetching them failed; that the PDP is away is told elsewhere, as
    /// is that policies tell no revision.
    private Optional<Status.Plans> plans(Problems problems, Now now) {
        return now.holding().map(Supplier::get).map(held -> {
            boolean isAway = pdp.map(CerbosPdp::health)
                    .filter(health -> health.state() == CerbosPdp.State.UNREACHABLE)
                    .isPresent();
            if (held.plans() == 0
                    && !isAway
                    && !held.revision().isEmpty()
                    && !held.trouble().isEmpty()) {
                problems.add("Calls never seen before are denied while the policy engine is away. " + held.trouble());
            }
            return new Status.Plans(
                    held.plans(),
                    held.revision(),
                    held.fetchedAt(),
                    held.lacking().entrySet().stream()
                            .map(lack -> "%s:%s (%s)"
                                    .formatted(
                                            lack.getKey().kind(), lack.getKey().action(), lack.getValue()))
                            .toList(),
                    held.trouble());
        });
    }

    private void policyEngine(Problems problems, Optional<Reserve> reserve, Now now) {
        var standstill = now.charter().standstill();
        if (pdpState(now.offline()).connection() == Connection.NOT_CONFIGURED
                && settings.fatal().isEmpty()
                && standstill.filter(still -> still.cause() != Cause.NO_PDP).isEmpty()) {
            problems.addDenying(
                    "No policy engine is configured, so every call is denied. Set pdp.url in the settings file;"
                            + " 'gatehouse config show' names it.");
        }
        pdp.map(CerbosPdp::health).ifPresent(health -> {
            switch (health.state()) {
                case NOT_ASKED -> {}
                case CONNECTED -> {
                    if (health.revision().isEmpty()) {
                        problems.add("The policy engine's policies do not tell their revision, so denials come without"
                                + " their rules, and without the policy engine nothing is decided. Publish what"
                                + " 'gatehouse policy build' makes of them.");
                    }
                }
                case UNREACHABLE -> unreachable(problems, health.detail(), reserve);
                case REFUSING ->
                    problems.addDenying("The policy engine refuses this laptop (" + health.detail()
                            + "), so every call is denied. Check pdp.url, pdp.headers and pdp.tls.");
                case BROKEN ->
                    problems.addDenying("The policy engine's answers make no sense (" + health.detail()
                            + "), so every call is denied. Check that pdp.url names a Cerbos PDP.");
            }
        });
    }

    /// To be away is no problem of the person's as long as calls are decided.
    private void unreachable(Problems problems, String detail, Optional<Reserve> reserve) {
        var now = clock.instant();
        var away = "The policy engine cannot be reached (" + detail + "), and ";
        if (reserve.isEmpty()) {
            problems.addDenying(away + "it has confirmed no policies yet, so every call is denied. Check the network"
                    + " and pdp.url.");
        } else if (reserve.get().isGoneAt(now)) {
            problems.addDenying(away + "its policies were last confirmed too long ago, at "
                    + time(reserve.get().confirmedAt()) + ", so every call is denied. Connect to its network.");
        } else if (!reserve.get().hasPlans()) {
            problems.add(away + "its policies were not fetched before. Decided without it: " + decidable(reserve.get())
                    + ".");
        } else if (reserve.get().isHalfGoneAt(now)) {
            problems.add(away + "its policies were last confirmed at "
                    + time(reserve.get().confirmedAt()) + ". Decided without it: " + decidable(reserve.get())
                    + ". Connect to its network before.");
        }
    }

    /// What a reserve decides and until when, without a full stop.
    static String decidable(Reserve reserve) {
        var until = "those that only read files until %s, others until %s"
                .formatted(time(reserve.readsUntil()), time(reserve.othersUntil()));
        return (reserve.hasPlans() ? "all calls, " : "only calls that it decided before (no plans yet), ") + until;
    }

    static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    private void computersClock(Problems problems) {
        var behind = clock.systemIsBehind();
        if (behind.abs().compareTo(CLOCK_DIFFERS) >= 0) {
            problems.add("This computer's clock is " + (behind.isPositive() ? "behind" : "ahead of")
                    + " the time that Gatehouse goes by, which is " + time(clock.instant())
                    + ". Correct the clock; if it is right, the next answer of a policy engine over https mends this.");
        }
    }
}
