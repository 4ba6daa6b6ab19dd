package io.implatform.store.postgres;

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
 * How a conversation is read: one query along the primary key, as long as the page and the facts that lie
 * between its texts.
 */
final class History {
    private static final String SELECT =
            "SELECT m.seq, m.time_ms, p.name, m.kind, m.refers_to, m.state, coalesce(m.newest, m.text)"
                    + " FROM message m JOIN person p ON p.id = m.author"
                    + " WHERE m.conversation = (SELECT id FROM conversation WHERE key = ?)";

    private static final String OLDER = SELECT + " AND m.seq < ? AND m.kind = 0 ORDER BY m.seq DESC LIMIT ?";
    private static final String NEWER = SELECT + " AND m.seq > ? AND m.kind = 0 ORDER BY m.seq LIMIT ?";
    private static final String SINCE = SELECT + " AND m.seq > ? ORDER BY m.seq LIMIT ?";
    private static final String ONE = SELECT + " AND m.seq = ?";

    private History() {}

    static HistoryPage page(Link link, ConversationId conversation, PageRequest page, int limit) throws SQLException {
        return switch (page.from()) {
            case AFTER -> page(link, NEWER, conversation, page.seq(), limit);
            case BEFORE -> backwards(page(link, OLDER, conversation, page.seq(), limit));
            case NEWEST -> backwards(page(link, OLDER, conversation, Long.MAX_VALUE, limit));
        };
    }

    static HistoryPage since(Link link, ConversationId conversation, long seq, int limit) throws SQLException {
        return page(link, SINCE, conversation, seq, limit);
    }

    private static HistoryPage page(Link link, String sql, ConversationId conversation, long seq, int limit)
            throws SQLException {
        // One more than asked for tells whether there are more.
        List<Message> messages =
                link.list(sql, row -> Rows.message(conversation, row, 1), Rows.key(conversation), seq, limit + 1L);
        boolean more = messages.size() > limit;
        return new HistoryPage(more ? messages.subList(0, limit) : messages, more);
    }

    private static HistoryPage backwards(HistoryPage page) {
        List<Message> messages = new ArrayList<>(page.messages());
        Collections.reverse(messages);
        return new HistoryPage(messages, page.more());
    }

    static Optional<Message> message(Link link, ConversationId conversation, long seq) throws SQLException {
        return link.first(ONE, row -> Rows.message(conversation, row, 1), Rows.key(conversation), seq);
    }

    static long head(Link link, ConversationId conversation) throws SQLException {
        return link.first("SELECT head FROM conversation WHERE key = ?", row -> row.getLong(1), Rows.key(conversation))
                .orElse(0L);
    }
}
