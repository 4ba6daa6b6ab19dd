package io.implatform.store.postgres;

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

/** How mutes, bans and the audit log are read and written. Who writes any of them locks the log's row first. */
final class Moderation {
    private static final String LOCK = "SELECT value::bigint FROM meta WHERE key = 'audit' FOR UPDATE";

    static final String SANCTIONS = "SELECT kind, subject, name, since_ms, until_ms, imposed_by, reason FROM sanction"
            + " ORDER BY kind, subject";

    private static final String RECORDS = "SELECT seq, time_ms, actor, action, subject, until_ms, detail FROM audit";

    static final String LOG = RECORDS + " ORDER BY seq";

    private Moderation() {}

    static List<Sanction> sanctions(Link link) throws SQLException {
        return link.list(SANCTIONS, Moderation::sanction);
    }

    static Sanction sanction(ResultSet row) throws SQLException {
        return new Sanction(
                Sanction.Kind.find(row.getString(1)).orElseThrow(Moderation::broken),
                Sanction.Subject.parse(row.getString(2), row.getString(3)).orElseThrow(Moderation::broken),
                Instant.ofEpochMilli(row.getLong(4)),
                instant(row, 5),
                row.getString(6),
                row.getString(7));
    }

    private static SQLException broken() {
        return new SQLException("a sanction that is none is stored");
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static @Nullable Long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }

    static Writer.Work<Imposition> impose(Sanction sanction, int limit, AuditEntry entry) {
        return (link, reads, writes) -> {
            List<Long> last = reads.list(LOCK, row -> row.getLong(1));
            reads.update(
                    "DELETE FROM sanction WHERE until_ms <= ?", sanction.since().toEpochMilli());
            List<Boolean> others = reads.list(
                    "SELECT kind = ? AND subject = ? FROM sanction",
                    row -> row.getBoolean(1),
                    sanction.kind().key(),
                    sanction.subject().key());
            link.run(reads);
            if (!others.contains(true) && others.size() >= limit) {
                return Imposition.FULL;
            }
            insert(writes, sanction);
            append(writes, last.get(0), entry);
            return Imposition.DONE;
        };
    }

    static void insert(Script writes, Sanction sanction) {
        writes.update(
                "INSERT INTO sanction (kind, subject, name, since_ms, until_ms, imposed_by, reason)"
                        + " VALUES (?, ?, ?, ?, ?::bigint, ?, ?) ON CONFLICT (kind, subject) DO UPDATE SET"
                        + " name = excluded.name, since_ms = excluded.since_ms, until_ms = excluded.until_ms,"
                        + " imposed_by = excluded.imposed_by, reason = excluded.reason",
                sanction.kind().key(),
                sanction.subject().key(),
                sanction.subject().name(),
                sanction.since().toEpochMilli(),
                millis(sanction.until()),
                sanction.by(),
                sanction.reason());
    }

    static Writer.Work<Boolean> lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
        return (link, reads, writes) -> {
            List<Long> last = reads.list(LOCK, row -> row.getLong(1));
            boolean lifted = link.run(reads.update(
                            "DELETE FROM sanction WHERE kind = ? AND subject = ?", kind.key(), subject.key()))
                    == 1;
            if (lifted) {
                append(writes, last.get(0), entry);
            }
            return lifted;
        };
    }

    static Writer.Work<Boolean> append(AuditEntry entry) {
        return (link, reads, writes) -> {
            List<Long> last = reads.list(LOCK, row -> row.getLong(1));
            link.run(reads);
            append(writes, last.get(0), entry);
            return true;
        };
    }

    static void append(Script writes, long last, AuditEntry entry) {
        writes.update(
                "INSERT INTO audit (seq, time_ms, actor, action, subject, until_ms, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?::bigint, ?)",
                last + 1,
                entry.time().toEpochMilli(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                millis(entry.until()),
                entry.detail());
        writes.update("UPDATE meta SET value = ? WHERE key = 'audit'", String.valueOf(last + 1));
    }

    static List<AuditRecord> audit(Link link, long after, Instant since, int limit) throws SQLException {
        return link.list(
                RECORDS + " WHERE seq > ? AND time_ms >= ? ORDER BY seq LIMIT ?",
                Moderation::record,
                after,
                millis(since),
                limit);
    }

    /** Also of those that are farther away than a long can say: all, or none. */
    private static long millis(Instant since) {
        return since.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))
                ? Long.MIN_VALUE
                : since.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : since.toEpochMilli();
    }

    static AuditRecord record(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong(1),
                new AuditEntry(
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        instant(row, 6),
                        row.getString(7)));
    }
}
