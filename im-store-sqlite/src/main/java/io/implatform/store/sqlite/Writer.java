package io.implatform.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes. Threads: any; one transaction at a time, the others wait, whether
 * interrupted or not.
 */
final class Writer implements AutoCloseable {
    /** Messages that are folded in one transaction while nothing else is to be done. */
    private static final int FOLD = 4_096;

    private final Path file;
    private final Tail tail;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong transactions = new AtomicLong();

    // Guarded by lock.
    /** {@code null} after a failure that it did not get over; the next transaction opens another one. */
    private @Nullable Database database;

    private final Writing writing;

    Writer(Path file, Database database, Tail tail, Folding folding) {
        this.file = file;
        this.database = database;
        this.tail = tail;
        this.writing = new Writing(tail, tail.last(), folding);
    }

    /** What is done in a transaction. */
    interface Work<R> {
        /** Returns what becomes of it if the transaction is committed. */
        R in(Database database, Writing writing) throws SQLException;
    }

    /**
     * Does {@code work} in a transaction, which is durable when it returns. If it fails, nothing is
     * stored and the next one begins afresh.
     */
    <R> R transact(Work<R> work) throws SQLException {
        lock.lock();
        try {
            Database connection = connection();
            boolean committed = false;
            try {
                connection.prepared("BEGIN IMMEDIATE").execute();
                R result = work.in(connection, writing);
                connection.prepared("COMMIT").execute();
                committed = true;
                writing.committed();
                transactions.incrementAndGet();
                return result;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs one statement outside of a transaction, for tests that have a setting of another value. */
    void execute(String sql) throws SQLException {
        lock.lock();
        try {
            connection().execute(sql);
        } finally {
            lock.unlock();
        }
    }

    private Database connection() throws SQLException {
        Database connection = database;
        if (connection == null) {
            connection = Database.forWriting(file);
            database = connection;
        }
        return connection;
    }

    private void rollBack(Database connection) {
        writing.forget();
        connection.forgetStatements();
        try {
            connection.execute("ROLLBACK");
        } catch (SQLException e) {
            // After some failures, such as a full disk, SQLite has rolled back by itself.
        }
        try {
            // Whether it is out of the transaction: otherwise this one could not begin.
            connection.execute("BEGIN");
            connection.execute("ROLLBACK");
        } catch (SQLException e) {
            database = null;
            try {
                connection.close();
            } catch (SQLException e2) {
                // Nothing can be done with it any more; its locks end with it or with the process.
            }
        }
    }

    /** How many transactions were committed. */
    long transactions() {
        return transactions.get();
    }

    /** Brings what waits in the tail into the database, so that the next start need not read it. */
    void fold() throws SQLException {
        boolean more = !tail.isEmpty();
        while (more) {
            more = transact((connection, messages) -> messages.fold(connection, FOLD));
        }
    }

    /** Closes the connection; the caller sees to it that no transaction runs and none comes. */
    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            if (database != null) {
                database.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
