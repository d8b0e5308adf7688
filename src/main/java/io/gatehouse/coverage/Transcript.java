package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.coverage.Transcripts.Place;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.json.BoundedJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One file of a session, read as it grows. A last line without an end is read once it has one.
final class Transcript {
    private static final Logger log = LoggerFactory.getLogger(Transcript.class);

    static final int LONGEST_LINE = 1 << 20;
    private static final int PART = 2 << 20;

    private final Path file;
    private final Place place;
    private Optional<String> session = Optional.empty();
    private long offset;
    private boolean isSkipping;
    private boolean isOfThisVersion;
    private boolean isUnread;
    private boolean failed;

    Transcript(Path file, Place place) {
        this.file = file;
        this.place = place;
    }

    /// Whether it may tell of more than was understood.
    boolean isUnread() {
        return isUnread || failed;
    }

    /// @param most bytes
    /// @return how many were read
    long read(long most, Consumer<Outcome> ran) {
        failed = false;
        long read = 0;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() < offset) { // begun anew
                offset = 0;
                session = Optional.empty();
            }
            while (read < most && channel.size() > offset) {
                var part = part(channel);
                long before = offset;
                lines(part, ran);
                read += part.length;
                if (offset == before) {
                    return read;
                }
            }
        } catch (IOException e) {
            log.debug("A transcript cannot be read", e);
            failed = true;
        }
        return read;
    }

    private byte[] part(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(PART, channel.size() - offset));
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // until it is full, or the file ends earlier than it said
        }
        var part = new byte[bytes.position()];
        bytes.flip().get(part);
        return part;
    }

    private void lines(byte[] part, Consumer<Outcome> ran) {
        int start = 0;
        for (int end = end(part, start); end >= 0; end = end(part, start)) {
            int length = end - start;
            if (isSkipping || length > LONGEST_LINE) {
                isSkipping = false;
                isUnread = true;
            } else if (length > 0) {
                line(new String(part, start, length, UTF_8), ran);
            }
            start = end + 1;
            offset += length + 1;
        }
        if (part.length - start > LONGEST_LINE) {
            isSkipping = true;
            offset += part.length - start;
        }
    }

    private static int end(byte[] part, int from) {
        for (int i = from; i < part.length; i++) {
            if (part[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void line(String line, Consumer<Outcome> ran) {
        var format = place.format();
        if (session.isEmpty()) {
            session = parsed(line).flatMap(format::session);
            isUnread |= session.isEmpty();
            session = session.or(() -> Optional.of(""));
        }
        boolean mayTell = format.mayTell(line);
        boolean mayCall = format.mayCall(line);
        if (session.get().isEmpty() || !(mayTell || mayCall)) {
            return;
        }
        var read = parsed(line);
        if (read.isEmpty()) {
            isUnread = true;
            return;
        }
        isOfThisVersion |= format.isOfThisVersion(read.get());
        isUnread |= mayCall && !isOfThisVersion;
        if (TranscriptFormat.at(read.get())
                .filter(at -> at.isBefore(place.since()))
                .isEmpty()) {
            format.ran(place.agent(), session.get(), read.get()).ifPresent(ran);
        }
    }

    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.of(BoundedJson.read(new ByteArrayInputStream(line.getBytes(UTF_8))));
        } catch (JacksonException | IOException _) {
            return Optional.empty();
        }
    }
}
