package io.implatform.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks for messages that are gone or have another number, conversation or sender, which SQLite's own
 * checks do not see: numbers without a gap are our promise.
 */
final class Completeness {
    /** The version from which on there are entries. */
    private static final int ENTRIES = 4;

    /** Messages that {@link #sample} looks at, from the first to the last. */
    private static final int SAMPLE = 500;

    private static final String UNKNOWN_PAIR = "NOT EXISTS (SELECT 1 FROM author WHERE id = conversation >> 31)"
            + " OR NOT EXISTS (SELECT 1 FROM author WHERE id = conversation & 2147483647)";

    /** Whether there is no such {@code conversation}, in a query that has one. */
    static final String UNKNOWN_CONVERSATION = "CASE WHEN conversation >> 31 = 0"
            + " THEN NOT EXISTS (SELECT 1 FROM conversation AS known WHERE known.id = conversation) ELSE "
            + UNKNOWN_PAIR + " END";

    /** A message whose entry, author or conversation is not what it should be. The last ones need no entry. */
    private static final String MISPLACED = "SELECT conversation FROM (SELECT message.conversation,"
            + " message.id > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'folded') AS is_new,"
            + " entry.message IS NULL AS is_alone, entry.message <> message.id OR entry.kind <> message.kind AS differs,"
            + " author.id IS NULL AS is_nobodys FROM message"
            + " LEFT JOIN entry ON entry.conversation = message.conversation AND entry.seq = message.seq"
            + " LEFT JOIN author ON author.id = message.author%s)"
            + " WHERE is_nobodys OR CASE WHEN is_alone THEN NOT is_new OR " + UNKNOWN_CONVERSATION
            + " ELSE differs END";

    private static final List<String> EVERY_ENTRY = List.of(
            "SELECT conversation FROM entry GROUP BY conversation" + " HAVING min(seq) <> 1 OR max(seq) <> count(*) OR "
                    + UNKNOWN_CONVERSATION + "",
            String.format(Locale.ROOT, MISPLACED, ""),
            "SELECT entry.conversation FROM entry LEFT JOIN message ON message.id = entry.message"
                    + " WHERE message.id IS NULL");

    /** Whether the newest messages of all are gone. */
    private static final String CUT_OFF = "SELECT 'that was the newest' FROM meta WHERE key = 'folded'"
            + " AND CAST(value AS INTEGER) > (SELECT coalesce(max(id), 0) FROM message)";

    private static final List<String> BEFORE_ENTRIES = List.of("SELECT conversation FROM message"
            + " LEFT JOIN author ON author.id = message.author GROUP BY conversation"
            + " HAVING min(seq) <> 1 OR max(seq) <> count(*) OR sum(seq) <> count(*) * (count(*) + 1) / 2"
            + " OR count(author.id) <> count(*)"
            + " OR NOT EXISTS (SELECT 1 FROM conversation WHERE id = message.conversation)");

    private Completeness() {}

    /** A conversation in which messages are missing, in a database of that version; empty if there is none. */
    static Optional<String> whole(Database database, int version) throws SQLException {
        return first(database, version < ENTRIES ? BEFORE_ENTRIES : EVERY_ENTRY);
    }

    /** The conversations in which messages are missing, so many at the most. */
    static List<String> faults(Database database, int limit) throws SQLException {
        List<String> faults = new ArrayList<>();
        for (String query : EVERY_ENTRY) {
            faults.addAll(database.list(query + " LIMIT ?", row -> row.getString(1), limit));
        }
        return List.copyOf(faults);
    }

    /** The same, of some messages from everywhere in the database: as long for a large one as for a small one. */
    static Optional<String> sample(Database database, int version) throws SQLException {
        if (version < ENTRIES) {
            return Optional.empty();
        }
        long newest = database.number("SELECT coalesce(max(id), 0) FROM message");
        long step = Math.max(1, newest / SAMPLE);
        String some = " WHERE message.id IN (WITH RECURSIVE some (id) AS (SELECT " + newest + " UNION ALL SELECT id - "
                + step + " FROM some WHERE id > " + step + ") SELECT id FROM some)";
        return first(database, List.of(CUT_OFF, String.format(Locale.ROOT, MISPLACED, some)));
    }

    /** Whether the newest messages are whole, which a start reads in any case. */
    static void tail(Database database, int version) throws SQLException {
        if (version >= ENTRIES) {
            Tail.load(database);
        }
    }

    private static Optional<String> first(Database database, List<String> queries) throws SQLException {
        for (String query : queries) {
            Optional<String> found = database.text(query + " LIMIT 1");
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
