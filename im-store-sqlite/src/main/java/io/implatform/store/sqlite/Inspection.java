package io.implatform.store.sqlite;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a database before it is used, and refuses one that is not ours, newer than this library,
 * or damaged. It writes nothing into it and leaves nothing beside it.
 *
 * <p>Where a killed server has left its log (-wal), the log belongs to the database: it is read with
 * it, and taken over only when the store is opened. A rollback journal (-journal), which only a
 * program of somebody else's can have left, has to be played back for the database to be read at all.
 */
final class Inspection {
    /** Up to so many bytes all of a database is read at each start: half a second at the most. */
    static final long WHOLE_UP_TO = 64L << 20;

    /** Where the header of a SQLite database holds its signs (sqlite.org/fileformat2.html). */
    private static final int HEADER_BYTES = 100;

    private static final int APPLICATION_ID_OFFSET = 68;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final String WHAT_TO_DO =
            "; put a good copy in its place, or move it away to begin with an empty one. Nothing was changed";

    private final StoreFile store;
    private final Migrations migrations;
    private final long wholeUpTo;

    private Inspection(StoreFile store, Migrations migrations, long wholeUpTo) {
        this.store = store;
        this.migrations = migrations;
        this.wholeUpTo = wholeUpTo;
    }

    /**
     * The version of a database that may be used.
     *
     * @throws IOException if it may not; the message says why and what to do
     */
    static int versionOf(StoreFile store, Migrations migrations) throws IOException {
        return versionOf(store, migrations, WHOLE_UP_TO);
    }

    /**
     * The same.
     *
     * @param wholeUpTo of a database that is larger the structure, the edges and a sample are looked at, so
     *     that a start does not take longer as the history grows
     */
    static int versionOf(StoreFile store, Migrations migrations, long wholeUpTo) throws IOException {
        Inspection inspection = new Inspection(store, migrations, wholeUpTo);
        inspection.requireOurs();
        return inspection.requireSound();
    }

    /**
     * Refuses to make a new database beside the log of another one.
     *
     * @throws IOException if there is such a log
     */
    static void requireNoLog(StoreFile store) throws IOException {
        for (Path log : new Path[] {store.wal(), store.journal()}) {
            if (StoreFile.hasContent(log)) {
                throw new IOException("the database " + store + " is missing or empty, but " + log
                        + " holds changes to it; put the database back beside it, or move both away");
            }
        }
    }

    private void requireOurs() throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        int read;
        try (InputStream in = Files.newInputStream(store.path())) {
            read = in.readNBytes(header, 0, HEADER_BYTES);
        }
        if (read < HEADER_BYTES || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException(
                    store + " is not a SQLite database, or its beginning is damaged; name another file" + WHAT_TO_DO);
        }
        int id = ByteBuffer.wrap(header).getInt(APPLICATION_ID_OFFSET);
        if (id != Migrations.APPLICATION_ID) {
            throw new IOException(store + " is the SQLite database of another program (its application_id is " + id
                    + ", not " + Migrations.APPLICATION_ID + "); name another file. Nothing was changed");
        }
    }

    private int requireSound() throws IOException {
        boolean hadIndex = Files.exists(store.shm());
        try (Database database = Database.open(store.path(), access())) {
            int version = Math.toIntExact(database.number("PRAGMA user_version"));
            if (version > migrations.newest()) {
                throw new IOException("the database " + store + " has version " + version
                        + ", and this library knows versions up to " + migrations.newest()
                        + "; use a newer release of the library. Nothing was changed");
            }
            if (isSmall()) {
                requireAll(database, version);
            } else {
                requireLength(database);
                requireSchema(database, version);
                requireEdges(database);
                requireMessages(Completeness.sample(database, version));
                Completeness.tail(database, version);
            }
            return version;
        } catch (SQLException e) {
            if (e.getErrorCode() == Database.CORRUPT || e.getErrorCode() == Database.NOTADB) {
                throw damaged(String.valueOf(e.getMessage()), e);
            }
            throw new IOException("the database " + store + " cannot be read: " + e.getMessage(), e);
        } finally {
            if (!hadIndex) {
                Files.deleteIfExists(store.shm());
            }
        }
    }

    private Access access() throws IOException {
        if (StoreFile.hasContent(store.journal())) {
            return Access.WRITE;
        }
        return StoreFile.hasContent(store.wal()) ? Access.READ : Access.FILE_ALONE;
    }

    /** Tables and indexes of others beside ours do no harm. */
    private void requireSchema(Database database, int version) throws IOException, SQLException {
        if (version < 1) {
            throw damaged("its version is " + version, null);
        }
        Map<String, String> found = Migrations.schemaOf(database);
        for (Map.Entry<String, String> part : migrations.schema(version).entrySet()) {
            if (!part.getValue().equals(found.get(part.getKey()))) {
                throw damaged("its " + part.getKey() + " is not what version " + version + " has", null);
            }
        }
    }

    private void requireAll(Database database, int version) throws IOException, SQLException {
        requireIntegrity(database);
        requireSchema(database, version);
        requireMessages(Completeness.whole(database, version));
        Completeness.tail(database, version);
    }

    private boolean isSmall() throws IOException {
        return Files.size(store.path()) + (Files.exists(store.wal()) ? Files.size(store.wal()) : 0) <= wholeUpTo;
    }

    private void requireIntegrity(Database database) throws IOException, SQLException {
        String verdict = database.text("PRAGMA quick_check(1)").orElse("no answer");
        if (!verdict.equals("ok")) {
            throw damaged(verdict, null);
        }
    }

    /** Whether all pages are there. Those that are in a log may not be in the file yet. */
    private void requireLength(Database database) throws IOException, SQLException {
        long bytes = database.number("PRAGMA page_count") * database.number("PRAGMA page_size");
        if (!StoreFile.hasContent(store.wal()) && bytes != Files.size(store.path())) {
            throw damaged("it should have " + bytes + " bytes", null);
        }
    }

    /** The first and the last row of each table, and with them what leads there. */
    private static void requireEdges(Database database) throws SQLException {
        for (String table : Migrations.tablesOf(database).keySet()) {
            String quoted = '"' + table.replace("\"", "\"\"") + '"';
            String key = database.text("SELECT group_concat('\"' || name || '\"', ' %1$s, ') || ' %1$s' FROM"
                            + " (SELECT name FROM pragma_table_info('" + table.replace("'", "''")
                            + "') WHERE pk > 0 ORDER BY pk)")
                    .orElse("rowid %1$s");
            for (String direction : new String[] {"ASC", "DESC"}) {
                database.text("SELECT * FROM " + quoted + " ORDER BY " + key.replace("%1$s", direction) + " LIMIT 1");
            }
        }
    }

    private void requireMessages(Optional<String> missingIn) throws IOException {
        if (missingIn.isPresent()) {
            throw damaged("messages are missing in its conversation " + missingIn.get(), null);
        }
    }

    private IOException damaged(String what, @Nullable Throwable cause) {
        return new IOException("the database " + store + " is damaged (" + what + ")" + WHAT_TO_DO, cause);
    }
}
