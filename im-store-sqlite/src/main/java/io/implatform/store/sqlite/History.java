package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How a page of a conversation is read: one query along the primary key, as long as the page. */
final class History {
    private static final String SELECT = "SELECT seq, time_ms, author.name, text"
            + " FROM message CROSS JOIN author ON author.id = message.author"
            + " WHERE conversation = (SELECT id FROM conversation WHERE key = ?)";

    static final String OLDER = SELECT + " AND seq < ? ORDER BY seq DESC LIMIT ?";
    static final String NEWER = SELECT + " AND seq > ? ORDER BY seq LIMIT ?";
    static final String HEAD = "SELECT seq FROM message"
            + " WHERE conversation = (SELECT id FROM conversation WHERE key = ?) ORDER BY seq DESC LIMIT 1";

    private History() {}

    static HistoryPage page(Database database, ConversationId conversation, PageRequest page, int limit)
            throws SQLException {
        boolean newer = page.from() == PageRequest.From.AFTER;
        PreparedStatement select = database.prepared(newer ? NEWER : OLDER);
        select.setString(1, conversation.key());
        select.setLong(2, page.from() == PageRequest.From.NEWEST ? Long.MAX_VALUE : page.seq());
        // One more than asked for tells whether there are more.
        select.setLong(3, limit + 1L);
        List<Message> messages = new ArrayList<>();
        boolean more = false;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (messages.size() == limit) {
                    more = true;
                    break;
                }
                messages.add(Rows.message(conversation, rows, 1));
            }
        }
        if (!newer) {
            Collections.reverse(messages);
        }
        return new HistoryPage(messages, more);
    }

    static long head(Database database, ConversationId conversation) throws SQLException {
        PreparedStatement select = database.prepared(HEAD);
        select.setString(1, conversation.key());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
