package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.Activity.Row;
import io.gatehouse.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;

/// Writes what a search finds to a file, page by page, so that its size does not matter.
public final class Export {
    private static final int PAGE = 1_000;
    private static final long MOST = 1_000_000;

    /// What a spreadsheet may take for a formula when a cell begins with it.
    private static final String FORMULA = "=+-@\t\r\n|";

    private static final List<String> HEADINGS = List.of(
            "at",
            "device",
            "seq",
            "id",
            "principal",
            "agent",
            "tool",
            "workspace",
            "verdict",
            "rules",
            "call",
            "reason",
            "programs",
            "paths",
            "hosts",
            "failed",
            "millis",
            "mark");

    private final Activity activity;

    public Export(Activity activity) {
        this.activity = activity;
    }

    public enum Format {
        /// One JSON object a line, with all that a row has.
        NDJSON("application/x-ndjson"),
        /// With a line of headings; for spreadsheets.
        CSV("text/csv;charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    /// Writes up to a million rows, the newest first. Flushes `out` and leaves it open.
    public void write(Query query, Format format, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out);
        if (format == Format.CSV) {
            line(buffered, HEADINGS);
        }
        var part = new Query(
                query.text(),
                query.principal(),
                query.device(),
                query.agent(),
                query.rule(),
                query.verdict(),
                query.path(),
                query.program(),
                query.host(),
                query.workspace(),
                query.from(),
                query.to(),
                query.before(),
                PAGE);
        for (long written = 0; written < MOST; ) {
            var page = activity.search(part);
            for (var row : page.rows()) {
                write(buffered, format, row);
            }
            written += page.rows().size();
            if (page.next().isEmpty()) {
                break;
            }
            part = part.behind(page.next().getAsLong());
        }
        buffered.flush();
    }

    private static void write(OutputStream out, Format format, Row row) throws IOException {
        switch (format) {
            case NDJSON -> {
                out.write(Json.bytes(row));
                out.write('\n');
            }
            case CSV -> line(out, cells(row));
        }
    }

    private static List<String> cells(Row row) {
        var outcome = row.outcome();
        return List.of(
                row.at().toString(),
                row.device(),
                Long.toString(row.seq()),
                row.enforcement(),
                row.principal(),
                row.agent(),
                row.tool(),
                row.workspace(),
                row.verdict(),
                String.join(" ", row.rules()),
                row.shown(),
                row.reason(),
                String.join("\n", row.programs()),
                String.join("\n", row.paths()),
                String.join("\n", row.hosts()),
                outcome.map(ran -> Boolean.toString(ran.failed())).orElse(""),
                outcome.map(ran -> Long.toString(ran.millis())).orElse(""),
                row.mark());
    }

    private static void line(OutputStream out, List<String> cells) throws IOException {
        out.write(cells.stream()
                .map(Export::cell)
                .collect(Collectors.joining(",", "", "\r\n"))
                .getBytes(UTF_8));
    }

    /// With a quote in front where a spreadsheet would compute it.
    private static String cell(String text) {
        var safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[A-Za-z0-9_.:@/-]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
