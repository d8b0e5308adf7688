package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// The part of an enforcement that its row repeats in columns, to be filtered by.
///
/// @param callKey see [#callKey]
record Columns(String id, long decidedAt, String effect, String rules, long callKey, long tookMicros) {

    static final String NAMES = "id, decided_at, effect, rules, call_key, took_micros";

    static Columns of(Enforcement enforcement) {
        var origin = enforcement.origin();
        var denial = denial(enforcement.verdict());
        var took = enforcement.took();
        return new Columns(
                storable(enforcement.id()),
                enforcement.at().toEpochMilli(),
                effect(enforcement.verdict()),
                storable(denial.map(Columns::ruleIds).orElse("")),
                callKey(origin.session(), origin.callId()),
                micros(took.analysis()) + micros(took.decision()));
    }

    static Columns read(ResultSet row) throws SQLException {
        return new Columns(
                row.getString("id"),
                row.getLong("decided_at"),
                row.getString("effect"),
                row.getString("rules"),
                row.getLong("call_key"),
                row.getLong("took_micros"));
    }

    /// A number under which a call is found, quicker than by its texts; those in the record then tell which it is. The
    /// calls of a session follow each other; 0 without a session.
    static long callKey(String session, String callId) {
        return session.isEmpty()
                ? 0
                : ((long) session.hashCode() << Integer.SIZE) | Integer.toUnsignedLong(callId.hashCode());
    }

    /// What SQLite gives back: an unpaired surrogate has no UTF-8, and some of its functions end a text at a NUL.
    static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || text.charAt(i) >= 0x80) {
                return new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
            }
        }
        return text;
    }

    private static Optional<Verdict.Deny> denial(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> Optional.empty();
            case Verdict.Deny deny -> Optional.of(deny);
            case Verdict.WouldDeny would -> Optional.of(would.deny());
        };
    }

    private static String effect(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "allow";
            case Verdict.Deny _ -> "deny";
            case Verdict.WouldDeny _ -> "would-deny";
        };
    }

    private static String ruleIds(Verdict.Deny deny) {
        return deny.rules().stream().map(Rule::id).distinct().collect(Collectors.joining(" "));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
