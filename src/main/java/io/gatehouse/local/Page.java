package io.gatehouse.local;

import io.gatehouse.audit.AuditLog;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.Fields;

/// Which records a client wants to see: the query of `GET /api/enforcements`.
record Page(AuditLog.Filter filter, Optional<String> before, int limit) {
    private static final Set<String> NAMES = Set.of("deniedOnly", "text", "since", "before", "limit");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MOST = 500;
    private static final String USUAL = "100";

    static Page of(Fields query) {
        for (var field : query) {
            if (!NAMES.contains(field.getName()) || field.hasMultipleValues()) {
                throw new Problem(400, "The query takes deniedOnly, text, since, before and limit, each once.");
            }
        }
        return new Page(
                new AuditLog.Filter(
                        deniedOnly(value(query, "deniedOnly", "false")),
                        value(query, "text", ""),
                        since(value(query, "since", Instant.EPOCH.toString()))),
                Optional.ofNullable(query.getValue("before")),
                limit(value(query, "limit", USUAL)));
    }

    private static String value(Fields query, String name, String otherwise) {
        var value = query.getValue(name);
        return value == null ? otherwise : value;
    }

    private static boolean deniedOnly(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Problem(400, "deniedOnly must be true or false.");
        };
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
