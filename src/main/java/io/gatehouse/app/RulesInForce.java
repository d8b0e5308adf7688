package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.local.Rulebook;
import io.gatehouse.local.Rulebook.Entry;
import io.gatehouse.local.Rulebook.Fired;
import io.gatehouse.local.Rulebook.Known;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Tells which rules are in force, and what came of them here.
final class RulesInForce implements Supplier<Rulebook> {
    static final Duration COUNTED = Duration.ofDays(30);

    private final Supplier<Deciding.Now> deciding;
    private final Optional<CerbosPdp> pdp;
    private final Store store;
    private final Clock clock;

    /// @param pdp absent when none is configured
    RulesInForce(Supplier<Deciding.Now> deciding, Optional<CerbosPdp> pdp, Store store, Clock clock) {
        this.deciding = deciding;
        this.pdp = pdp;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Rulebook get() {
        var now = deciding.get();
        var at = clock.instant();
        var since = at.minus(COUNTED);
        var rules = known(now);
        var fired = store.ruleCounts(since).stream()
                .map(count -> new Fired(count.rule(), count.denied(), count.wouldDeny()))
                .collect(Collectors.toMap(Fired::rule, Function.identity()));
        var rollout = now.charter().rollout();
        var entries = rules.entries().stream()
                .map(entry -> entry(entry, rollout, at, fired))
                .toList();
        entries.forEach(entry -> fired.remove(entry.rule().id()));
        return new Rulebook(
                standing(rules),
                rules.revision(),
                since,
                entries,
                fired.values().stream()
                        .sorted(Comparator.comparing(Fired::rule))
                        .toList());
    }

    /// What the PDP told last is newer than what was fetched of it.
    private KnownRules known(Deciding.Now now) {
        var told = pdp.map(CerbosPdp::rules).orElse(KnownRules.UNKNOWN);
        return told.revision().isEmpty() ? now.offline().rules() : told;
    }

    private Known standing(KnownRules rules) {
        if (!rules.revision().isEmpty()) {
            return Known.YES;
        }
        return pdp.map(CerbosPdp::health)
                        .filter(health -> health.state() == CerbosPdp.State.CONNECTED)
                        .isPresent()
                ? Known.NEVER
                : Known.NOT_YET;
    }

    private static Entry entry(KnownRules.Entry entry, Rollout rollout, Instant at, Map<String, Fired> fired) {
        var id = entry.rule().id();
        return new Entry(
                entry.rule(), entry.actions(), mode(rollout, id, at), fired.getOrDefault(id, new Fired(id, 0, 0)));
    }

    private static Mode mode(Rollout rollout, String rule, Instant at) {
        if (!rollout.observes(rule, at)) {
            return Mode.ENFORCE;
        }
        return rollout.modeAt(at) == Mode.BREAK_GLASS ? Mode.BREAK_GLASS : Mode.OBSERVE;
    }
}
