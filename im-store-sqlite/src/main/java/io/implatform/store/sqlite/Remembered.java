package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of users and of the lobby and groups, the newest message of each conversation and the
 * version of each group, of those used last: so that most messages are written without a question to the
 * database. It is never the truth; {@link #forget} ends it after a failure, so that no number is counted
 * which is not stored. Threads: one at a time, within the writer's transaction.
 */
final class Remembered {
    /** How many groups, and how many users, are remembered between batches. */
    private static final int MAX = 10_000;

    private static final ManyRows HEADS = new ManyRows(
            "SELECT column1, (SELECT seq FROM entry WHERE conversation = column1 ORDER BY seq DESC LIMIT 1)"
                    + " FROM (VALUES",
            1,
            ")");

    /** A conversation in the transaction that runs. */
    static final class Conversation {
        final long number;
        /** The number of its newest message, those of this transaction included. */
        long head;
        /** The number of its newest message that is in the database, and not in a batch that grows. */
        long stored;
        /** Of its group, the changes of this transaction included; 0 where it is none. */
        long version;
        /** Where the messages of this transaction are. */
        private @Nullable Run added;

        Conversation(long number, long head, long version) {
            this.number = number;
            this.head = head;
            this.stored = head;
            this.version = version;
        }
    }

    /** A row of {@code author}. */
    record User(long id, String name) {}

    private final Tail tail;
    private final Map<ConversationId, Conversation> conversations = leastRecentFirst();
    private final Map<UserId, User> users = leastRecentFirst();
    private final Heads heads = new Heads();
    /** The private conversations of this transaction. */
    private final LongMap<Conversation> pairs = new LongMap<>();
    /** The conversations to which this transaction adds. */
    private final List<Conversation> growing = new ArrayList<>();

    private long lastMessage;
    private long lastCommitted;

    /**
     * Remembers nothing yet.
     *
     * @param lastMessage the id of the newest message
     */
    Remembered(Tail tail, long lastMessage) {
        this.tail = tail;
        this.lastMessage = lastMessage;
        this.lastCommitted = lastMessage;
    }

    /** Takes over what the transaction did, and keeps what was used last. Never within one, when it is ahead. */
    void committed() {
        if (!growing.isEmpty()) {
            List<Run> added = new ArrayList<>(growing.size());
            for (Conversation conversation : growing) {
                if (conversation.added != null) {
                    added.add(conversation.added);
                }
                conversation.added = null;
            }
            tail.add(added, lastMessage);
            growing.clear();
        }
        lastCommitted = lastMessage;
        pairs.forEach(conversation -> heads.put(conversation.number, conversation.head));
        pairs.clear();
        trim(conversations);
        trim(users);
    }

    /** Remembers nothing: what it knew may not have been stored. */
    void forget() {
        conversations.clear();
        users.clear();
        heads.clear();
        pairs.clear();
        growing.clear();
        lastMessage = lastCommitted;
    }

    private static void trim(Map<?, ?> leastRecentFirst) {
        Iterator<?> eldest = leastRecentFirst.keySet().iterator();
        for (int surplus = leastRecentFirst.size() - MAX; surplus > 0; surplus--) {
            eldest.next();
            eldest.remove();
        }
    }

    /** How many messages this transaction has. */
    int added() {
        return (int) (lastMessage - lastCommitted);
    }

    /** The next message of a conversation; returns its id. */
    long add(Conversation to, Message.Kind kind) {
        lastMessage++;
        to.head++;
        Run added = to.added;
        if (added == null) {
            added = new Run(to.number, to.head);
            to.added = added;
            growing.add(to);
        }
        added.add(Run.place(lastMessage, kind));
        return lastMessage;
    }

    /** The id of a message that is in the database. */
    long find(Database database, Conversation in, long seq) throws SQLException {
        long place = in.added == null ? Run.NONE : in.added.place(seq);
        if (place == Run.NONE) {
            place = tail.snapshot().part(in.number).place(seq);
        }
        return place != Run.NONE
                ? Run.id(place)
                : database.first(
                                "SELECT message FROM entry WHERE conversation = ? AND seq = ?",
                                row -> row.getLong(1),
                                in.number,
                                seq)
                        .orElseThrow(() -> new SQLException("a message that was stored is not there"));
    }

    /** Looks at once for what will be asked of these private conversations. */
    void expect(Database database, Collection<ConversationId.Private> conversations) throws SQLException {
        List<Long> unknown = new ArrayList<>();
        for (ConversationId.Private conversation : conversations) {
            long number = number(database, conversation);
            if (pairs.get(number) == null) {
                long head = head(number);
                if (head == Heads.UNKNOWN) {
                    unknown.add(number);
                } else {
                    pairs.putIfAbsent(number, new Conversation(number, head, 0));
                }
            }
        }
        HEADS.ask(
                database,
                unknown.size(),
                (select, parameter, row) -> {
                    select.setLong(parameter, unknown.get(row));
                    return parameter + 1;
                },
                answer -> {
                    long number = answer.getLong(1);
                    pairs.putIfAbsent(number, new Conversation(number, answer.getLong(2), 0));
                });
    }

    /** As far as it is known without the database. */
    private long head(long number) {
        long head = heads.of(number);
        if (head == Heads.UNKNOWN) {
            long last = tail.snapshot().part(number).last();
            return last == 0 ? Heads.UNKNOWN : last;
        }
        return head;
    }

    /** The number of a private conversation. */
    long number(Database database, ConversationId.Private pair) throws SQLException {
        return Pairs.of(
                inAnySpelling(database, pair.first()).id(),
                inAnySpelling(database, pair.second()).id());
    }

    /** A conversation, made where it is new; {@code null} for a group that was not founded. */
    @Nullable
    Conversation conversation(Database database, ConversationId conversation) throws SQLException {
        if (conversation instanceof ConversationId.Private pair) {
            long number = number(database, pair);
            Conversation expected = pairs.get(number);
            if (expected == null) {
                expect(database, List.of(pair));
                expected = pairs.get(number);
            }
            return expected;
        }
        Conversation known = conversations.get(conversation);
        if (known == null) {
            known = read(database, conversation);
            if (known != null) {
                conversations.put(conversation, known);
            }
        }
        return known;
    }

    private @Nullable Conversation read(Database database, ConversationId conversation) throws SQLException {
        String key = Rows.key(conversation);
        boolean isGroup = conversation instanceof ConversationId.Group;
        Conversation found = database.first(
                        "SELECT id, coalesce((SELECT seq FROM entry WHERE entry.conversation = conversation.id"
                                + " ORDER BY seq DESC LIMIT 1), 0), coalesce((SELECT version FROM chat_group"
                                + " WHERE chat_group.conversation = conversation.id), 0)"
                                + " FROM conversation WHERE key = ?",
                        row -> {
                            long last = tail.snapshot().part(row.getLong(1)).last();
                            return new Conversation(row.getLong(1), Math.max(last, row.getLong(2)), row.getLong(3));
                        },
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
