package io.implatform.store.sqlite;

import io.implatform.core.spi.StoreInUseException;
import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a database for one server: the lock of another process, or of another store in this process, is
 * met as well. It ends with the process, however that ends.
 *
 * <p>It is SQLite's own write lock on a tiny database beside the real one. A {@link
 * java.nio.channels.FileLock} would not do: POSIX gives up a process's locks on a file as soon as the
 * process closes any descriptor of it, so that a second store's refused attempt in the same process
 * would end the first one's lock without a word. SQLite knows which files its process has open and
 * keeps such descriptors until the lock ends.
 *
 * <p>The file is removed with the lock. Who had opened it just before then holds a lock on a file without
 * a name, while somebody else may hold one on a new file of that name. So who takes a lock writes a random
 * number into the file, and has the lock only if, while it is held, the file of that name has that
 * number. Only who has it removes the file: the name leads to the holder's file as long as it is held.
 */
final class FileLock implements AutoCloseable {
    private static final int ATTEMPTS = 1_000;

    /** "IMlk": a file with another sign is somebody else's. */
    private static final int APPLICATION_ID = 0x494D6C6B;

    private static final int VERIFYING_MILLIS = 5_000;

    private final Path file;
    private final Database held;

    private FileLock(Path file, Database held) {
        this.file = file;
        this.held = held;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @throws IOException if another server has the database in use, or the lock cannot be made
     */
    static FileLock take(StoreFile store) throws IOException {
        // To make a file is to open and close it: between the two, no other thread may lock it.
        synchronized (FileLock.class) {
            return takeAlone(store);
        }
    }

    private static FileLock takeAlone(StoreFile store) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                StoreFile.create(store.lock());
            } catch (FileAlreadyExistsException e) {
                // Another server's, or left by one that was killed: the lock tells.
            } catch (IOException e) {
                throw failed(store, e);
            }
            try {
                FileLock lock = tryTake(store, store.lock());
                if (lock != null) {
                    return lock;
                }
            } catch (SQLException e) {
                if (e.getErrorCode() == Database.BUSY) {
                    throw new StoreInUseException("the database " + store + " is in use by another server"
                            + " (or this one has opened it twice); stop that one, or name another file");
                }
                if (e.getErrorCode() == Database.NOTADB) {
                    throw inTheWay(store);
                }
                // CANTOPEN: removed between the two steps by a server that ended.
                if (e.getErrorCode() != Database.CANTOPEN || attempt >= ATTEMPTS) {
                    throw failed(store, e);
                }
            }
            if (attempt >= ATTEMPTS) {
                throw failed(store, null);
            }
        }
    }

    private static @Nullable FileLock tryTake(StoreFile store, Path file) throws IOException, SQLException {
        Database database = Database.open(file, Access.WRITE, 0);
        boolean taken = false;
        try {
            if (database.number("PRAGMA page_count") > 0
                    && database.number("PRAGMA application_id") != APPLICATION_ID) {
                throw inTheWay(store);
            }
            int number = ThreadLocalRandom.current().nextInt();
            // Nothing but the one file; and whole in it, or not at all, also after a power cut.
            database.execute("PRAGMA journal_mode = MEMORY");
            database.execute("PRAGMA synchronous = FULL");
            database.execute("PRAGMA page_size = 512");
            database.execute("BEGIN IMMEDIATE");
            database.execute("PRAGMA application_id = " + APPLICATION_ID);
            database.execute("PRAGMA user_version = " + number);
            // Others who verify are reading for a moment.
            database.execute("PRAGMA busy_timeout = " + VERIFYING_MILLIS);
            database.execute("COMMIT");
            database.execute("PRAGMA busy_timeout = 0");
            database.execute("BEGIN IMMEDIATE");
            taken = isNamed(file, number);
            return taken ? new FileLock(file, database) : null;
        } finally {
            if (!taken) {
                closeQuietly(database);
            }
        }
    }

    /** Whether the file of that name is the one into which {@code number} was written. */
    private static boolean isNamed(Path file, int number) throws SQLException {
        try (Database named = Database.open(file, Access.READ, VERIFYING_MILLIS)) {
            return named.number("PRAGMA user_version") == number;
        } catch (SQLException e) {
            if (e.getErrorCode() == Database.CANTOPEN) {
                return false;
            }
            throw e;
        }
    }

    private static IOException inTheWay(StoreFile store) {
        return new IOException(store.lock() + " is in the way: it should be the file that locks the database " + store
                + "; move it away");
    }

    private static IOException failed(StoreFile store, @Nullable Exception cause) {
        return new IOException(
                "the lock " + store.lock() + " of the database " + store + " cannot be taken: "
                        + (cause == null ? "it is removed again and again" : cause.getMessage()),
                cause);
    }

    /** Gives the lock up and removes its file. */
    @Override
    public void close() {
        boolean removed = remove();
        closeQuietly(held);
        if (!removed) {
            // Where an open file cannot be removed, this removes it only if nobody else has opened it.
            remove();
        }
    }

    private boolean remove() {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            // A tiny file stays behind; the next server takes it over.
            return false;
        }
    }

    private static void closeQuietly(Database database) {
        try {
            database.close();
        } catch (SQLException e) {
            // Its lock ends with the process at the latest; there is nothing in it to lose.
        }
    }
}
