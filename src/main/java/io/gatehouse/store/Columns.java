package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// The part of an enforcement that its row repeats in columns, to be filtered by.
record Columns(
        String id,
        long decidedAt,
        String effect,
        String cause,
        String rules,
        String agent,
        String session,
        String callId,
        String tool,
        String workspace,
        String basis,
        String revision,
        long tookMicros) {

    static final String NAMES =
            "id, decided_at, effect, cause, rules, agent, session, call_id, tool, workspace, basis, revision, took_micros";

    static Columns of(Enforcement enforcement) {
        var origin = enforcement.origin();
        var denial = denial(enforcement.verdict());
        var took = enforcement.took();
        return new Columns(
                storable(enforcement.id()),
                enforcement.at().toEpochMilli(),
                effect(enforcement.verdict()),
                denial.map(deny -> deny.cause().code()).orElse(""),
                storable(denial.map(Columns::ruleIds).orElse("")),
                storable(origin.agent()),
                storable(origin.session()),
                storable(origin.callId()),
                storable(origin.tool()),
                storable(enforcement.workspace()),
                basis(enforcement.basis()),
                storable(revision(enforcement.basis())),
                micros(took.analysis()) + micros(took.decision()));
    }

    static Columns read(ResultSet row) throws SQLException {
        return new Columns(
                row.getString("id"),
                row.getLong("decided_at"),
                row.getString("effect"),
                row.getString("cause"),
                row.getString("rules"),
                row.getString("agent"),
                row.getString("session"),
                row.getString("call_id"),
                row.getString("tool"),
                row.getString("workspace"),
                row.getString("basis"),
                row.getString("revision"),
                row.getLong("took_micros"));
    }

    /// What SQLite gives back: an unpaired surrogate has no UTF-8, and some of its functions end a text at a NUL.
    static String storable(String text) {
        if (text.chars().allMatch(c -> c > 0 && c < 0x80)) {
            return text;
        }
        return new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
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

    private static String basis(Basis basis) {
        return switch (basis) {
            case Basis.Central _ -> "central";
            case Basis.Plan _ -> "plan";
            case Basis.Cached _ -> "cached";
            case Basis.None _ -> "none";
        };
    }

    private static String revision(Basis basis) {
        return switch (basis) {
            case Basis.Central central -> central.revision();
            case Basis.Plan plan -> plan.revision();
            case Basis.Cached cached -> cached.revision();
            case Basis.None _ -> "";
        };
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
