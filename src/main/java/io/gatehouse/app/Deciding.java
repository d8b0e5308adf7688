package io.gatehouse.app;

import io.gatehouse.analysis.Analyser;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.cerbos.PlanKeeper;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Confirmer;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Offline;
import io.gatehouse.enforcement.Recorder;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.RouteAround;
import io.gatehouse.enforcement.StarterPolicies;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.store.KeptPlans;
import io.gatehouse.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What decides calls now.
///
/// Design. Whenever the [Charter] is another one, all that depends on it is made anew and takes the old one's place
/// at once: a call is decided for one principal and under one rollout from its beginning to its end. What is known of
/// sessions stays.
final class Deciding implements Supplier<Enforcer>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deciding.class);

    private final Supplier<Charter> charters;
    private final Means means;
    private volatile Now now;

    /// @param charters what counts when it is asked for
    Deciding(Supplier<Charter> charters, Means means) {
        this.charters = charters;
        this.means = means;
        this.now = first(charters.get());
    }

    /// What does not change with whom it is decided for.
    ///
    /// @param pdp absent when none is configured
    /// @param routes what sessions were denied; the recorder tells it
    /// @param later runs a fetch of plans after a pause, on another thread
    record Means(
            Config config,
            Optional<CerbosPdp> pdp,
            Store store,
            Analyser analyser,
            RouteAround routes,
            Grants grants,
            Confirmer confirmer,
            Recorder recorder,
            Clock clock,
            BiConsumer<Duration, Runnable> later) {}

    /// @param keeper of the PDP's plans; absent when none is configured
    record Now(Charter charter, Offline offline, Optional<PlanKeeper> keeper, Enforcer enforcer) {
        StatusBoard.Now told() {
            return new StatusBoard.Now(charter, offline, keeper.map(kept -> kept::holding));
        }
    }

    Now now() {
        return now;
    }

    @Override
    public Enforcer get() {
        return now.enforcer();
    }

    /// Takes up what counts now.
    ///
    /// @return whether it is for somebody else, whose plans have to be fetched
    synchronized boolean renew() {
        var before = now;
        var charter = charters.get();
        if (charter.equals(before.charter())) {
            return false;
        }
        if (charter.isForTheSameAs(before.charter())) {
            now = new Now(charter, before.offline(), before.keeper(), enforcer(charter, before.offline()));
            return false;
        }
        try {
            now = first(charter);
        } catch (RuntimeException e) {
            log.error(
                    "What decides for {} could not be made; every call is denied",
                    charter.principal().id(),
                    e);
            now = first(new Charter(
                    charter.principal(),
                    charter.principalSource(),
                    Rollout.ENFORCED,
                    charter.rolloutSource(),
                    Optional.of(new Standstill(Cause.INTERNAL_ERROR, ""))));
        }
        before.keeper().ifPresent(PlanKeeper::close);
        log.info(
                "Decides for {} with the roles {}",
                charter.principal().id(),
                charter.principal().roles());
        return true;
    }

    private Now first(Charter charter) {
        var keeper = charter.standstill().isPresent()
                ? Optional.<PlanKeeper>empty()
                : means.pdp().map(cerbos -> keeper(charter.principal(), cerbos));
        var offline = offline(charter, keeper);
        return new Now(charter, offline, keeper, enforcer(charter, offline));
    }

    private Enforcer enforcer(Charter charter, Offline offline) {
        return new Enforcer(
                charter.terms(means.config()),
                analysis(charter.principal()),
                means.pdp()
                        .<Pdp>map(cerbos -> cerbos)
                        .orElse((_, _, _) -> new Pdp.Answer.Unavailable("no PDP is configured")),
                offline,
                means.grants(),
                means.recorder(),
                means.clock(),
                new Ids(Ids.SHORT),
                means.confirmer());
    }

    private Function<ToolCall, Analysis> analysis(Principal principal) {
        var analyser = means.analyser().of(principal);
        return call -> means.routes().marked(call.origin(), analyser.apply(call));
    }

    /// What decides without a PDP: its own policies where there is one, else those that ship with Gatehouse.
    private Offline offline(Charter charter, Optional<PlanKeeper> keeper) {
        if (means.pdp().isEmpty() && charter.standstill().isEmpty()) {
            return new StarterPolicies(EmbeddedPlans.find(charter.principal())
                    .orElseThrow(() -> new IllegalStateException("roles that should not have been allowed")));
        }
        var plans =
                keeper.<Function<String, Optional<PlanSet>>>map(kept -> kept).orElse(_ -> Optional.empty());
        return new ConfirmedPolicies(plans, means.store().decisionCache(url()), means.clock());
    }

    private PlanKeeper keeper(Principal principal, CerbosPdp cerbos) {
        var made = PlanKeeper.of(
                principal, cerbos.planFetch(), new PlanShelf(means.store().plans(url())), means.clock(), means.later());
        cerbos.onConfirmed(made::confirmed);
        return made;
    }

    private String url() {
        return means.config().pdp().url().map(Object::toString).orElse("");
    }

    /// The store, as the keeper of plans sees it.
    private record PlanShelf(KeptPlans store) implements PlanKeeper.Shelf {
        @Override
        public void put(Principal principal, String revision, byte[] plans, Instant fetchedAt) {
            store.put(principal, revision, plans, fetchedAt);
        }

        @Override
        public Optional<Kept> find(Principal principal, String revision) {
            return store.find(principal, revision).map(kept -> new Kept(kept.plans(), kept.fetchedAt()));
        }
    }

    @Override
    public synchronized void close() {
        now.keeper().ifPresent(PlanKeeper::close);
    }
}
