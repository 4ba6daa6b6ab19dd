package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a conversation is read: what is in {@code entry} by one query along its primary key, as long as the
 * page and the facts that lie between its texts, and the newest ones, which {@code entry} may not have
 * yet, by what the {@link Tail} says of them.
 */
final class History {
    private static final String COLUMNS =
            "SELECT message.seq, time_ms, author.name, message.kind, refers_to, state, coalesce(newest, text)";
    private static final String ENTRIES = COLUMNS + " FROM entry CROSS JOIN message ON message.id = entry.message"
            + " CROSS JOIN author ON author.id = message.author WHERE entry.conversation = ?";

    static final String OLDER = ENTRIES + " AND entry.seq < ? AND entry.kind = 0 ORDER BY entry.seq DESC LIMIT ?";
    static final String NEWER =
            ENTRIES + " AND entry.seq > ? AND entry.seq < ? AND entry.kind = 0 ORDER BY entry.seq LIMIT ?";
    static final String SINCE = ENTRIES + " AND entry.seq > ? AND entry.seq < ? ORDER BY entry.seq LIMIT ?";
    static final String ONE = ENTRIES + " AND entry.seq = ?";
    static final String BY_ID =
            COLUMNS + " FROM message CROSS JOIN author ON author.id = message.author WHERE message.id = ?";
    static final String HEAD = "SELECT seq FROM entry WHERE conversation = ? ORDER BY seq DESC LIMIT 1";

    private final Database database;
    private final ConversationId conversation;
    private final long number;
    /** Taken before anything else is asked. */
    private final Tail.Part tail;

    private History(Database database, Tail tail, ConversationId conversation) throws SQLException {
        this.database = database;
        this.conversation = conversation;
        this.number = number(database, conversation);
        this.tail = tail.snapshot().part(number);
    }

    /** The number of a conversation; 0, which none has, if it is not known. */
    static long number(Database database, ConversationId conversation) throws SQLException {
        if (conversation instanceof ConversationId.Private pair) {
            return database.first(
                            "SELECT one.id, other.id FROM author AS one CROSS JOIN author AS other"
                                    + " WHERE one.key = ? AND other.key = ?",
                            row -> Pairs.of(row.getLong(1), row.getLong(2)),
                            pair.first().key(),
                            pair.second().key())
                    .orElse(0L);
        }
        return database.first(
                        "SELECT id FROM conversation WHERE key = ?", row -> row.getLong(1), Rows.key(conversation))
                .orElse(0L);
    }

    static HistoryPage page(Database database, Tail tail, ConversationId conversation, PageRequest page, int limit)
            throws SQLException {
        History history = new History(database, tail, conversation);
        return switch (page.from()) {
            case AFTER -> history.after(NEWER, page.seq(), limit);
            case BEFORE -> history.before(page.seq(), limit);
            case NEWEST -> history.before(Long.MAX_VALUE, limit);
        };
    }

    static HistoryPage since(Database database, Tail tail, ConversationId conversation, long seq, int limit)
            throws SQLException {
        return new History(database, tail, conversation).after(SINCE, seq, limit);
    }

    private HistoryPage after(String entries, long seq, int limit) throws SQLException {
        // One more than asked for tells whether there are more.
        if (seq == Long.MAX_VALUE) {
            return new HistoryPage(List.of(), false);
        }
        long wanted = limit + 1L;
        List<Message> messages = new ArrayList<>();
        if (seq + 1 < tail.first()) {
            messages.addAll(database.list(entries, row -> message(row), number, seq, tail.first(), wanted));
        }
        boolean facts = entries.equals(SINCE);
        for (long next = Math.max(seq + 1, tail.first()); next <= tail.last() && messages.size() < wanted; next++) {
            if (facts || isText(next)) {
                messages.add(byId(next));
            }
        }
        return page(messages, limit);
    }

    private HistoryPage before(long seq, int limit) throws SQLException {
        if (seq <= 1) {
            return new HistoryPage(List.of(), false);
        }
        long wanted = limit + 1L;
        List<Message> messages = new ArrayList<>();
        for (long next = Math.min(seq - 1, tail.last()); next >= tail.first() && messages.size() < wanted; next--) {
            if (isText(next)) {
                messages.add(byId(next));
            }
        }
        long rest = wanted - messages.size();
        if (rest > 0) {
            messages.addAll(database.list(OLDER, row -> message(row), number, Math.min(seq, tail.first()), rest));
        }
        HistoryPage backwards = page(messages, limit);
        List<Message> forwards = new ArrayList<>(backwards.messages());
        Collections.reverse(forwards);
        return new HistoryPage(forwards, backwards.more());
    }

    private static HistoryPage page(List<Message> messages, int limit) {
        boolean more = messages.size() > limit;
        return new HistoryPage(more ? messages.subList(0, limit) : messages, more);
    }

    private boolean isText(long seq) {
        return Run.kind(tail.place(seq)) == Rows.number(Message.Kind.TEXT);
    }

    private Message byId(long seq) throws SQLException {
        return database.first(BY_ID, row -> message(row), Run.id(tail.place(seq)))
                .orElseThrow(() -> new SQLException("a message that was stored is not there"));
    }

    private Message message(ResultSet row) throws SQLException {
        return Rows.message(conversation, row, 1);
    }

    static Optional<Message> message(Database database, Tail tail, ConversationId conversation, long seq)
            throws SQLException {
        History history = new History(database, tail, conversation);
        return history.tail.place(seq) == Run.NONE
                ? database.first(ONE, row -> history.message(row), history.number, seq)
                : Optional.of(history.byId(seq));
    }

    static long head(Database database, Tail tail, ConversationId conversation) throws SQLException {
        History history = new History(database, tail, conversation);
        return history.tail.last() > 0
                ? history.tail.last()
                : database.first(HEAD, row -> row.getLong(1), history.number).orElse(0L);
    }
}
