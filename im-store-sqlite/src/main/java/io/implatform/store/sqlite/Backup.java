package io.implatform.store.sqlite;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Copies a database while it is used, and puts a copy back. A copy has no epoch: a store that is put back
 * from it is given one of its own, because what was said since is missing in it.
 */
final class Backup {
    private Backup() {}

    /** Copies the database as it is at one moment; those who write meanwhile do not wait. */
    static void make(StoreFile store, Path target) throws IOException {
        Path file = target.toAbsolutePath().normalize();
        try {
            // The name is taken by an empty file, which nobody else is given, until the whole one replaces it.
            StoreFile.create(file);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " exists; name a file that does not", e);
        } catch (NoSuchFileException e) {
            throw new IOException("the folder of " + file + " does not exist; make it, or name another one", e);
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        boolean made = false;
        try {
            Opening.removeDatabase(unfinished);
            StoreFile.create(unfinished);
            try (Database database = Database.open(store.path(), Access.READ)) {
                database.update("VACUUM INTO ?", unfinished.toString());
            }
            withoutEpoch(unfinished);
            Opening.publish(new StoreFile(file), unfinished, file);
            made = true;
        } catch (SQLException e) {
            throw new IOException("the copy " + file + " of the database " + store + " failed: " + e.getMessage(), e);
        } finally {
            if (!made) {
                Opening.removeDatabase(unfinished);
                Files.deleteIfExists(file);
            }
        }
    }

    private static void withoutEpoch(Path copy) throws SQLException {
        try (Database copied = Database.open(copy, Access.WRITE)) {
            copied.execute("DELETE FROM meta WHERE key = 'epoch'");
        }
    }

    /**
     * Puts {@code backup} in the place of the database in {@code target}.
     *
     * @return where what was there is now; empty if nothing was there
     */
    static Optional<Path> restore(Path backup, Path target) throws IOException {
        Path source = backup.toAbsolutePath().normalize();
        if (!Files.isRegularFile(source)) {
            throw new IOException("there is no backup " + source);
        }
        StoreFile from = new StoreFile(source);
        if (StoreFile.hasContent(from.wal()) || StoreFile.hasContent(from.journal())) {
            throw new IOException(source + " has a log beside it: it is not a backup but a database that is in use,"
                    + " or was when its server was killed");
        }
        StoreFile store = StoreFile.prepare(target);
        if (store.exists() && Files.isSameFile(source, store.path())) {
            throw new IOException(source + " is the database itself");
        }
        FileLock lock = FileLock.take(store);
        Path unfinished = store.unfinished();
        boolean done = false;
        try {
            // Refused before anything of what is there is touched; all of it is read, however large.
            Inspection.versionOf(from, Migrations.ALL, Long.MAX_VALUE);
            Opening.removeDatabase(unfinished);
            StoreFile.create(unfinished);
            // Into the file that is there, so that it keeps its mode.
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                Files.copy(source, out);
            }
            withoutEpoch(unfinished);
            Optional<Path> old = moveAway(store);
            Opening.publish(store, unfinished, store.path());
            done = true;
            return old;
        } catch (SQLException e) {
            throw new IOException("the backup " + source + " cannot be put back: " + e.getMessage(), e);
        } finally {
            if (!done) {
                Opening.removeDatabase(unfinished);
            }
            lock.close();
        }
    }

    private static Optional<Path> moveAway(StoreFile store) throws IOException {
        if (store.isEmpty() && !StoreFile.hasContent(store.wal())) {
            return Optional.empty();
        }
        takeLogOver(store);
        Path old = store.freeCopy("old");
        // The log first: without its database it is kept from being played into another one.
        for (Path log : new Path[] {store.wal(), store.journal()}) {
            if (StoreFile.hasContent(log)) {
                String suffix = log.toString().substring(store.path().toString().length());
                Files.move(log, old.resolveSibling(old.getFileName() + suffix));
            }
        }
        Files.deleteIfExists(store.wal());
        Files.deleteIfExists(store.shm());
        if (store.exists()) {
            try (FileChannel channel = FileChannel.open(store.path(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(store.path(), old);
        }
        store.syncFolder();
        return Optional.of(old);
    }

    /** Writes what a killed server has left in its log into the database, where that can still be done. */
    private static void takeLogOver(StoreFile store) {
        if (!store.exists()) {
            return;
        }
        try (Database database = Database.forWriting(store.path())) {
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            // It may be damaged, which may be why it is replaced: it is kept as it is, with its log.
        }
    }
}
