package io.gatehouse.app;

import io.gatehouse.app.ConfigFile.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The administrator's settings, and the copy of them that was valid last. The copy is also the memory that this
/// machine is managed: it lies in the default data directory, wherever `dataDir` points, so that no setting of the
/// person's moves it out of sight.
///
/// @param memory the default data directory
/// @param problemsOf what is wrong with the values of a file that could be read
record ManagedSettings(Machine.Managed managed, Path memory, Function<ConfigFile<Key>, List<Problem>> problemsOf) {
    private static final String LAST_GOOD = "managed-last-good.yaml";
    private static final String PDP_NAMED = "managed-pdp";
    static final Duration LAST_GOOD_FOR = Duration.ofDays(30);

    sealed interface State {
        /// There is no managed file, and never was.
        record Unmanaged() implements State {}

        /// @param alarms not empty when these are not the file's present content
        record Managed(ConfigFile<Key> file, List<Problem> alarms) implements State {}

        /// The machine is managed, and nothing says how.
        record Lost(List<Problem> problems) implements State {}
    }

    State load(Instant now) {
        byte[] bytes;
        try {
            bytes = trustedBytes();
        } catch (NoSuchFileException _) {
            return Files.exists(lastGood(), LinkOption.NOFOLLOW_LINKS)
                    ? new State.Lost(List.of(problem(
                            "is gone, and this machine is managed; ask your administrator to restore it, or to delete "
                                    + lastGood() + " if the machine is not managed any more")))
                    : new State.Unmanaged();
        } catch (IOException e) {
            return fallBack(now, List.of(problem("cannot be used: " + e.getMessage())));
        }
        var file = ConfigFile.parse(Key.NAMES, managed.file(), base(), bytes);
        var problems = problems(file);
        if (!problems.isEmpty()) {
            return fallBack(now, problems);
        }
        var alarms = new ArrayList<>(keep(bytes, now));
        if (file.entries().containsKey(Key.PDP_URL)) {
            alarms.addAll(rememberPdp());
        }
        return new State.Managed(file, alarms);
    }

    /// The memory that the administrator's settings named a PDP at some time, empty when they never did.
    Optional<Path> pdpNamed() {
        return Optional.of(memory.resolve(PDP_NAMED)).filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    private List<Problem> rememberPdp() {
        if (pdpNamed().isPresent()) {
            return List.of();
        }
        var file = memory.resolve(PDP_NAMED);
        try {
            PrivateFile.createDirectories(memory);
            PrivateFile.write(file, new byte[0]);
            return List.of();
        } catch (IOException e) {
            return List.of(new Problem(
                    file,
                    0,
                    "cannot be written (" + reason(e)
                            + "), so nothing would tell when pdp.url is taken out of the managed settings"));
        }
    }

    private State fallBack(Instant now, List<Problem> problems) {
        try {
            var goodAt = Files.getLastModifiedTime(lastGood()).toInstant();
            var age = Duration.between(goodAt, now);
            var copy = ConfigFile.parse(Key.NAMES, lastGood(), base(), ConfigFile.bytes(lastGood()));
            if (!age.isNegative()
                    && age.compareTo(LAST_GOOD_FOR) <= 0
                    && problems(copy).isEmpty()) {
                var alarms = new ArrayList<>(problems);
                alarms.add(problem("is bad; Gatehouse goes on with the copy that was valid at " + goodAt + " until "
                        + goodAt.plus(LAST_GOOD_FOR) + ", then denies every call"));
                return new State.Managed(copy, alarms);
            }
        } catch (NoSuchFileException _) {
            return new State.Lost(problems); // never was a valid one
        } catch (IOException e) {
            var all = new ArrayList<>(problems);
            all.add(new Problem(lastGood(), 0, "cannot be read: " + reason(e)));
            return new State.Lost(all);
        }
        return new State.Lost(problems);
    }

    private List<Problem> problems(ConfigFile<Key> file) {
        if (!file.problems().isEmpty()) {
            return file.problems();
        }
        return file.entries().isEmpty()
                // A file that is just being written, or was cut off.
                ? List.of(new Problem(file.path(), 0, "sets nothing; a managed file holds at least one setting"))
                : problemsOf.apply(file);
    }

    private List<Problem> keep(byte[] bytes, Instant now) {
        try {
            if (!Files.exists(lastGood()) || !Arrays.equals(ConfigFile.bytes(lastGood()), bytes)) {
                PrivateFile.createDirectories(memory);
                PrivateFile.write(lastGood(), bytes);
            }
            Files.setLastModifiedTime(lastGood(), FileTime.from(now));
            return List.of();
        } catch (IOException e) {
            return List.of(new Problem(
                    lastGood(),
                    0,
                    "cannot be written (" + reason(e)
                            + "), so a later fault of the managed settings denies every call"));
        }
    }

    /// The file's bytes if nobody but its rightful owner can have written them. Links are followed: what counts is
    /// who can change the content.
    private byte[] trustedBytes() throws IOException {
        if (Files.isSymbolicLink(managed.file()) && !Files.exists(managed.file())) {
            throw new IOException("it is a link to nowhere");
        }
        try {
            if (managed.owner().isPresent()) {
                requireTrusted(managed.file(), managed.owner().get());
                requireTrusted(
                        Machine.Managed.parent(managed.file()), managed.owner().get());
            }
            return managed.preferences().isPresent()
                    ? managed.preferences().get().settings()
                    : ConfigFile.bytes(managed.file());
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(reason(e), e);
        }
    }

    private static void requireTrusted(Path path, String owner) throws IOException {
        var attributes = Files.readAttributes(path, PosixFileAttributes.class);
        if (!attributes.owner().getName().equals(owner)) {
            throw new IOException(
                    path + " belongs to " + attributes.owner().getName() + " and must belong to " + owner);
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(path + " can be written by others than " + owner + "; chmod go-w it");
        }
    }

    private Path lastGood() {
        return memory.resolve(LAST_GOOD);
    }

    private Path base() {
        return managed.directory();
    }

    private Problem problem(String what) {
        return new Problem(managed.file(), 0, what);
    }

    /// A file system's message is often the path alone.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "access denied";
            case java.nio.file.FileSystemException f
            when f.getReason() == null -> f.getClass().getSimpleName() + " " + f.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
