package io.implatform.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * One connection to a database and its prepared statements. Threads: one at a time.
 *
 * <p>Every connection that reads or writes messages is opened by {@link #forWriting} or {@link
 * #forReading}: they set what the promise of durability rests on and read it back.
 */
final class Database implements AutoCloseable {
    /** How long a statement waits for a lock, as while another connection recovers the log. */
    private static final int BUSY_MILLIS = 5_000;

    /** SQLite's result codes, from sqlite.org/rescode.html. */
    static final int BUSY = 5;

    static final int CORRUPT = 11;
    static final int CANTOPEN = 14;
    static final int NOTADB = 26;

    /** A setting of a connection, and what SQLite says when it is in force. */
    private record Pragma(String name, String value, String inForce) {}

    private static final List<Pragma> ALWAYS = List.of(
            // A commit is on the disk when it returns. In WAL mode NORMAL would sync at checkpoints alone.
            new Pragma("synchronous", "FULL", "2"),
            // On macOS a sync reaches the disk itself only with these; elsewhere they change nothing.
            new Pragma("fullfsync", "ON", "1"),
            new Pragma("checkpoint_fullfsync", "ON", "1"),
            new Pragma("cell_size_check", "ON", "1"),
            new Pragma("trusted_schema", "OFF", "0"),
            // Nothing that is stored is ever spilled into a temporary file of another mode.
            new Pragma("temp_store", "MEMORY", "2"));

    private static final Pragma WAL = new Pragma("journal_mode", "WAL", "wal");
    private static final List<Pragma> WRITING = List.of(
            new Pragma("cache_size", "-8000", "-8000"),
            new Pragma("journal_size_limit", "67108864", "67108864"),
            // What was deleted is overwritten in the file. It costs where something is deleted, not where it is added.
            new Pragma("secure_delete", "ON", "1"));
    private static final List<Pragma> READING = List.of(new Pragma("query_only", "ON", "1"));

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** How a file is opened, as a parameter of its URI (sqlite.org/uri.html). */
    enum Access {
        /** Reads and writes; the file exists. */
        WRITE("mode=rw"),
        /** Reads; takes part in the locks and the log, whose index it may have to make. */
        READ("mode=ro"),
        /** Reads the file alone: no lock, no log, nothing made beside it. */
        FILE_ALONE("mode=ro&immutable=1");

        private final String parameter;

        Access(String parameter) {
            this.parameter = parameter;
        }
    }

    /** A connection as SQLite makes it, with no setting of ours but how long it waits for a lock. */
    static Database open(Path file, Access access, int busyMillis) throws SQLException {
        SQLiteConfig config = config();
        config.setBusyTimeout(busyMillis);
        config.setReadOnly(access != Access.WRITE);
        // A URI, because the driver takes what follows a ? in a plain name for settings.
        String uri = "file:" + file.toUri().getRawPath() + "?" + access.parameter;
        return new Database(new JDBC4Connection("jdbc:sqlite:" + uri, uri, config.toProperties()));
    }

    static Database open(Path file, Access access) throws SQLException {
        return open(file, access, BUSY_MILLIS);
    }

    /** A database in memory, empty. */
    static Database inMemory() throws SQLException {
        return new Database(new JDBC4Connection("jdbc:sqlite::memory:", ":memory:", config().toProperties()));
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        // The driver would look for an INSERT in each statement that it runs, and ask for the row's number behind it.
        config.setGetGeneratedKeys(false);
        return config;
    }

    /**
     * The connection that writes.
     *
     * @throws SQLException if it cannot be opened, or if a setting that durability rests on is not in force
     */
    static Database forWriting(Path file) throws SQLException {
        return open(file, Access.WRITE).with(List.of(WAL)).with(ALWAYS).with(WRITING);
    }

    /** One of the connections that read. Needs a {@link #forWriting} that has been open before. */
    static Database forReading(Path file) throws SQLException {
        return open(file, Access.READ).with(ALWAYS).with(READING).requireInForce(WAL);
    }

    private Database with(List<Pragma> pragmas) throws SQLException {
        for (Pragma pragma : pragmas) {
            try {
                execute("PRAGMA " + pragma.name + " = " + pragma.value);
            } catch (SQLException e) {
                close();
                throw e;
            }
            requireInForce(pragma);
        }
        return this;
    }

    private Database requireInForce(Pragma pragma) throws SQLException {
        try {
            String found = text("PRAGMA " + pragma.name).orElse("nothing");
            if (!found.equals(pragma.inForce)) {
                throw new SQLException("PRAGMA " + pragma.name + " is " + found + " and cannot be made " + pragma.value
                        + "; durable commits need it (a network drive cannot give it)");
            }
            return this;
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Runs one statement, which may return rows. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row of a query without parameters; empty where there is no row. */
    Optional<String> text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }

    /** The first column of the first row of a query without parameters, which has a row. */
    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getLong(1);
        }
    }

    /** The first two columns of a query without parameters, which names each first one once. */
    Map<String, String> pairs(String sql) throws SQLException {
        Map<String, String> pairs = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }

    /** What a row stands for. */
    interface Mapping<R> {
        R map(ResultSet row) throws SQLException;
    }

    /** What the rows of a query stand for; its parameters are numbers and strings. */
    <R> List<R> list(String sql, Mapping<R> mapping, Object... parameters) throws SQLException {
        List<R> list = new ArrayList<>();
        try (ResultSet rows = with(prepared(sql), parameters).executeQuery()) {
            while (rows.next()) {
                list.add(mapping.map(rows));
            }
        }
        return list;
    }

    /** What the first row of a query stands for; empty where there is no row. */
    <R> Optional<R> first(String sql, Mapping<R> mapping, Object... parameters) throws SQLException {
        try (ResultSet rows = with(prepared(sql), parameters).executeQuery()) {
            return rows.next() ? Optional.of(mapping.map(rows)) : Optional.empty();
        }
    }

    /** Runs a statement that changes rows, whose parameters are numbers, strings and null; returns how many. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        return with(prepared(sql), parameters).executeUpdate();
    }

    private static PreparedStatement with(PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Something that is asked in several queries. */
    interface Query<R> {
        R ask() throws SQLException;
    }

    /** Asks several queries of one state of the database. After a failure the connection is to be closed. */
    <R> R atOnce(Query<R> query) throws SQLException {
        prepared("BEGIN").execute();
        R answer = query.ask();
        prepared("COMMIT").execute();
        return answer;
    }

    /** A statement that is prepared once. After a failure of any of them: {@link #forgetStatements}. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** Closes the prepared statements: the driver leaves one that failed unusable. */
    void forgetStatements() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // It is the one that failed, and its failure has been reported.
            }
        }
        statements.clear();
    }

    /** Closes the connection; the last one of a database checkpoints and removes its log. */
    @Override
    public void close() throws SQLException {
        forgetStatements();
        connection.close();
    }
}
