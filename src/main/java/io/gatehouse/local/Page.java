package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditLog.Verdicts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.Fields;

/// Which records a client wants to see: the query of `GET /api/enforcements`.
record Page(AuditLog.Filter filter, Optional<String> before, int limit) {
    private static final Set<String> NAMES =
            Set.of("verdicts", "rule", "agent", "tool", "workspace", "session", "text", "since", "before", "limit");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MOST = 500;
    private static final int LONGEST_TEXT = 1_000;
    private static final String USUAL = "100";

    static Page of(Fields query) {
        for (var field : query) {
            if (!NAMES.contains(field.getName()) || field.hasMultipleValues()) {
                throw new Problem(
                        400,
                        "The query takes verdicts, rule, agent, tool, workspace, session, text, since, before and limit, each once.");
            }
        }
        return new Page(
                new AuditLog.Filter(
                        verdicts(value(query, "verdicts", Verdicts.ALL.name())),
                        value(query, "rule", ""),
                        value(query, "agent", ""),
                        value(query, "tool", ""),
                        value(query, "workspace", ""),
                        value(query, "session", ""),
                        value(query, "text", ""),
                        since(value(query, "since", Instant.EPOCH.toString()))),
                Optional.ofNullable(query.getValue("before")),
                limit(value(query, "limit", USUAL)));
    }

    private static String value(Fields query, String name, String otherwise) {
        var value = query.getValue(name);
        return value == null ? otherwise : value;
    }

    /// @return as the query of an URL
    static String query(AuditLog.Filter filter, Optional<String> before, int limit) {
        return "?verdicts=" + filter.verdicts() + part("rule", filter.rule()) + part("agent", filter.agent())
                + part("tool", filter.tool()) + part("workspace", filter.workspace())
                + part("session", filter.session()) + part("text", searched(filter.text()))
                + part("since", filter.since().toString()) + "&limit=" + limit
                + before.map(id -> part("before", id)).orElse("");
    }

    /// No more of a text is looked for.
    private static String searched(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    }

    private static String part(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Verdicts verdicts(String text) {
        return Arrays.stream(Verdicts.values())
                .filter(verdicts -> verdicts.name().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new Problem(400, "verdicts must be one of " + Arrays.toString(Verdicts.values()) + "."));
    }

    private static Instant since(String text) {
        var problem = new Problem(400, "since must be a time from 1970 on, like 2026-11-23T10:00:00Z.");
        try {
            var since = Instant.parse(text);
            if (since.isBefore(Instant.EPOCH) || since.isAfter(LATEST)) {
                throw problem;
            }
            return since;
        } catch (DateTimeException _) {
            throw problem;
        }
    }

    private static int limit(String text) {
        var problem = new Problem(400, "limit must be a number from 1 to " + MOST + ".");
        try {
            int limit = Integer.parseInt(text);
            if (limit < 1 || limit > MOST) {
                throw problem;
            }
            return limit;
        } catch (NumberFormatException _) {
            throw problem;
        }
    }
}
