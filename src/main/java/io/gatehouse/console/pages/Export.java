package io.gatehouse.console.pages;

import io.gatehouse.console.Activity;
import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.Activity.Row;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/// A search as a file: all of it, page by page.
record Export(Activity activity, Format format) {
    /// The most rows of one file.
    private static final int MOST = 200_000;

    private static final String COLUMNS =
            "at,principal,device,seq,agent,tool,verdict,rules,shown,reason,workspace,enforcement,mark\r\n";

    /// How the file is written.
    enum Format {
        CSV("csv", "text/csv; charset=utf-8"),
        NDJSON("ndjson", "application/x-ndjson; charset=utf-8");

        private final String extension;
        private final String contentType;

        Format(String extension, String contentType) {
            this.extension = extension;
            this.contentType = contentType;
        }

        static Format of(String asked) {
            return switch (asked) {
                case "csv" -> CSV;
                case "ndjson" -> NDJSON;
                default -> throw Trouble.malformed("An export is csv or ndjson.");
            };
        }

        String extension() {
            return extension;
        }

        String contentType() {
            return contentType;
        }
    }

    void write(Query query, Writer out) throws IOException {
        if (format == Format.CSV) {
            out.write(COLUMNS);
        }
        int written = 0;
        for (var page = Optional.of(activity.search(query)); page.isPresent() && written < MOST; ) {
            for (var row : page.get().rows()) {
                out.write(format == Format.CSV ? csv(row) : Json.text(row) + "\n");
                written++;
            }
            var next = page.get().next();
            page = next.isPresent() ? Optional.of(activity.search(query.behind(next.getAsLong()))) : Optional.empty();
        }
    }

    private static String csv(Row row) {
        return String.join(
                        ",",
                        List.of(
                                row.at().toString(),
                                cell(row.principal()),
                                cell(row.device()),
                                Long.toString(row.seq()),
                                cell(row.agent()),
                                cell(row.tool()),
                                cell(row.verdict()),
                                cell(String.join(" ", row.rules())),
                                cell(row.shown()),
                                cell(row.reason()),
                                cell(row.workspace()),
                                cell(row.enforcement()),
                                cell(row.mark())))
                + "\r\n";
    }

    /// In quotes, and never a formula for the program that opens it.
    static String cell(String text) {
        boolean isFormula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return "\"" + (isFormula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
    }
}
