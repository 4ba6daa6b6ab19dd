package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** What rows stand for. */
final class Rows {
    private Rows() {}

    /** The message of the current row: its seq, time, author's name and text, beginning at {@code column}. */
    static Message message(ConversationId conversation, ResultSet row, int column) throws SQLException {
        return new Message(
                conversation,
                row.getLong(column),
                Instant.ofEpochMilli(row.getLong(column + 1)),
                user(row.getString(column + 2)),
                row.getString(column + 3));
    }

    static UserId user(String name) throws SQLException {
        return UserId.parse(name).orElseThrow(() -> new SQLException("a name that is none is stored"));
    }

    static ConversationId conversation(String key) throws SQLException {
        return ConversationId.parseKey(key)
                .orElseThrow(() -> new SQLException("a conversation that is none is stored"));
    }
}
