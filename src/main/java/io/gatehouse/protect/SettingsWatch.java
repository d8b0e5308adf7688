package io.gatehouse.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks each second whether some files are as they were.
///
/// Design. A second is a few calls of `stat`, on a virtual thread. The system's own notices would take a native thread
/// and be no quicker, as a moment has to pass anyhow before anything is done; they lose a directory that is renamed and
/// made anew, are a slow poll on macOS, and wake the daemon whenever an agent writes its history beside its settings.
public final class SettingsWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);
    private static final Duration EACH = Duration.ofSeconds(1);

    /// Now and then all is looked at, whatever the files' times say.
    private static final int ANYHOW = 30;

    private final Supplier<List<Path>> files;
    private final BooleanSupplier look;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param files to be watched, asked for after each look: a file that says which these are has to be one of them
    /// @param look called when they changed, on the watch's thread; tells whether to call it again soon
    public SettingsWatch(Supplier<List<Path>> files, BooleanSupplier look) {
        this.files = files;
        this.look = look;
    }

    public void start() {
        Thread.ofVirtual().name("settings-watch").start(this::run);
    }

    private void run() {
        try {
            var watched = List.<Path>of();
            var before = List.<String>of();
            var pause = EACH;
            for (int n = 0; !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS); n++) {
                var marks = marks(watched);
                if (n % ANYHOW == 0 || !pause.equals(EACH) || !marks.equals(before)) {
                    before = marks;
                    pause = looked() ? Warden.MOMENT : EACH;
                    watched = files.get(); // others than before are a change at the next look
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean looked() {
        try {
            return look.getAsBoolean();
        } catch (RuntimeException e) { // the next look may do better
            log.error("Could not look after the agents' settings", e);
            return false;
        }
    }

    private static List<String> marks(List<Path> files) {
        var marks = new ArrayList<String>();
        for (var file : files) {
            marks.add(mark(file, LinkOption.NOFOLLOW_LINKS));
            marks.add(mark(file));
        }
        return marks;
    }

    private static String mark(Path file, LinkOption... links) {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class, links);
            return file + " " + now.fileKey() + " " + now.size() + " " + now.lastModifiedTime();
        } catch (IOException _) {
            return file + " is not there";
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
