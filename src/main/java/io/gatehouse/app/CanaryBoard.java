package io.gatehouse.app;

import io.gatehouse.hook.Canaries;
import io.gatehouse.local.Canary;

/// Canaries, as the local API gives them out and tells of them.
record CanaryBoard(Canaries canaries) {
    Canary fresh() {
        return look(canaries.fresh());
    }

    Canary look(String session) {
        return new Canary(
                session,
                canaries.seen(session).stream()
                        .map(seen -> new Canary.Seen(seen.agent(), seen.allowed(), seen.basis()))
                        .toList());
    }
}
