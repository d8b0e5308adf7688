package io.gatehouse.cerbos;

import io.gatehouse.cerbos.PlanFetch.Result;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the plans of the policies that the PDP confirmed. Safe for many threads.
///
/// Design. Each confirmation of a revision says what is wanted; when its plans are not held, or were fetched a
/// day ago,
/// one fetch is put off by up to half a minute, because all laptops see a new revision at once. One fetch runs at a
/// time, never on the way of a call, and [Pace] says how often. The plans of two revisions are held, so that two
/// replicas that answer in turn cost one fetch each; both are on the shelf too, for the next start. There is no other
/// timer: while the PDP confirms nothing there is nobody to fetch from.
///
/// Policies that tell no revision have no plans here: nothing would tell those of two replicas apart.
public final class PlanKeeper implements Function<String, Optional<PlanSet>>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlanKeeper.class);
    private static final Duration SPREAD = Duration.ofSeconds(30);
    private static final Duration FETCHED_ANEW_AFTER = Duration.ofHours(24);
    private static final int REVISIONS_HELD = 2;

    /// Where plans outlast the program. May fail.
    public interface Shelf {
        void put(Principal principal, String revision, byte[] plans, Instant fetchedAt);

        Optional<Kept> find(Principal principal, String revision);

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Kept(byte[] plans, Instant fetchedAt) {}
    }

    private final Principal principal;
    private final Function<KnownRules, Result> fetch;
    private final Shelf shelf;
    private final InstantSource clock;
    private final BiConsumer<Duration, Runnable> later;
    private final RandomGenerator random;

    // Guarded by this.
    private final Map<String, Held> held = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > REVISIONS_HELD;
        }
    };
    private final Pace pace;
    private KnownRules wanted = KnownRules.UNKNOWN;
    private boolean isConfirmed;
    private boolean isBusy;
    private boolean isClosed;
    private String soughtInVain = "";
    private String trouble = "";

    /// @param fetch asks the PDP, see [PlanFetch#fetch]
    /// @param later runs something on a thread of its own after a while
    public PlanKeeper(
            Principal principal,
            Function<KnownRules, Result> fetch,
            Shelf shelf,
            InstantSource clock,
            BiConsumer<Duration, Runnable> later,
            RandomGenerator random) {
        this.principal = principal;
        this.fetch = fetch;
        this.shelf = shelf;
        this.clock = clock;
        this.later = later;
        this.random = random;
        this.pace = new Pace(random);
    }

    /// A keeper as the daemon has it.
    ///
    /// @param later [#onAThread], but in tests
    public static PlanKeeper of(
            Principal principal,
            PlanFetch plans,
            Shelf shelf,
            InstantSource clock,
            BiConsumer<Duration, Runnable> later) {
        return new PlanKeeper(principal, rules -> plans.fetch(principal, rules), shelf, clock, later, new Random());
    }

    /// Runs something after a pause, on a thread of its own.
    public static void onAThread(Duration pause, Runnable task) {
        Thread.ofVirtual().name("plans").start(() -> {
            try {
                Thread.sleep(pause);
                task.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// @param keepFor spread as well, or else all laptops would come back on the same minute
    private record Held(PlanSet plans, Instant fetchedAt, Duration keepFor, Map<Question, String> reasons) {
        /// Plans from the future are of a clock that was set back since.
        boolean isFreshAt(Instant now) {
            var age = Duration.between(fetchedAt, now);
            return !age.isNegative() && age.compareTo(keepFor) < 0;
        }
    }

    /// What is held, for people.
    ///
    /// @param revision whose plans these are: the one that the PDP confirmed last, or before it has confirmed any
    ///     the one that was asked for last; "" for none
    /// @param fetchedAt absent without plans
    /// @param plans how many
    /// @param lacking what has no plan, or one that can never be evaluated, with the reason as far as it is known
    /// @param trouble why there are none, or no newer ones; "" when all is well
    public record Holding(
            String revision, Optional<Instant> fetchedAt, int plans, Map<Question, String> lacking, String trouble) {}

    /// The PDP has confirmed policies. Returns at once.
    ///
    /// @param rules of those policies; [KnownRules#UNKNOWN] when they tell no revision
    public void confirmed(KnownRules rules) {
        synchronized (this) {
            wanted = rules;
            isConfirmed = true;
            if (isClosed || isBusy || rules.revision().isEmpty()) {
                return;
            }
            var now = clock.instant();
            if (isFresh(rules.revision(), now) || !pace.permits(now)) {
                return;
            }
            isBusy = true;
        }
        later.accept(SPREAD.multipliedBy(random.nextInt(1_000)).dividedBy(1_000), this::renew);
    }

    /// The plans of a revision, from memory or else from the shelf.
    @Override
    public Optional<PlanSet> apply(String revision) {
        synchronized (this) {
            var known = held.get(revision);
            if (known != null) {
                return Optional.of(known.plans);
            }
            if (revision.isEmpty() || soughtInVain.equals(revision)) {
                return Optional.empty();
            }
        }
        return takeFromShelf(revision).map(Held::plans);
    }

    public synchronized Holding holding() {
        var newest = held.isEmpty() ? "" : List.copyOf(held.keySet()).getLast();
        var revision = isConfirmed ? wanted.revision() : newest;
        if (isConfirmed && revision.isEmpty()) {
            return new Holding(
                    "",
                    Optional.empty(),
                    0,
                    Map.of(),
                    "The policies tell no revision, so nothing of them can"
                            + " be kept for the time without the policy engine.");
        }
        var known = held.get(revision);
        if (known == null) {
            return new Holding(revision, Optional.empty(), 0, Map.of(), trouble);
        }
        return new Holding(
                revision, Optional.of(known.fetchedAt), known.plans.plans().size(), known.reasons, trouble);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
    }

    private synchronized boolean isFresh(String revision, Instant now) {
        var known = held.get(revision);
        return known != null && known.isFreshAt(now);
    }

    private void renew() {
        try {
            var rules = toFetch();
            if (rules.isPresent()) {
                switch (fetch.apply(rules.get())) {
                    case Result.Fetched fetched -> take(fetched);
                    case Result.Failed(var why) -> failed(why);
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not fetch the plans of the policies", e);
            failed("Gatehouse failed; its log says more");
        } finally {
            synchronized (this) {
                isBusy = false;
            }
        }
    }

    /// What is wanted now, unless it is there.
    private Optional<KnownRules> toFetch() {
        KnownRules rules;
        synchronized (this) {
            rules = wanted;
            if (isClosed || rules.revision().isEmpty()) {
                return Optional.empty();
            }
        }
        if (apply(rules.revision()).isPresent() && isFresh(rules.revision(), clock.instant())) {
            return Optional.empty();
        }
        return Optional.of(rules);
    }

    private void take(Result.Fetched fetched) {
        var revision = fetched.plans().revision();
        var bytes = PlanCodec.write(fetched.plans());
        var now = clock.instant();
        try {
            shelf.put(principal, revision, bytes, now);
        } catch (RuntimeException e) {
            log.warn("Could not keep the plans of revision {} for the next start", revision, e);
        }
        var plans = PlanCodec.read(bytes, principal); // in which equal parts are one
        var lacking = lacking(plans, fetched.lacking());
        synchronized (this) {
            pace.fetched(now);
            trouble = "";
            hold(plans, now, lacking);
        }
        log.info("Fetched {} plans of revision {}, {} bytes", plans.plans().size(), revision, bytes.length);
        fetched.lacking()
                .forEach((question, why) -> log.warn(
                        "The policy engine gives no plan for {}:{} ({})", question.kind(), question.action(), why));
    }

    private synchronized void failed(String why) {
        var now = clock.instant();
        pace.failed(now);
        trouble = "The policies could not be fetched (" + why + "); next attempt after " + pace.next() + ".";
        log.warn("{}", trouble);
    }

    private Optional<Held> takeFromShelf(String revision) {
        try {
            var kept = shelf.find(principal, revision);
            if (kept.isPresent()) {
                var plans = PlanCodec.read(kept.get().plans(), principal);
                if (plans.revision().equals(revision)) {
                    return Optional.of(hold(plans, kept.get().fetchedAt(), lacking(plans, Map.of())));
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not read the plans that were kept of revision {}", revision, e);
        }
        synchronized (this) {
            soughtInVain = revision;
        }
        return Optional.empty();
    }

    /// Compiles the plans, so that no call has to.
    private static Map<Question, String> lacking(PlanSet plans, Map<Question, String> reasons) {
        var lacking = new LinkedHashMap<Question, String>();
        for (var question : PlanFetch.questions(plans.rules())) {
            if (!plans.plans().containsKey(question)) {
                lacking.put(question, reasons.getOrDefault(question, "the policy engine gave none"));
            } else {
                plans.obstacle(question).ifPresent(obstacle -> lacking.put(question, "its plan " + obstacle));
            }
        }
        return lacking;
    }

    private synchronized Held hold(PlanSet plans, Instant fetchedAt, Map<Question, String> lacking) {
        var keepFor =
                FETCHED_ANEW_AFTER.minusSeconds((long) (FETCHED_ANEW_AFTER.toSeconds() * random.nextDouble() / 4));
        var now = new Held(plans, fetchedAt, keepFor, lacking);
        held.put(plans.revision(), now);
        if (soughtInVain.equals(plans.revision())) {
            soughtInVain = "";
        }
        return now;
    }
}
