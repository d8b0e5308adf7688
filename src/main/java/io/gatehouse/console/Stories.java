package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.RequestDesk.Coverage;
import io.gatehouse.console.RequestDesk.Line;
import io.gatehouse.console.RequestDesk.Story;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.grant.Grant;
import io.gatehouse.policy.Shown;
import io.gatehouse.store.RecordFormat;
import io.gatehouse.store.RecordReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Gathers what a reviewer needs to decide a request.
public final class Stories {
    private static final Duration LOOKED_BACK = Duration.ofDays(30);
    private static final int MOST_LOOKED = 1_000;
    private static final int MOST_EXAMPLES = 5;
    private static final int LONGEST_EXAMPLE = 200;
    private static final int MOST_EARLIER = 10;
    private static final int EARLIER_LOOKED = 200;

    private final ConsoleDatabase database;
    private final ConsoleLog log;
    private final Clock clock;

    public Stories(ConsoleDatabase database, ConsoleLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    private record Denied(String device, Enforcement call) {}

    /// @param approval whose scope is looked at
    Story tell(StoredRequest stored, Approval approval, boolean second) {
        var call = stored.call();
        var agent = call.origin().agent();
        return new Story(
                Line.of(stored),
                database.read(handle -> Devices.find(handle, stored.device())),
                call,
                stored.evidenceSeq(),
                covers(approval, call, stored.device(), approval.session()),
                coverage(approval, agent, denied(stored, Optional.of(stored.device())), Optional.of(call.workspace())),
                coverage(approval, agent, denied(stored, Optional.empty()), Optional.empty()),
                earlier(stored),
                second,
                stored.first().map(StoredRequest.First::approval),
                stored.grant()
                        .flatMap(id -> database.read(handle -> GrantDesk.find(handle, id)))
                        .map(GrantDesk.Given::grant),
                log.about(stored.request().id()));
    }

    /// The newest denied calls that one of the same rules denied.
    private List<Denied> denied(StoredRequest stored, Optional<String> device) {
        var since = clock.instant().minus(LOOKED_BACK);
        return database.read(handle -> {
            var found = new ArrayList<Denied>();
            var seen = new HashSet<Long>();
            for (var rule : stored.ruleIds()) {
                for (var row : EvidenceStore.deniedBy(handle, database.kind(), rule, device, since, MOST_LOOKED + 1)) {
                    if (seen.add(row.place())) {
                        read(row).ifPresent(found::add);
                    }
                }
            }
            return found;
        });
    }

    private static Optional<Denied> read(EvidenceStore.Kept row) {
        try {
            return Optional.of(new Denied(row.device(), RecordReader.read(new String(row.record(), UTF_8))));
        } catch (RecordFormat.Unreadable _) {
            return Optional.empty();
        }
    }

    /// @param workspace absent for the one of each call
    private static Coverage coverage(Approval approval, String agent, List<Denied> denied, Optional<String> workspace) {
        var looked = denied.stream().limit(MOST_LOOKED).toList();
        var covered = looked.stream()
                .filter(one -> agent.equals(one.call().origin().agent()))
                .filter(one -> workspace.map(one.call().workspace()::equals).orElse(true))
                .filter(one -> covers(approval, one.call(), one.device(), Optional.empty()))
                .sorted(Comparator.comparing((Denied one) -> one.call().at()).reversed())
                .toList();
        return new Coverage(
                covered.size(),
                looked.size(),
                denied.size() <= MOST_LOOKED,
                covered.stream()
                        .map(one -> Shown.line(one.call().shown(), LONGEST_EXAMPLE))
                        .distinct()
                        .limit(MOST_EXAMPLES)
                        .toList());
    }

    private static boolean covers(Approval approval, Enforcement call, String device, Optional<String> session) {
        if (approval.rules().isEmpty()
                || call.origin().agent().isBlank()
                || call.workspace().isBlank()) {
            return false;
        }
        var grant = new Grant(
                "preview",
                call.principal().id(),
                Optional.of(device),
                approval.rules(),
                approval.scope(),
                new Grant.Reach(call.origin().agent(), call.workspace(), session),
                Instant.EPOCH,
                Instant.MAX,
                OptionalLong.empty(),
                "preview",
                "");
        return Grants.wouldCover(grant, call, device);
    }

    /// Decisions about one of the same rules, the most alike first.
    private List<Line> earlier(StoredRequest stored) {
        var found = new ArrayList<StoredRequest>();
        Set<String> seen = new HashSet<>(Set.of(stored.request().id()));
        for (var rule : stored.ruleIds()) {
            var filter = new RequestDesk.Filter(
                    RequestDesk.Show.DECIDED, Optional.empty(), Optional.of(rule), Optional.empty(), EARLIER_LOOKED);
            for (var other : database.read(handle -> StoredRequest.list(handle, filter))) {
                if (seen.add(other.request().id())) {
                    found.add(other);
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparingInt((StoredRequest other) -> likeness(stored, other))
                        .thenComparing(StoredRequest::receivedAt)
                        .reversed())
                .limit(MOST_EARLIER)
                .map(Line::of)
                .toList();
    }

    private static int likeness(StoredRequest stored, StoredRequest other) {
        int scope = stored.request().scope().equals(other.request().scope()) ? 2 : 0;
        return scope + (stored.principal().equals(other.principal()) ? 1 : 0);
    }
}
