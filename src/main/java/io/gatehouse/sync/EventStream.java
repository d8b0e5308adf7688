package io.gatehouse.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads server-sent events. An event that breaks off is none.
final class EventStream {
    /// More than the largest document.
    private static final int LARGEST_EVENT = 8 << 20;

    private final InputStream in;
    private final Runnable onLine;
    private boolean afterReturn;

    /// @param onLine called after each line, also those that are only there to show that the stream lives
    EventStream(InputStream in, Runnable onLine) {
        this.in = new BufferedInputStream(in);
        this.onLine = onLine;
    }

    /// @param name "message" when none was given
    record Event(String name, String data) {}

    /// Waits for the next one.
    ///
    /// @return absent when the stream has ended
    /// @throws IOException when it broke, or sends more than an event may be
    Optional<Event> next() throws IOException {
        var name = "";
        var data = new StringBuilder();
        boolean hasData = false;
        while (true) {
            var line = line();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            onLine.run();
            var text = line.get();
            if (text.isEmpty()) {
                if (hasData) {
                    return Optional.of(new Event(name.isEmpty() ? "message" : name, data.toString()));
                }
                name = "";
            } else if (text.startsWith("event:")) {
                name = value(text);
            } else if (text.startsWith("data:")) {
                data.append(hasData ? "\n" : "").append(value(text));
                hasData = true;
                if (data.length() > LARGEST_EVENT) {
                    throw new IOException("an event of over 8 MB");
                }
            }
        }
    }

    private static String value(String field) {
        var value = field.substring(field.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /// Up to a line feed, a carriage return or both.
    private Optional<String> line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean isRestOfBreak = afterReturn && b == '\n';
            afterReturn = b == '\r';
            if (isRestOfBreak) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return Optional.of(bytes.toString(UTF_8));
            }
            bytes.write(b);
            if (bytes.size() > LARGEST_EVENT) {
                throw new IOException("a line of over 8 MB");
            }
        }
        return Optional.empty();
    }
}
