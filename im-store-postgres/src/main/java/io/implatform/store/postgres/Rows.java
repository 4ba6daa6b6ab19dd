package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rows stand for. */
final class Rows {
    /** The place of each is its number in the database, so none of them moves. */
    private static final List<Message.Kind> KINDS =
            List.of(Message.Kind.TEXT, Message.Kind.EDIT, Message.Kind.DELETION);

    private static final List<Message.State> STATES =
            List.of(Message.State.ORIGINAL, Message.State.EDITED, Message.State.DELETED);

    private static final String GROUP = "group ";

    private Rows() {}

    /**
     * The message of the current row: its seq, time, author's name, kind, what it refers to, state and text,
     * beginning at {@code column}.
     */
    static Message message(ConversationId conversation, ResultSet row, int column) throws SQLException {
        return new Message(
                conversation,
                row.getLong(column),
                Instant.ofEpochMilli(row.getLong(column + 1)),
                user(row.getString(column + 2)),
                kind(row.getInt(column + 3)),
                row.getLong(column + 4),
                row.getString(column + 6),
                state(row.getInt(column + 5)));
    }

    static Message.Kind kind(int number) throws SQLException {
        return known(KINDS, number);
    }

    static int number(Message.Kind kind) {
        return KINDS.indexOf(kind);
    }

    static Message.State state(int number) throws SQLException {
        return known(STATES, number);
    }

    static int number(Message.State state) {
        return STATES.indexOf(state);
    }

    private static <T> T known(List<T> values, int number) throws SQLException {
        if (number < 0 || number >= values.size()) {
            throw new SQLException("a message of an unknown kind or state is stored");
        }
        return values.get(number);
    }

    static UserId user(String name) throws SQLException {
        return UserId.parse(name).orElseThrow(() -> new SQLException("a name that is none is stored"));
    }

    static Role role(String key) throws SQLException {
        return Role.find(key).orElseThrow(() -> new SQLException("a role that is none is stored"));
    }

    /** The name by which the database knows a conversation. That of a group is its id alone. */
    static String key(ConversationId conversation) {
        return conversation instanceof ConversationId.Group group ? GROUP + group.id() : conversation.key();
    }

    /**
     * The conversation of that {@link #key(ConversationId)}.
     *
     * @param groupName the name of a group, {@code null} for others
     */
    static ConversationId conversation(String key, @Nullable String groupName) throws SQLException {
        return groupName == null
                ? ConversationId.parseKey(key)
                        .orElseThrow(() -> new SQLException("a conversation that is none is stored"))
                : group(key, groupName);
    }

    static ConversationId.Group group(String key, String name) throws SQLException {
        if (!key.startsWith(GROUP)) {
            throw new SQLException("a group that is none is stored");
        }
        return new ConversationId.Group(key.substring(GROUP.length()), name);
    }
}
