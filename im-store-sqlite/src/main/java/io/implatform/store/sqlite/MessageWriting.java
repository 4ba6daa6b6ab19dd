package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a batch of messages is written: numbered from what the database holds, and inserted with few
 * statements of many rows, because the calls into SQLite are the price of a row.
 *
 * <p>It remembers the number of each conversation and author and the newest message of each
 * conversation, of those used last. {@link #forget} ends that after a failure, so that no number is
 * counted which is not stored. Threads: one at a time, within the writer's transaction.
 */
final class MessageWriting {
    /** How many conversations, and how many authors, are remembered between batches. */
    private static final int REMEMBERED = 10_000;

    private static final int COLUMNS = 6;
    private static final int MAX_ROWS_LOG2 = 8;

    /** The insertion of 1, 2, 4, … 256 rows: any number of rows takes few statements, which stay prepared. */
    private static final List<String> INSERTS = inserts();

    static final String FIND = "SELECT conversation.key, seq, time_ms, author.name, text"
            + " FROM message CROSS JOIN conversation ON conversation.id = message.conversation"
            + " CROSS JOIN author ON author.id = message.author WHERE message.author = ? AND client_id = ?";

    private static final class Conversation {
        final long id;
        /** The number of its newest message, those of this transaction included. */
        long head;

        Conversation(long id, long head) {
            this.id = id;
            this.head = head;
        }
    }

    private record Author(long id, String name) {}

    private record Sending(UserId from, String clientId) {}

    private record Row(
            Conversation conversation,
            Author author,
            Message message,
            @Nullable String clientId) {}

    private final Map<ConversationId, Conversation> conversations = leastRecentFirst();
    private final Map<UserId, Author> authors = leastRecentFirst();

    /** Stores a batch in the transaction that has begun. */
    List<Outcome> store(Database database, List<Append> batch) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        List<Row> rows = new ArrayList<>(batch.size());
        Map<Sending, Message> sendings = new HashMap<>();
        for (Append append : batch) {
            Author author = author(database, append.from());
            String clientId = append.clientId();
            if (clientId != null) {
                Sending sending = new Sending(append.from(), clientId);
                Optional<Message> first = Optional.ofNullable(sendings.get(sending));
                if (first.isEmpty()) {
                    first = find(database, author, clientId);
                }
                if (first.isPresent()) {
                    outcomes.add(new Outcome(first.get(), true));
                    continue;
                }
            }
            Conversation conversation = conversation(database, append.conversation());
            conversation.head++;
            Message message = new Message(
                    append.conversation(),
                    conversation.head,
                    Instant.ofEpochMilli(append.time().toEpochMilli()),
                    append.from(),
                    append.text());
            rows.add(new Row(conversation, author, message, clientId));
            outcomes.add(new Outcome(message, false));
            if (clientId != null) {
                sendings.put(new Sending(append.from(), clientId), message);
            }
        }
        // Along the primary key, each page of it once; the rows of a conversation stay in order.
        rows.sort(Comparator.comparingLong(row -> row.conversation.id));
        insert(database, rows);
        return outcomes;
    }

    /** Between transactions: keeps what was used last. Never within one, when it is ahead of the database. */
    void committed() {
        trim(conversations);
        trim(authors);
    }

    /** Remembers nothing: what it knew may not have been stored. */
    void forget() {
        conversations.clear();
        authors.clear();
    }

    private static void trim(Map<?, ?> leastRecentFirst) {
        Iterator<?> eldest = leastRecentFirst.keySet().iterator();
        for (int surplus = leastRecentFirst.size() - REMEMBERED; surplus > 0; surplus--) {
            eldest.next();
            eldest.remove();
        }
    }

    private Conversation conversation(Database database, ConversationId conversation) throws SQLException {
        Conversation known = conversations.get(conversation);
        if (known == null) {
            known = readConversation(database, conversation.key());
            conversations.put(conversation, known);
        }
        return known;
    }

    private static Conversation readConversation(Database database, String key) throws SQLException {
        PreparedStatement select = database.prepared("SELECT id, coalesce((SELECT seq FROM message"
                + " WHERE message.conversation = conversation.id ORDER BY seq DESC LIMIT 1), 0)"
                + " FROM conversation WHERE key = ?");
        select.setString(1, key);
        try (ResultSet rows = select.executeQuery()) {
            if (rows.next()) {
                return new Conversation(rows.getLong(1), rows.getLong(2));
            }
        }
        PreparedStatement insert = database.prepared("INSERT INTO conversation (key) VALUES (?) RETURNING id");
        insert.setString(1, key);
        try (ResultSet rows = insert.executeQuery()) {
            return new Conversation(rows.getLong(1), 0);
        }
    }

    private Author author(Database database, UserId user) throws SQLException {
        Author known = authors.get(user);
        if (known == null || !known.name.equals(user.name())) {
            // An account is spelled in one way for its life; where a host's users change theirs, the newest counts.
            PreparedStatement upsert = database.prepared("INSERT INTO author (key, name) VALUES (?, ?)"
                    + " ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id");
            upsert.setString(1, user.key());
            upsert.setString(2, user.name());
            try (ResultSet rows = upsert.executeQuery()) {
                known = new Author(rows.getLong(1), user.name());
            }
            authors.put(user, known);
        }
        return known;
    }

    private static Optional<Message> find(Database database, Author author, String clientId) throws SQLException {
        PreparedStatement select = database.prepared(FIND);
        select.setLong(1, author.id);
        select.setString(2, clientId);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(Rows.message(Rows.conversation(rows.getString(1)), rows, 2))
                    : Optional.empty();
        }
    }

    private static void insert(Database database, List<Row> rows) throws SQLException {
        int from = 0;
        while (from < rows.size()) {
            int log2 = Math.min(MAX_ROWS_LOG2, 31 - Integer.numberOfLeadingZeros(rows.size() - from));
            int to = from + (1 << log2);
            PreparedStatement insert = database.prepared(INSERTS.get(log2));
            int parameter = 1;
            for (Row row : rows.subList(from, to)) {
                insert.setLong(parameter++, row.conversation.id);
                insert.setLong(parameter++, row.message.seq());
                insert.setLong(parameter++, row.message.time().toEpochMilli());
                insert.setLong(parameter++, row.author.id);
                insert.setString(parameter++, row.message.text());
                if (row.clientId == null) {
                    insert.setNull(parameter++, Types.VARCHAR);
                } else {
                    insert.setString(parameter++, row.clientId);
                }
            }
            insert.executeUpdate();
            from = to;
        }
    }

    private static List<String> inserts() {
        List<String> inserts = new ArrayList<>();
        String row = "(" + "?, ".repeat(COLUMNS - 1) + "?)";
        for (int log2 = 0; log2 <= MAX_ROWS_LOG2; log2++) {
            inserts.add("INSERT INTO message (conversation, seq, time_ms, author, text, client_id) VALUES " + row
                    + (", " + row).repeat((1 << log2) - 1));
        }
        return List.copyOf(inserts);
    }

    private static <K, V> Map<K, V> leastRecentFirst() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }
}
