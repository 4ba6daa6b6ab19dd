package io.implatform.store.sqlite;

import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Sanction;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.ModerationStore.Imposition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How sanctions and the audit log are read and written. */
final class Moderation {
    static final String SANCTIONS = "SELECT kind, subject, name, since_ms, until_ms, imposed_by, reason FROM sanction";

    private Moderation() {}

    static List<Sanction> sanctions(Database database) throws SQLException {
        return database.list(SANCTIONS, Moderation::sanction);
    }

    static Sanction sanction(ResultSet row) throws SQLException {
        return new Sanction(
                Sanction.Kind.find(row.getString(1)).orElseThrow(Moderation::none),
                Sanction.Subject.parse(row.getString(2), row.getString(3)).orElseThrow(Moderation::none),
                Instant.ofEpochMilli(row.getLong(4)),
                until(row, 5),
                row.getString(6),
                row.getString(7));
    }

    private static SQLException none() {
        return new SQLException("a mute or ban that is none is stored");
    }

    static Imposition impose(Database database, Sanction sanction, int limit, AuditEntry entry) throws SQLException {
        database.update(
                "DELETE FROM sanction WHERE until_ms <= ?", sanction.since().toEpochMilli());
        String kind = sanction.kind().key();
        String subject = sanction.subject().key();
        long others = database.first(
                        "SELECT count(*) FROM sanction WHERE kind <> ? OR subject <> ?",
                        row -> row.getLong(1),
                        kind,
                        subject)
                .orElse(0L);
        if (others >= limit) {
            return Imposition.FULL;
        }
        put(database, sanction);
        append(database, entry);
        return Imposition.DONE;
    }

    static int put(Database database, Sanction sanction) throws SQLException {
        return database.update(
                "INSERT OR REPLACE INTO sanction (kind, subject, name, since_ms, until_ms, imposed_by, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                sanction.kind().key(),
                sanction.subject().key(),
                sanction.subject().name(),
                sanction.since().toEpochMilli(),
                millis(sanction.until()),
                sanction.by(),
                sanction.reason());
    }

    static boolean lift(Database database, Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry)
            throws SQLException {
        int lifted = database.update("DELETE FROM sanction WHERE kind = ? AND subject = ?", kind.key(), subject.key());
        if (lifted == 0) {
            return false;
        }
        append(database, entry);
        return true;
    }

    static int append(Database database, AuditEntry entry) throws SQLException {
        return database.update(
                "INSERT INTO audit (seq, time_ms, actor, action, subject, until_ms, detail)"
                        + " VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM audit), ?, ?, ?, ?, ?, ?)",
                entry.time().toEpochMilli(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                millis(entry.until()),
                entry.detail());
    }

    static List<AuditRecord> audit(Database database, long after, long sinceMillis, int limit) throws SQLException {
        return database.list(
                "SELECT seq, time_ms, actor, action, subject, until_ms, detail FROM audit"
                        + " WHERE seq > ? AND time_ms >= ? ORDER BY seq LIMIT ?",
                row -> new AuditRecord(
                        row.getLong(1),
                        new AuditEntry(
                                Instant.ofEpochMilli(row.getLong(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                until(row, 6),
                                row.getString(7))),
                after,
                sinceMillis,
                limit);
    }

    private static Optional<Instant> until(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }
}
