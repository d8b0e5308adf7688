package io.gatehouse.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// One connection with its prepared statements, which it keeps. For one thread at a time.
final class Session implements AutoCloseable {
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session open(Path file, SQLiteConfig config) throws SQLException {
        return new Session(config.createConnection("jdbc:sqlite:" + file));
    }

    /// Runs statements that are not worth keeping; also a whole script.
    void run(String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /// @return the number of rows changed
    int update(String sql, @Nullable Object... values) throws SQLException {
        try {
            return prepare(sql, values).executeUpdate();
        } catch (SQLException e) {
            forget(sql);
            throw e;
        }
    }

    /// The driver may have closed a statement that failed.
    private void forget(String sql) {
        var statement = statements.remove(sql);
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException _) {
            // it is closed
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        var found = new ArrayList<T>();
        try (var rows = prepare(sql, values).executeQuery()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
        }
        return found;
    }

    /// The first row.
    <T> Optional<T> find(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (var rows = prepare(sql, values).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    /// The first that `look` finds in a row; reads no row after it.
    <T> Optional<T> findFirst(String sql, Row<Optional<T>> look, @Nullable Object... values) throws SQLException {
        try (var rows = prepare(sql, values).executeQuery()) {
            while (rows.next()) {
                var found = look.read(rows);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }

    long number(String sql, @Nullable Object... values) throws SQLException {
        return find(sql, row -> row.getLong(1), values).orElse(0L);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
