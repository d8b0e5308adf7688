package io.gatehouse.app;

import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.store.KeptRequests;
import io.gatehouse.store.KeptRequests.Kept;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Ends requests by what this laptop knows itself: the time is over, the uses are counted, a newer signed document
/// leaves the grant out. The console tells the same; whoever is first, the other changes nothing.
final class RequestWatch {
    /// For so long what an agent asked for waits for the person.
    static final Duration CONFIRMABLE = Duration.ofDays(1);

    /// What a document leaves out this shortly before its end has ended, and nobody took it back: clocks differ.
    static final Duration NEAR_THE_END = Duration.ofMinutes(2);

    private final KeptRequests requests;
    private final Supplier<Optional<List<Grant>>> document;
    private final ToLongFunction<String> uses;
    private final Clock clock;
    /// Grants that stood in a document: one that is not there yet was not taken back. Guarded by this.
    private final Set<String> seen = new HashSet<>();

    /// @param document the grants of the newest signed one; absent before there is one
    /// @param uses how many calls a grant, by its id, has let through
    /// @param clock the guarded one
    RequestWatch(
            KeptRequests requests, Supplier<Optional<List<Grant>>> document, ToLongFunction<String> uses, Clock clock) {
        this.requests = requests;
        this.document = document;
        this.uses = uses;
        this.clock = clock;
    }

    /// Looks at all that are open; to be called now and then, and when a use was counted.
    synchronized void look() {
        var grants = document.get();
        grants.ifPresent(held -> held.forEach(grant -> seen.add(grant.id())));
        for (var kept : requests.listOpen()) {
            end(kept, grants).ifPresent(state -> move(kept, state));
        }
    }

    private void move(Kept kept, State to) {
        requests.move(kept.request().id(), to, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Optional<State> end(Kept kept, Optional<List<Grant>> grants) {
        var now = clock.instant();
        return switch (kept.request().state()) {
            case UNCONFIRMED ->
                now.isBefore(kept.request().filedAt().plus(CONFIRMABLE))
                        ? Optional.empty()
                        : Optional.of(State.EXPIRED);
            case GRANTED -> granted(kept, grants, now);
            case WAITING, SEEN, REFUSED, EXPIRED, REVOKED, USED_UP, WITHDRAWN -> Optional.empty();
        };
    }

    private Optional<State> granted(Kept kept, Optional<List<Grant>> grants, Instant now) {
        if (kept.until().isPresent() && !now.isBefore(kept.until().get())) {
            return Optional.of(State.EXPIRED);
        }
        if (kept.grant().isEmpty() || grants.isEmpty()) {
            return Optional.empty();
        }
        var id = kept.grant().get();
        var held = grants.get().stream().filter(grant -> grant.id().equals(id)).findFirst();
        if (held.isPresent()) {
            boolean isUsedUp = held.get().maxUses().isPresent()
                    && uses.applyAsLong(id) >= held.get().maxUses().getAsLong();
            return isUsedUp ? Optional.of(State.USED_UP) : Optional.empty();
        }
        boolean isNearTheEnd = kept.until()
                .map(until -> !now.plus(NEAR_THE_END).isBefore(until))
                .orElse(false);
        return seen.contains(id) && !isNearTheEnd ? Optional.of(State.REVOKED) : Optional.empty();
    }
}
