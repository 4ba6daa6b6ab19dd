package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of conversations and users, the newest message of each conversation and the version of
 * each group, of those used last: so that most messages are written without a question to the database.
 * It is never the truth; {@link #forget} ends it after a failure, so that no number is counted which is
 * not stored. Threads: one at a time, within the writer's transaction.
 */
final class Remembered {
    /** How many conversations, and how many users, are remembered between batches. */
    private static final int MAX = 10_000;

    /** A row of {@code conversation}. */
    static final class Conversation {
        final long id;
        /** The number of its newest message, those of this transaction included. */
        long head;
        /** The number of its newest message that is in the database, and not in a batch that grows. */
        long stored;
        /** Of its group, the changes of this transaction included; 0 where it is none. */
        long version;

        Conversation(long id, long head, long version) {
            this.id = id;
            this.head = head;
            this.stored = head;
            this.version = version;
        }
    }

    /** A row of {@code author}. */
    record User(long id, String name) {}

    private final Map<ConversationId, Conversation> conversations = leastRecentFirst();
    private final Map<UserId, User> users = leastRecentFirst();

    /** Between transactions: keeps what was used last. Never within one, when it is ahead of the database. */
    void committed() {
        trim(conversations);
        trim(users);
    }

    /** Remembers nothing: what it knew may not have been stored. */
    void forget() {
        conversations.clear();
        users.clear();
    }

    private static void trim(Map<?, ?> leastRecentFirst) {
        Iterator<?> eldest = leastRecentFirst.keySet().iterator();
        for (int surplus = leastRecentFirst.size() - MAX; surplus > 0; surplus--) {
            eldest.next();
            eldest.remove();
        }
    }

    /** A conversation, made where it is new; {@code null} for a group that was not founded. */
    @Nullable
    Conversation conversation(Database database, ConversationId conversation) throws SQLException {
        Conversation known = conversations.get(conversation);
        if (known == null) {
            known = read(database, conversation);
            if (known != null) {
                conversations.put(conversation, known);
            }
        }
        return known;
    }

    private static @Nullable Conversation read(Database database, ConversationId conversation) throws SQLException {
        String key = Rows.key(conversation);
        boolean isGroup = conversation instanceof ConversationId.Group;
        Conversation found = database.first(
                        "SELECT id, coalesce((SELECT seq FROM message WHERE message.conversation = conversation.id"
                                + " ORDER BY seq DESC LIMIT 1), 0), coalesce((SELECT version FROM chat_group"
                                + " WHERE chat_group.conversation = conversation.id), 0)"
                                + " FROM conversation WHERE key = ?",
                        row -> new Conversation(row.getLong(1), row.getLong(2), row.getLong(3)),
                        key)
                .orElse(null);
        if (isGroup) {
            return found == null || found.version == 0 ? null : found;
        }
        return found == null ? new Conversation(make(database, key), 0, 0) : found;
    }

    /** The conversation of a group that is founded now. */
    Conversation found(Database database, ConversationId.Group group, long version) throws SQLException {
        Conversation made = new Conversation(make(database, Rows.key(group)), 0, version);
        conversations.put(group, made);
        return made;
    }

    private static long make(Database database, String key) throws SQLException {
        return database.first("INSERT INTO conversation (key) VALUES (?) RETURNING id", row -> row.getLong(1), key)
                .orElseThrow();
    }

    /** A user, spelled as registered. */
    User user(Database database, UserId user) throws SQLException {
        User known = users.get(user);
        if (known == null || !known.name.equals(user.name())) {
            // An account is spelled in one way for its life; where a host's users change theirs, the newest counts.
            known = database.first(
                            "INSERT INTO author (key, name) VALUES (?, ?)"
                                    + " ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id, name",
                            row -> new User(row.getLong(1), row.getString(2)),
                            user.key(),
                            user.name())
                    .orElseThrow();
            users.put(user, known);
        }
        return known;
    }

    /** A user whose spelling may be that of a conversation's name: it is taken only for one who is new. */
    User inAnySpelling(Database database, UserId user) throws SQLException {
        User known = users.get(user);
        if (known == null) {
            known = database.first(
                            "INSERT INTO author (key, name) VALUES (?, ?)"
                                    + " ON CONFLICT (key) DO UPDATE SET name = name RETURNING id, name",
                            row -> new User(row.getLong(1), row.getString(2)),
                            user.key(),
                            user.name())
                    .orElseThrow();
            users.put(user, known);
        }
        return known;
    }

    private static <K, V> Map<K, V> leastRecentFirst() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }
}
