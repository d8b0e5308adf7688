package io.gatehouse.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// The open database file: one writer behind one lock, readers beside it.
///
/// Design. In WAL mode a commit appends to the log file, and with `synchronous=NORMAL` it does not wait for the
/// disk: no crash of this process loses it, a power cut may. So that a power cut loses about a second and no more,
/// a commit schedules a checkpoint one second later on a thread of its own, which also keeps that work out of a
/// verdict's way.
final class Database implements AutoCloseable {
    interface Work<T> {
        T on(Session session) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    /// How long to wait for another program's lock; must stay well below the deadline of a call.
    private static final int BUSY_MILLIS = 1000;

    private static final int READERS_KEPT = 2;
    /// 16 MB: the backstop for when the checkpoint thread does not keep up.
    private static final String AUTOCHECKPOINT_PAGES = "4000";

    private final Path file;
    private final Runnable onDamage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Session> readers = new ArrayDeque<>();
    private final ScheduledExecutorService checkpoints;
    /// Null until it is opened again, after a transaction could not be ended.
    private @Nullable Session writer;

    private SynchronousMode synchronous = SynchronousMode.FULL;
    private boolean checkpointDue;
    private boolean closed;
    private volatile Runnable afterCommits = () -> {};

    private Database(Path file, Runnable onDamage) throws SQLException {
        this.file = file;
        this.onDamage = onDamage;
        writer = openWriter();
        checkpoints = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("store-checkpoint").factory());
    }

    /// Waits for the disk at each commit until [#stopWaitingForDisk].
    static Database open(Path file, Runnable onDamage) {
        try {
            return new Database(file, onDamage);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    static void preload() {
        try (var session = Session.open(Path.of(":memory:"), config())) {
            session.number("SELECT 1");
        } catch (SQLException e) {
            log.debug("SQLite cannot be loaded; opening the database will say why", e);
        }
    }

    private Session openWriter() throws SQLException {
        var config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, AUTOCHECKPOINT_PAGES);
        return Session.open(file, config);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false); // or each statement would be followed by a query for them
        return config;
    }

    Path file() {
        return file;
    }

    /// What is to be done about a second after a commit, on a thread that no verdict waits for.
    void afterCommits(Runnable work) {
        afterCommits = work;
    }

    void stopWaitingForDisk() {
        locked(session -> {
            session.run("PRAGMA synchronous = NORMAL");
            synchronous = SynchronousMode.NORMAL;
            return true;
        });
    }

    /// Does the work in one transaction, which is committed when this returns and undone when it throws.
    <T> T write(Work<T> work) {
        return locked(session -> {
            session.update("BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                var result = work.on(session);
                session.update("COMMIT");
                committed = true;
                scheduleCheckpoint();
                return result;
            } finally {
                if (!committed) {
                    rollBack(session);
                }
            }
        });
    }

    /// Does work of which one statement changes something, which is a transaction of its own.
    <T> T writeOne(Work<T> work) {
        return locked(session -> {
            var result = work.on(session);
            scheduleCheckpoint();
            return result;
        });
    }

    /// Does the work on the writer, outside of a transaction.
    <T> T locked(Work<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(file + " is closed", null);
            }
            if (writer == null) {
                writer = openWriter();
            }
            return work.on(writer);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /// Does the work on one snapshot of what is committed; never waits for the writer and never makes it wait.
    <T> T read(Work<T> work) {
        try {
            var reader = borrow();
            boolean usable = false;
            try {
                reader.update("BEGIN");
                var result = work.on(reader);
                reader.update("COMMIT");
                usable = true;
                return result;
            } finally {
                giveBack(reader, usable);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private StoreException failure(SQLException e) {
        var failure = StoreException.of(file, e);
        if (failure.isDamage()) {
            onDamage.run();
        }
        return failure;
    }

    private Session borrow() throws SQLException {
        synchronized (readers) {
            var idle = readers.pollFirst();
            if (idle != null) {
                return idle;
            }
        }
        var config = config();
        config.setReadOnly(true);
        return Session.open(file, config);
    }

    private void giveBack(Session reader, boolean usable) throws SQLException {
        synchronized (readers) {
            if (usable && !closed && readers.size() < READERS_KEPT) {
                readers.addFirst(reader);
                return;
            }
        }
        reader.close();
    }

    /// After some errors SQLite has undone the transaction already, and says so by an error. As nobody can tell
    /// that from a transaction that is still open, the connection is given up, which ends both.
    private void rollBack(Session session) {
        try {
            session.update("ROLLBACK");
        } catch (SQLException e) {
            log.debug("Opening {} again, because a transaction could not be rolled back", file, e);
            writer = null;
            closeQuietly(session);
        }
    }

    private void closeQuietly(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            log.warn("Could not close a connection to {}", file, e);
        }
    }

    private void scheduleCheckpoint() {
        if (!checkpointDue) {
            checkpointDue = true;
            var _ = checkpoints.schedule(this::checkpoint, 1, TimeUnit.SECONDS);
        }
    }

    private void checkpoint() {
        lock.lock();
        try {
            checkpointDue = false;
        } finally {
            lock.unlock();
        }
        follow();
        try (var session = Session.open(file, config())) {
            session.number("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            log.warn("Could not move the log of {} into it; nothing is lost, and the next commit tries again", file, e);
        }
    }

    /// So that the connection of a checkpoint under way is not the one that is closed last, after this returned.
    private void endCheckpoints() {
        checkpoints.shutdownNow();
        try {
            if (!checkpoints.awaitTermination(BUSY_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("A checkpoint of {} is still under way", file);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            afterCommits.run();
        } catch (StoreException e) {
            if (!closed) {
                log.warn("Could not follow what was committed; the next commit tries again", e);
            }
        }
    }

    @Override
    public void close() {
        endCheckpoints();
        lock.lock();
        try {
            synchronized (readers) {
                closed = true;
                for (var reader : readers) {
                    reader.close();
                }
                readers.clear();
            }
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            lock.unlock();
        }
    }
}
