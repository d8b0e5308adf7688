package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.CRC32;

/// The classes of a window as Java has read and linked them before: doing that is most of a window's start.
///
/// Design. Java takes its cache (JEP 514) for code. So it is used only from a directory below the data directory, which
/// policies guard, and only while this person alone may enter it. The name tells of which Java and which jars it is:
/// for others a new one is made. Java compares them, too, and starts without a cache that does not fit. It is written
/// under another name and then renamed, so that none is ever there by half.
///
/// @param directory may not exist yet
/// @param owner the operating system's name of the person
record ClassCache(Path directory, String key, String owner) {
    private static final int MINUTES = 5;
    private static final String PREFIX = "window-";

    /// Absent when something of the class path is no jar: Java keeps none then.
    static Optional<ClassCache> of(Machine machine, String classPath) {
        var sum = new CRC32();
        sum.update((System.getProperty("java.vm.version") + System.getProperty("java.home")).getBytes(UTF_8));
        for (var name : classPath.split(File.pathSeparator, -1)) {
            var jar = new File(name);
            if (!jar.isFile()) {
                return Optional.empty();
            }
            sum.update((name + ' ' + jar.length() + ' ' + jar.lastModified() + '\n').getBytes(UTF_8));
        }
        return Optional.of(new ClassCache(
                machine.defaultDataDir().resolve("window-classes"),
                Long.toHexString(sum.getValue()),
                machine.userName()));
    }

    /// For Java, which without the second would tell on the standard output when a cache does not fit.
    static List<String> flags(Path file) {
        return List.of("-XX:AOTCache=" + file, "-Xlog:disable");
    }

    /// The cache, where there is one that can be trusted.
    Optional<Path> find() {
        return Optional.of(file()).filter(file -> isPrivate() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    }

    /// Has a window rehearse, and keeps what Java then knows in the place of what there was. Does nothing while another
    /// process does.
    ///
    /// @param rehearsal the command that ends with success when it has written the file that it is given
    /// @return whether there is a cache now
    /// @throws UncheckedIOException when it cannot be written
    boolean make(Function<Path, List<String>> rehearsal) throws InterruptedException {
        try {
            PrivateFile.createDirectories(directory);
            if (!isPrivate()) {
                return false;
            }
            try (var channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                return DataDir.locked(channel).isPresent() && (find().isPresent() || made(rehearsal));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The cache of a window's classes cannot be written to " + directory, e);
        }
    }

    private boolean made(Function<Path, List<String>> rehearsal) throws IOException, InterruptedException {
        var fresh = directory.resolve("new");
        Files.deleteIfExists(fresh);
        var process = new ProcessBuilder(rehearsal.apply(fresh))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0 || !Files.isRegularFile(fresh)) {
            Files.deleteIfExists(fresh);
            return false;
        }
        try (var older = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (var file : older) {
                Files.deleteIfExists(file);
            }
        }
        Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private Path file() {
        return directory.resolve(PREFIX + key + ".aot");
    }

    /// On Windows the profile's access list sees to that.
    private boolean isPrivate() {
        try {
            var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view == null) {
                return true;
            }
            var attributes = view.readAttributes();
            return attributes.isDirectory()
                    && attributes.owner().getName().equals(owner)
                    && attributes.permissions().equals(PosixFilePermissions.fromString("rwx------"));
        } catch (IOException _) {
            return false;
        }
    }
}
