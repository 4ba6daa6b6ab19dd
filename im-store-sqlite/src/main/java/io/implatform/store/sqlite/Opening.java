package io.implatform.store.sqlite;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a store is opened: lock, look, and only then write. Nothing appears under the database's name
 * before it is whole: a new one is made under another name, and an old one is migrated in one
 * transaction, after a copy of it has been made.
 *
 * @param file the database
 * @param lock what keeps it for this store
 * @param writing the connection that writes
 * @param epoch the name of its history
 * @param tail the messages that are not in {@code entry} yet
 */
record Opening(StoreFile file, FileLock lock, Database writing, String epoch, Tail tail) {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    static Opening open(Path path, Migrations migrations) throws IOException {
        StoreFile file = StoreFile.prepare(path);
        FileLock lock = FileLock.take(file);
        Opening opening = null;
        try {
            opening = open(file, lock, migrations);
            return opening;
        } catch (SQLException e) {
            throw new IOException("the database " + file + " cannot be opened: " + e.getMessage(), e);
        } finally {
            if (opening == null) {
                lock.close();
            }
        }
    }

    private static Opening open(StoreFile file, FileLock lock, Migrations migrations) throws IOException, SQLException {
        if (file.isEmpty()) {
            Inspection.requireNoLog(file);
            make(file, migrations);
        }
        int version = Inspection.versionOf(file, migrations);
        file.restrict();
        Database database = Database.forWriting(file.path());
        Opening opening = null;
        try {
            if (version < migrations.newest()) {
                migrate(file, database, version, migrations);
            }
            opening = new Opening(file, lock, database, epochOf(database), Tail.load(database));
            return opening;
        } finally {
            if (opening == null) {
                database.close();
            }
        }
    }

    private static void make(StoreFile file, Migrations migrations) throws IOException, SQLException {
        Path unfinished = file.unfinished();
        removeDatabase(unfinished);
        StoreFile.create(unfinished);
        boolean made = false;
        try {
            try (Database database = Database.forWriting(unfinished)) {
                database.execute("BEGIN IMMEDIATE");
                migrations.migrate(database, 0);
                database.execute("COMMIT");
            }
            publish(file, unfinished, file.path());
            made = true;
        } finally {
            if (!made) {
                removeDatabase(unfinished);
            }
        }
    }

    private static void migrate(StoreFile file, Database database, int version, Migrations migrations)
            throws IOException, SQLException {
        Path copy = copy(file, database, version);
        try {
            database.execute("BEGIN IMMEDIATE");
            migrations.migrate(database, version);
            database.execute("COMMIT");
        } catch (SQLException e) {
            // Closing the connection rolls back.
            Files.deleteIfExists(copy);
            throw new IOException(
                    "the database " + file + " cannot be brought from version " + version + " to " + migrations.newest()
                            + ": " + e.getMessage() + "; it is as it was",
                    e);
        }
        LOG.info(
                "Database {} brought from version {} to {}; a copy of the old one is {}",
                file,
                version,
                migrations.newest(),
                copy);
    }

    /**
     * A copy of the database as it is. Without its epoch, so that a store which is put back from it gets
     * one of its own: what was said since the copy is missing in it.
     */
    private static Path copy(StoreFile file, Database database, int version) throws IOException, SQLException {
        Path unfinished = file.unfinished();
        removeDatabase(unfinished);
        StoreFile.create(unfinished);
        Path copy = file.freeCopy("v" + version);
        boolean made = false;
        try {
            PreparedStatement vacuum = database.prepared("VACUUM INTO ?");
            vacuum.setString(1, unfinished.toString());
            vacuum.execute();
            try (Database copied = Database.open(unfinished, Access.WRITE)) {
                copied.execute("DELETE FROM meta WHERE key = 'epoch'");
            }
            publish(file, unfinished, copy);
            made = true;
            return copy;
        } catch (IOException | SQLException e) {
            throw new IOException(
                    "the copy " + copy + " of the database " + file + ", without which it is not migrated, failed: "
                            + e.getMessage(),
                    e);
        } finally {
            database.forgetStatements();
            if (!made) {
                removeDatabase(unfinished);
            }
        }
    }

    /** Gives a whole, durable file its name. */
    static void publish(StoreFile file, Path unfinished, Path name) throws IOException {
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, name, StandardCopyOption.ATOMIC_MOVE);
        file.syncFolder();
    }

    /** Removes a database and what stands beside it. */
    static void removeDatabase(Path path) throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }

    private static String epochOf(Database database) throws SQLException {
        Optional<String> epoch = database.text("SELECT value FROM meta WHERE key = 'epoch'");
        if (epoch.isPresent()) {
            return epoch.get();
        }
        String made = UUID.randomUUID().toString();
        // Hexadecimal digits and hyphens alone.
        database.execute("INSERT INTO meta (key, value) VALUES ('epoch', '" + made + "')");
        return made;
    }
}
