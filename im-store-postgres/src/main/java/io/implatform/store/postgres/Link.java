package io.implatform.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** One connection to the database. Threads: one at a time. */
final class Link implements AutoCloseable {
    /** What each of our queries should do is known, also for tables of which the planner knows nothing yet. */
    private static final List<String> SETTINGS = List.of(
            "SET enable_seqscan = off",
            "SET enable_hashjoin = off",
            "SET enable_mergejoin = off",
            "SET jit = off",
            "SET default_transaction_isolation = 'read committed'");

    /** The server ends the session: an administrator, a crash, the start of a shutdown, an idle transaction. */
    private static final Set<String> SESSION_ENDED = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

    /** Another transaction was in the way: the whole of ours may be tried again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    /** Its name in the table {@code attempt}. */
    private final String name = UUID.randomUUID().toString();

    private final Connection connection;
    private final int process;
    private long attempts;
    private long usedNanos = System.nanoTime();

    private Link(Connection connection, int process) {
        this.connection = connection;
        this.process = process;
    }

    /** Connects, within the deadline. */
    static Link open(Address address, Deadline deadline) throws SQLException {
        Connection connection = new Driver().connect(address.jdbcUrl(), address.properties(deadline.millis()));
        if (connection == null) {
            throw new SQLException("not an address of PostgreSQL");
        }
        boolean sound = false;
        try {
            int timeout = address.timeoutMillis();
            connection.setNetworkTimeout(Runnable::run, deadline.millis());
            // Whoever is paused or cut off in the middle of a transaction holds its locks no longer than this.
            Script settings = new Script();
            SETTINGS.forEach(settings::update);
            settings.query("SELECT set_config('search_path', ?, false)", Link::ignore, address.schema())
                    .query("SELECT set_config('statement_timeout', ?, false)", Link::ignore, String.valueOf(timeout))
                    .query("SELECT set_config('lock_timeout', ?, false)", Link::ignore, String.valueOf(timeout))
                    .query(
                            "SELECT set_config('idle_in_transaction_session_timeout', ?, false)",
                            Link::ignore,
                            String.valueOf(Math.max(100, timeout * 3L / 5)))
                    .run(connection);
            sound = true;
            return new Link(connection, connection.unwrap(PGConnection.class).getBackendPID());
        } finally {
            if (!sound) {
                connection.close();
            }
        }
    }

    static void ignore(ResultSet rows) {}

    /** The number of the server's process for this connection. */
    int process() {
        return process;
    }

    /** A name that no other connection has or had. */
    String name() {
        return name;
    }

    /** The number of a new transaction, which is this connection's next one. */
    long nextAttempt() {
        return ++attempts;
    }

    /** How long the next answers are waited for, at the most. */
    void patience(Deadline deadline) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, deadline.millis());
    }

    /** Waits for answers as long as it takes: for work that is long by nature. */
    void patienceWithoutEnd() throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
        new Script()
                .update("SET statement_timeout = 0")
                .update("SET lock_timeout = 0")
                .update("SET idle_in_transaction_session_timeout = 0")
                .run(connection);
    }

    /** Begins a transaction that may take as long as it takes, and reads tables as a whole. */
    void beginLong() throws SQLException {
        patienceWithoutEnd();
        new Script()
                .update("SET enable_seqscan = on")
                .update("SET enable_hashjoin = on")
                .update("SET enable_mergejoin = on")
                .run(connection);
        begin();
    }

    /** From here on statements are a transaction; it begins with the first one. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    int run(Script script) throws SQLException {
        return script.run(connection);
    }

    /** All rows of a query. */
    <T> List<T> list(String sql, Script.Row<T> row, @Nullable Object... values) throws SQLException {
        Script script = new Script();
        List<T> list = script.list(sql, row, values);
        run(script);
        return list;
    }

    /** The first row of a query. */
    <T> Optional<T> first(String sql, Script.Row<T> row, @Nullable Object... values) throws SQLException {
        return list(sql, row, values).stream().findFirst();
    }

    Connection connection() {
        return connection;
    }

    /** Ends what transaction there is without effect. */
    void rollBack() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** The transaction has ended by a COMMIT of its own. */
    void ended() throws SQLException {
        connection.setAutoCommit(true);
    }

    void used() {
        usedNanos = System.nanoTime();
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos;
    }

    /** Whether the connection is of no use after that. */
    boolean isBroken(Throwable e) {
        if (!(e instanceof SQLException failure)) {
            return true;
        }
        try {
            return isBrokenState(failure.getSQLState()) || connection.isClosed();
        } catch (SQLException e2) {
            return true;
        }
    }

    /** Whether a connection that was open before may have been lost, and a new one may not be. */
    static boolean isLost(SQLException e) {
        return isBrokenState(e.getSQLState());
    }

    private static boolean isBrokenState(@Nullable String state) {
        return state == null || state.startsWith("08") || SESSION_ENDED.contains(state);
    }

    static boolean mayTryAgain(SQLException e) {
        return e.getSQLState() != null && TRY_AGAIN.contains(e.getSQLState());
    }

    @Override
    public void close() {
        try {
            // Said first, so that closing does not wait for a database that does not answer.
            connection.setNetworkTimeout(Runnable::run, 1_000);
        } catch (SQLException e) {
            // It is closed already.
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // The server notices that its peer is gone; there is nothing in it to lose.
        }
    }
}
