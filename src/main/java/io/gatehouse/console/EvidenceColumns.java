package io.gatehouse.console;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the row of an enforcement repeats of its record, to be shown in lists and looked for.
///
/// @param verdict `allow`, `deny` or `would-deny`; "" where the record cannot be read
/// @param rules ids of the rules that denied
/// @param reason what the agent was told
record EvidenceColumns(
        String enforcement,
        Instant decidedAt,
        String principal,
        String agent,
        String tool,
        String workspace,
        String verdict,
        List<String> rules,
        String shown,
        String reason,
        List<String> programs,
        List<String> paths,
        List<String> hosts) {
    private static final int LONGEST = 1_000;
    private static final int LONGEST_TEXT = 32 << 10;
    private static final int MOST = 100;

    static EvidenceColumns of(Enforcement enforcement) {
        var origin = enforcement.origin();
        return new EvidenceColumns(
                word(enforcement.id()),
                enforcement.at(),
                line(enforcement.principal().id()),
                word(origin.agent()),
                line(origin.tool()),
                line(enforcement.workspace()),
                verdict(enforcement.verdict()),
                rules(enforcement.verdict()),
                Tables.storable(enforcement.shown(), LONGEST_TEXT),
                reason(enforcement.verdict()),
                values(enforcement, request -> request.action() == Action.EXEC, "program"),
                paths(enforcement),
                values(enforcement, request -> request.action() == Action.CONNECT, "host"));
    }

    /// Of a record that is not of a version that is known.
    static EvidenceColumns unreadable(Instant receivedAt) {
        return new EvidenceColumns(
                "", receivedAt, "", "", "", "", "", List.of(), "", "", List.of(), List.of(), List.of());
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "allow";
            case Verdict.Deny _ -> "deny";
            case Verdict.WouldDeny _ -> "would-deny";
        };
    }

    private static List<String> rules(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> List.of();
            case Verdict.Deny deny -> ids(deny);
            case Verdict.WouldDeny(var deny) -> ids(deny);
        };
    }

    private static List<String> ids(Verdict.Deny deny) {
        return deny.rules().stream()
                .map(EvidenceColumns::id)
                .distinct()
                .limit(MOST)
                .toList();
    }

    /// As it stands in a list of rules.
    static String id(Rule rule) {
        return word(rule.id());
    }

    private static String reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "";
            case Verdict.Deny deny -> Tables.storable(deny.toldAgent(), LONGEST);
            case Verdict.WouldDeny(var deny) -> Tables.storable(deny.toldAgent(), LONGEST);
        };
    }

    private static List<String> paths(Enforcement enforcement) {
        Set<String> paths = new LinkedHashSet<>();
        paths.addAll(values(enforcement, EvidenceColumns::isOfFile, "path"));
        paths.addAll(values(enforcement, EvidenceColumns::isOfFile, "linkTarget"));
        return paths.stream().limit(MOST).toList();
    }

    private static boolean isOfFile(AccessRequest request) {
        return request.action().kind().equals("file");
    }

    private static List<String> values(Enforcement enforcement, Predicate<AccessRequest> of, String attribute) {
        return enforcement.asked().stream()
                .map(Enforcement.Asked::request)
                .filter(of)
                .map(request -> request.text(attribute))
                .flatMap(value -> value.isEmpty() ? Stream.empty() : Stream.of(line(value)))
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static String line(String text) {
        return Tables.storable(text, LONGEST).replace('\n', ' ');
    }

    /// Without a blank, because lists of them are kept with blanks between.
    static String word(String text) {
        return line(text).replace(' ', '_');
    }
}
