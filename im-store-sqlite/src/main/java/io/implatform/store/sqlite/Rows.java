package io.implatform.store.sqlite;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        long seq = row.getLong(column);
        long refersTo = row.getLong(column + 4);
        String text = row.getString(column + 6);
        if (seq < 1 || refersTo < 0 || refersTo >= seq || text == null) {
            throw new SQLException("a message that is none is stored");
        }
        return new Message(
                conversation,
                seq,
                Instant.ofEpochMilli(row.getLong(column + 1)),
                user(row.getString(column + 2)),
                kind(row.getInt(column + 3)),
                refersTo,
                text,
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

    static UserId user(@Nullable String name) throws SQLException {
        return Optional.ofNullable(name)
                .flatMap(UserId::parse)
                .orElseThrow(() -> new SQLException("a name that is none is stored"));
    }

    static Role role(String key) throws SQLException {
        return Role.find(key).orElseThrow(() -> new SQLException("a role that is none is stored"));
    }

    static AccountRole accountRole(String key) throws SQLException {
        return AccountRole.find(key).orElseThrow(() -> new SQLException("a role that is none is stored"));
    }

    /** The name by which the database knows a conversation. That of a group is its id alone. */
    static String key(ConversationId conversation) {
        return conversation instanceof ConversationId.Group group ? GROUP + group.id() : conversation.key();
    }

    /** What tells a conversation in a query, with {@link #joinConversation} in it. */
    static final String CONVERSATION = "conversation.key, chat_group.name, one.key, other.key";

    static final int CONVERSATION_COLUMNS = 4;

    /** What finds the conversation of the number in {@code column}. */
    static String joinConversation(String column) {
        return " LEFT JOIN conversation ON conversation.id = " + column
                + " LEFT JOIN chat_group ON chat_group.conversation = " + column
                + " LEFT JOIN author AS one ON one.id = " + column + " >> 31"
                + " LEFT JOIN author AS other ON other.id = " + column + " & 2147483647 AND " + column + " >> 31 > 0";
    }

    /** The conversation of the current row, whose {@link #CONVERSATION} begins at {@code column}. */
    static ConversationId conversation(ResultSet row, int column) throws SQLException {
        String key = row.getString(column);
        if (key == null) {
            return ConversationId.between(userOf(row.getString(column + 2)), userOf(row.getString(column + 3)));
        }
        String groupName = row.getString(column + 1);
        return groupName == null
                ? ConversationId.parseKey(key)
                        .orElseThrow(() -> new SQLException("a conversation that is none is stored"))
                : group(key, groupName);
    }

    private static UserId userOf(@Nullable String key) throws SQLException {
        if (key == null) {
            throw new SQLException("a conversation of nobody is stored");
        }
        return user(key);
    }

    static ConversationId.Group group(String key, String name) throws SQLException {
        if (!key.startsWith(GROUP)) {
            throw new SQLException("a group that is none is stored");
        }
        try {
            return new ConversationId.Group(key.substring(GROUP.length()), name);
        } catch (IllegalArgumentException e) {
            // Its words hold what is stored, so they go no farther.
            throw new SQLException("a group that is none is stored");
        }
    }
}
