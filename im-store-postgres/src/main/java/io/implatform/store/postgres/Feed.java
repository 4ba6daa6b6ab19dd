package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Changes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What was stored of late, for nodes that were not told. A batch leaves a row for each conversation that it
 * has changed, under the number of its transaction. A mark is the least number of a transaction that was under way
 * when it was made: everything below it has ended, so that what is at or above it is all that can still be news.
 * Threads: any, at once.
 */
final class Feed {
    /** How long rows are kept. Who asks for older ones is told of every conversation. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final long PRUNED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String COLUMNS = "SELECT s.xact::text::bigint, c.key, g.name, s.first, s.last, s.version"
            + " FROM stored s JOIN conversation c ON c.id = s.conversation"
            + " LEFT JOIN chat_group g ON g.conversation = c.id";

    /** All rows of the transactions that the first so many belong to. */
    private static final String PAGE = COLUMNS + " WHERE s.xact >= ?::xid8 AND s.xact <= (SELECT max FROM"
            + " (SELECT xact AS max FROM stored WHERE xact >= ?::xid8 AND xact < ?::xid8 ORDER BY xact LIMIT ?) page"
            + " ORDER BY max DESC LIMIT 1) ORDER BY s.xact";

    /** What has been committed beside those that are still under way: it will be in a later answer again. */
    private static final String NEWEST = COLUMNS + " WHERE s.xact >= ?::xid8 ORDER BY s.xact LIMIT ?";

    private static final String ALL = "SELECT 0, c.key, g.name, c.head, c.head, c.version FROM conversation c"
            + " LEFT JOIN chat_group g ON g.conversation = c.id WHERE c.head > 0 OR c.version > 0";

    private record Row(long transaction, Changes.Change change) {}

    private record Sample(long nanos, long transaction) {}

    /** Guarded by itself: marks of the last minutes, the oldest first. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Guarded by {@link #samples}. */
    private long prunedNanos = System.nanoTime();

    /** What was stored since {@code mark}; within no transaction. */
    Changes since(Link link, long mark, int limit) throws SQLException {
        // Asked for before the rows are: what it leaves out is not yet there for them either.
        long now = now(link);
        if (mark < 0) {
            return new Changes(List.of(), now, false);
        }
        long pruned = link.first("SELECT value::bigint FROM meta WHERE key = 'stored-until'", row -> row.getLong(1))
                .orElse(0L);
        if (mark < pruned) {
            return new Changes(merged(link.list(ALL, Feed::row)), now, false);
        }
        List<Row> rows = new ArrayList<>(
                link.list(PAGE, Feed::row, String.valueOf(mark), String.valueOf(mark), String.valueOf(now), limit));
        if (rows.size() >= limit) {
            return new Changes(merged(rows), rows.get(rows.size() - 1).transaction + 1, true);
        }
        rows.addAll(link.list(NEWEST, Feed::row, String.valueOf(Math.max(mark, now)), limit));
        return new Changes(merged(rows), Math.max(mark, now), false);
    }

    private static Row row(ResultSet row) throws SQLException {
        ConversationId conversation = Rows.conversation(row.getString(2), row.getString(3));
        return new Row(
                row.getLong(1), new Changes.Change(conversation, row.getLong(4), row.getLong(5), row.getLong(6)));
    }

    private static List<Changes.Change> merged(List<Row> rows) {
        Map<ConversationId, Changes.Change> changes = new LinkedHashMap<>();
        rows.forEach(row -> changes.merge(row.change.conversation(), row.change, Feed::both));
        return new ArrayList<>(changes.values());
    }

    private static Changes.Change both(Changes.Change one, Changes.Change other) {
        long first = one.first() == 0 || other.first() == 0
                ? Math.max(one.first(), other.first())
                : Math.min(one.first(), other.first());
        return new Changes.Change(
                one.conversation(),
                first,
                Math.max(one.last(), other.last()),
                Math.max(one.version(), other.version()));
    }

    /** Now and then removes what is older than what is kept; within no transaction. */
    void prune(Link link) throws SQLException {
        long nanos = System.nanoTime();
        synchronized (samples) {
            if (nanos - prunedNanos < PRUNED_NANOS) {
                return;
            }
            prunedNanos = nanos;
        }
        long now = now(link);
        Sample old = null;
        synchronized (samples) {
            samples.addLast(new Sample(nanos, now));
            while (nanos - samples.getFirst().nanos > KEPT_NANOS) {
                old = samples.removeFirst();
            }
        }
        if (old != null) {
            link.run(new Script()
                    .update(
                            "UPDATE meta SET value = greatest(value::bigint, ?)::text WHERE key = 'stored-until'",
                            old.transaction)
                    .update("DELETE FROM stored WHERE xact < ?::xid8", String.valueOf(old.transaction))
                    // Of connections that are no more; one that is still there writes its row again.
                    .update("DELETE FROM attempt WHERE made < now() - interval '1 day'"));
        }
    }

    private static long now(Link link) throws SQLException {
        return link.first("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", row -> row.getLong(1))
                .orElseThrow();
    }
}
