package io.gatehouse.console;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;

/// The console's database: SQLite in the data directory, or PostgreSQL by its JDBC URL. Its tables are brought up
/// to date when it is opened. For use by many threads.
///
/// Design. SQLite has one writer, and so one connection that writes, in transactions that take the lock at their
/// beginning; readers have their own. In PostgreSQL both are one pool.
public final class ConsoleDatabase implements AutoCloseable {
    private static final int READERS = 4;
    private static final int POSTGRESQL_CONNECTIONS = 16;
    private static final int BUSY_MILLIS = 10_000;

    /// How often a transaction is tried that PostgreSQL undid because of another one.
    private static final int TRIES = 5;

    private final Kind kind;
    private final HikariDataSource readers;
    private final HikariDataSource writers;
    private final Jdbi reading;
    private final Jdbi writing;

    /// Which SQL it speaks.
    public enum Kind {
        SQLITE,
        POSTGRESQL
    }

    /// Something to do with an open connection.
    public interface Work<T> {
        T run(Handle handle);
    }

    private ConsoleDatabase(Kind kind, HikariDataSource readers, HikariDataSource writers) {
        this.kind = kind;
        this.readers = readers;
        this.writers = writers;
        this.reading = Jdbi.create(readers);
        this.writing = Jdbi.create(writers);
    }

    /// @throws ConsoleException when it cannot be opened, with what to do
    public static ConsoleDatabase open(ConsoleSettings settings) {
        return settings.database().isPresent()
                ? openPostgresql(settings.database().get())
                : openSqlite(settings.dataDir());
    }

    private static ConsoleDatabase openPostgresql(String url) {
        var config = new HikariConfig();
        config.setPoolName("console");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
        config.setMinimumIdle(1);
        // A plan for all times would visit each day, and compiling one takes longer than any of ours runs.
        config.setConnectionInitSql("SET plan_cache_mode = force_custom_plan; SET jit = off");
        var pool = pool(config, "The database cannot be opened. Check --database, and that PostgreSQL runs");
        migrate(pool, "postgresql");
        return new ConsoleDatabase(Kind.POSTGRESQL, pool, pool);
    }

    private static ConsoleDatabase openSqlite(Path dataDir) {
        var file = dataDir.resolve("console.db");
        try {
            Files.createDirectories(dataDir);
        } catch (IOException e) {
            throw new ConsoleException("The data directory " + dataDir + " cannot be made: " + e.getMessage(), e);
        }
        var problem = "The database " + file + " cannot be opened";
        var writers = pool(sqlite(file, "console-writer", 1), problem);
        migrate(writers, "sqlite");
        var reading = sqlite(file, "console-reader", READERS);
        reading.setConnectionInitSql("PRAGMA query_only = 1");
        return new ConsoleDatabase(Kind.SQLITE, pool(reading, problem), writers);
    }

    private static HikariConfig sqlite(Path file, String name, int connections) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A laptop forgets what the console has, and a document's version must rise, also over a power cut.
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        sqlite.setBusyTimeout(BUSY_MILLIS);
        sqlite.enforceForeignKeys(true);
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setDataSourceProperties(sqlite.toProperties());
        config.setMaximumPoolSize(connections);
        config.setMaxLifetime(0);
        return config;
    }

    private static HikariDataSource pool(HikariConfig config, String problem) {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new ConsoleException(problem + ": " + cause(e), e);
        }
    }

    private static String cause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static void migrate(HikariDataSource pool, String scripts) {
        try {
            var _ = Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/console/" + scripts, "classpath:db/console/common")
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            pool.close();
            throw new ConsoleException("The database cannot be brought up to date: " + cause(e), e);
        }
    }

    public Kind kind() {
        return kind;
    }

    /// Reads; what it changes is not kept together.
    public <T> T read(Work<T> work) {
        return reading.withHandle(work::run);
    }

    /// Reads and writes in one transaction, which `work` undoes by throwing. It may run more than once, and must
    /// not open another one.
    public <T> T write(Work<T> work) {
        for (int left = TRIES - 1; ; left--) {
            try {
                return writing.inTransaction(work::run);
            } catch (JdbiException e) {
                if (left == 0 || !isWorthAnotherTry(e)) {
                    throw e;
                }
            }
        }
    }

    /// Serialization failures and deadlocks.
    private static boolean isWorthAnotherTry(Throwable e) {
        for (var cause = Optional.of(e);
                cause.isPresent();
                cause = Optional.ofNullable(cause.get().getCause())) {
            if (cause.get() instanceof SQLException sql
                    && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /// Whether a query was ended by its time-out.
    static boolean tookTooLong(Throwable e) {
        for (var cause = Optional.of(e);
                cause.isPresent();
                cause = Optional.ofNullable(cause.get().getCause())) {
            boolean isSqlite = String.valueOf(cause.get().getMessage()).contains("SQLITE_INTERRUPT");
            if (isSqlite || (cause.get() instanceof SQLException sql && "57014".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
