package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a conversation is read: one query along the primary key, as long as the page and the facts that
 * lie between its texts.
 */
final class History {
    private static final String SELECT =
            "SELECT seq, time_ms, author.name, kind, refers_to, state, coalesce(newest, text)"
                    + " FROM message CROSS JOIN author ON author.id = message.author"
                    + " WHERE conversation = (SELECT id FROM conversation WHERE key = ?)";

    static final String OLDER = SELECT + " AND seq < ? AND kind = 0 ORDER BY seq DESC LIMIT ?";
    static final String NEWER = SELECT + " AND seq > ? AND kind = 0 ORDER BY seq LIMIT ?";
    static final String SINCE = SELECT + " AND seq > ? ORDER BY seq LIMIT ?";
    static final String ONE = SELECT + " AND seq = ?";
    static final String HEAD = "SELECT seq FROM message"
            + " WHERE conversation = (SELECT id FROM conversation WHERE key = ?) ORDER BY seq DESC LIMIT 1";

    private History() {}

    static HistoryPage page(Database database, ConversationId conversation, PageRequest page, int limit)
            throws SQLException {
        return switch (page.from()) {
            case AFTER -> page(database, NEWER, conversation, page.seq(), limit);
            case BEFORE -> backwards(page(database, OLDER, conversation, page.seq(), limit));
            case NEWEST -> backwards(page(database, OLDER, conversation, Long.MAX_VALUE, limit));
        };
    }

    static HistoryPage since(Database database, ConversationId conversation, long seq, int limit) throws SQLException {
        return page(database, SINCE, conversation, seq, limit);
    }

    private static HistoryPage page(Database database, String sql, ConversationId conversation, long seq, int limit)
            throws SQLException {
        // One more than asked for tells whether there are more.
        List<Message> messages =
                database.list(sql, row -> Rows.message(conversation, row, 1), Rows.key(conversation), seq, limit + 1L);
        boolean more = messages.size() > limit;
        return new HistoryPage(more ? messages.subList(0, limit) : messages, more);
    }

    private static HistoryPage backwards(HistoryPage page) {
        List<Message> messages = new ArrayList<>(page.messages());
        Collections.reverse(messages);
        return new HistoryPage(messages, page.more());
    }

    static Optional<Message> message(Database database, ConversationId conversation, long seq) throws SQLException {
        return database.first(ONE, row -> Rows.message(conversation, row, 1), Rows.key(conversation), seq);
    }

    static long head(Database database, ConversationId conversation) throws SQLException {
        return database.first(HEAD, row -> row.getLong(1), Rows.key(conversation))
                .orElse(0L);
    }
}
