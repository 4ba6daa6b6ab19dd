package io.implatform.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/**
 * A few connections that read, opened when they are first needed. In WAL mode each query sees what was
 * committed when it began; it waits for no writer and no writer for it. Threads: any, at once; who
 * finds all of them taken waits, in turn, whether interrupted or not.
 */
final class Readers implements AutoCloseable {
    private static final int MAX = 4;

    private final Path file;
    private final Semaphore free = new Semaphore(MAX, true);
    /** Guarded by itself. */
    private final Deque<Database> idle = new ArrayDeque<>();

    Readers(Path file) {
        this.file = file;
    }

    /** Something to be asked; it closes its result sets, so that no old state of the file is kept alive. */
    interface Query<R> {
        R ask(Database database) throws SQLException;
    }

    <R> R read(Query<R> query) throws SQLException {
        free.acquireUninterruptibly();
        try {
            Database database = take();
            boolean sound = false;
            try {
                R answer = query.ask(database);
                sound = true;
                return answer;
            } finally {
                if (sound) {
                    giveBack(database);
                } else {
                    database.close();
                }
            }
        } finally {
            free.release();
        }
    }

    private Database take() throws SQLException {
        synchronized (idle) {
            Database database = idle.poll();
            if (database != null) {
                return database;
            }
        }
        return Database.forReading(file);
    }

    /** The one that was used last is used next: its pages are in its cache. */
    private void giveBack(Database database) {
        synchronized (idle) {
            idle.push(database);
        }
    }

    /** Closes the connections; the caller sees to it that no query runs and none comes. */
    @Override
    public void close() throws SQLException {
        synchronized (idle) {
            for (Database database = idle.poll(); database != null; database = idle.poll()) {
                database.close();
            }
        }
    }
}
