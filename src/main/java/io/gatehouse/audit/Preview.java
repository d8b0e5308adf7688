package io.gatehouse.audit;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.grant.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a grant would have let through of what was denied on this laptop.
///
/// @param covered how many denials
/// @param newest the first few of them, the newest first
/// @param looked how many denials were looked at
/// @param complete whether these were all of the time that was asked about
public record Preview(int covered, List<Denial> newest, int looked, boolean complete) {
    /// How far back it looks.
    public static final Duration BACK = Duration.ofDays(30);

    static final int MOST_LOOKED_AT = 2_000;
    static final int SHOWN = 5;

    private static final int PAGE = 200;

    public Preview {
        newest = List.copyOf(newest);
    }

    /// @param shown the call, masked
    public record Denial(String id, Instant at, String shown) {}

    /// Looks at each denial once for all of these grants.
    ///
    /// @param device where the log was written
    /// @return one for each grant
    public static List<Preview> of(AuditLog log, List<Grant> grants, String device, Instant now) {
        var counts = grants.stream().map(Count::new).toList();
        var filter = new Filter(true, "", now.minus(BACK));
        int looked = 0;
        var before = Optional.<String>empty();
        while (looked < MOST_LOOKED_AT) {
            var page = log.list(filter, before, PAGE);
            for (var record : page) {
                counts.forEach(count -> count.look(record, device));
            }
            looked += page.size();
            if (page.size() < PAGE) {
                return previews(counts, looked, true);
            }
            before = Optional.of(page.getLast().enforcement().id());
        }
        return previews(counts, looked, false);
    }

    private static List<Preview> previews(List<Count> counts, int looked, boolean complete) {
        return counts.stream()
                .map(count -> new Preview(count.covered, count.newest, looked, complete))
                .toList();
    }

    private static final class Count {
        private final Grant grant;
        private final List<Denial> newest = new ArrayList<>();
        private int covered;

        Count(Grant grant) {
            this.grant = grant;
        }

        void look(AuditRecord record, String device) {
            var denied = record.enforcement();
            if (Grants.wouldCover(grant, denied, device)) {
                covered++;
                if (newest.size() < SHOWN) {
                    newest.add(new Denial(denied.id(), denied.at(), denied.shown()));
                }
            }
        }
    }
}
