package io.gatehouse.app;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.util.Map;
import java.util.Optional;

/// Where the enrolment is kept. That there is one is remembered in the default data directory too, wherever `dataDir`
/// points, so that no setting of the person's moves it out of sight.
///
/// @param memory the default data directory
record EnrolmentFile(Path dataDir, Path memory) {
    private static final String FILE = "enrolment.json";
    private static final String MARKER = "enrolled";

    sealed interface Found {
        /// The enrolment, when it is usable.
        default Optional<Enrolled> usable() {
            return this instanceof Here(var enrolled) ? Optional.of(enrolled) : Optional.empty();
        }

        record None() implements Found {}

        record Here(Enrolled enrolled) implements Found {}

        /// This computer is enrolled, and nothing usable says where and as whom.
        ///
        /// @param why what is wrong and what to do, without a full stop
        record Lost(String why) implements Found {}
    }

    Path path() {
        return dataDir.resolve(FILE);
    }

    Found find() {
        try {
            return Optional.ofNullable(Json.read(Files.readAllBytes(path()), Enrolled.class)) // the JSON null
                    .<Found>map(Found.Here::new)
                    .orElseGet(this::damaged);
        } catch (NoSuchFileException _) {
            return isRemembered() ? new Found.Lost(path() + " is gone; " + remedy()) : new Found.None();
        } catch (IOException e) {
            return new Found.Lost(path() + " cannot be read (" + ManagedSettings.reason(e) + "); " + remedy());
        } catch (RuntimeException _) { // not the JSON that was written
            return damaged();
        }
    }

    private Found damaged() {
        return new Found.Lost(path() + " is damaged; " + remedy());
    }

    static String remedy() {
        return "ask your security team for a code and run: gatehouse enrol URL CODE";
    }

    private boolean isRemembered() {
        return Files.exists(memory.resolve(MARKER), LinkOption.NOFOLLOW_LINKS);
    }

    /// Where this computer is enrolled, also when the enrolment itself is gone or damaged; "" when nothing tells.
    String remembered() {
        if (find() instanceof Found.Here(var enrolled)) {
            return enrolled.url().toString();
        }
        try {
            return Files.readString(memory.resolve(MARKER)).lines().findFirst().orElse("");
        } catch (IOException _) {
            return "";
        }
    }

    /// Trusts other keys of the console, unless this computer is enrolled as somebody else by now.
    void trust(Enrolled enrolled, Map<String, String> keys) {
        try {
            if (find() instanceof Found.Here(var now) && now.publicKey().equals(enrolled.publicKey())) {
                write(now.trusting(keys));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The console's keys cannot be kept in " + path(), e);
        }
    }

    /// Replaces what was there.
    void write(Enrolled enrolled) throws IOException {
        PrivateFile.createDirectories(dataDir);
        PrivateFile.createDirectories(memory);
        PrivateFile.write(path(), Json.bytes(enrolled));
        PrivateFile.write(memory.resolve(MARKER), (enrolled.url() + "\n" + path()).getBytes(StandardCharsets.UTF_8));
        giveToOwner(dataDir, path());
        giveToOwner(memory, memory.resolve(MARKER));
    }

    /// What root writes for a person has to be readable by that person's daemon. The person may have put a link in its
    /// place meanwhile: the link itself is given, not what it names.
    static void giveToOwner(Path directory, Path file) throws IOException {
        var owner = Files.getOwner(directory);
        var given = Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(given.getOwner())) {
            given.setOwner(owner);
        }
    }
}
