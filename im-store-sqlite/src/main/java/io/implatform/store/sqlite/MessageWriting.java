package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.Remembered.Conversation;
import io.implatform.store.sqlite.Remembered.User;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one batch are written: numbered from what the database holds, collected, and
 * inserted with few statements of many rows, because the calls into SQLite are the price of a row. What
 * refers to an earlier message asks for it, and has what was collected written before where it must.
 */
final class MessageWriting {
    private static final String COLUMNS = "conversation, seq, time_ms, author, text, client_id";
    private static final int MAX_ROWS_LOG2 = 8;

    /** The insertion of 1, 2, 4, … 256 rows: any number of rows takes few statements, which stay prepared. */
    private static final List<String> INSERTS = inserts();

    private static final String INSERT_REFERRING =
            "INSERT INTO message (" + COLUMNS + ", kind, refers_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    /** What was stored first, unless it is deleted (2): with the text that it had before every edit. */
    static final String FIND = "SELECT conversation.key, chat_group.name, seq, time_ms, author.name, kind, refers_to,"
            + " CASE state WHEN 2 THEN 2 ELSE 0 END, text"
            + " FROM message CROSS JOIN conversation ON conversation.id = message.conversation"
            + " CROSS JOIN author ON author.id = message.author"
            + " LEFT JOIN chat_group ON chat_group.conversation = message.conversation"
            + " WHERE message.author = ? AND client_id = ?";

    /** By the index, which SQLite would not choose by itself: it does not know how long a conversation is. */
    static final String ERASE_EDITS = "UPDATE message INDEXED BY message_edit SET state = 2, text = ''"
            + " WHERE conversation = ? AND refers_to = ? AND kind = 1";

    private record Sending(UserId from, String clientId) {}

    private record Row(
            Conversation conversation,
            User author,
            Message message,
            @Nullable String clientId) {}

    private final Database database;
    private final Remembered remembered;

    /** Those that are not in the database yet: texts that refer to nothing, and the others. */
    private final List<Row> plain = new ArrayList<>();

    private final List<Row> referring = new ArrayList<>();
    private final Map<Sending, Message> sendings = new HashMap<>();

    MessageWriting(Database database, Remembered remembered) {
        this.database = database;
        this.remembered = remembered;
    }

    Outcome append(Write.Append append) throws SQLException {
        User author = remembered.user(database, append.from());
        String clientId = append.clientId();
        Sending sending = clientId == null ? null : new Sending(append.from(), clientId);
        if (sending != null) {
            Message first = sendings.get(sending);
            if (first == null) {
                first = find(author, sending.clientId).orElse(null);
            }
            if (first != null) {
                return Outcome.duplicate(first);
            }
        }
        Conversation conversation = remembered.conversation(database, append.conversation());
        if (conversation == null || (conversation.version != 0 && conversation.version != append.version())) {
            return Outcome.of(Result.STALE);
        }
        boolean refers = append.refersTo() != 0 || append.kind() != Message.Kind.TEXT;
        if (refers && !isText(conversation, append.refersTo())) {
            return Outcome.of(Result.GONE);
        }
        boolean isDeletion = append.kind() == Message.Kind.DELETION;
        Message message = new Message(
                append.conversation(),
                conversation.head + 1,
                Instant.ofEpochMilli(append.time().toEpochMilli()),
                append.from(),
                append.kind(),
                append.refersTo(),
                isDeletion ? "" : append.text(),
                Message.State.ORIGINAL);
        conversation.head = message.seq();
        (refers ? referring : plain).add(new Row(conversation, author, message, clientId));
        if (sending != null) {
            sendings.put(sending, message);
        }
        if (message.seq() == 1 && append.conversation() instanceof ConversationId.Private pair) {
            concerns(pair, conversation);
        }
        if (append.kind() == Message.Kind.EDIT) {
            database.update(
                    "UPDATE message SET state = 1, newest = ? WHERE conversation = ? AND seq = ?",
                    append.text(),
                    conversation.id,
                    append.refersTo());
        } else if (isDeletion) {
            erase(conversation, append.refersTo());
        }
        return Outcome.stored(message);
    }

    private Optional<Message> find(User author, String clientId) throws SQLException {
        return database.first(
                FIND,
                row -> Rows.message(Rows.conversation(row.getString(1), row.getString(2)), row, 3),
                author.id(),
                clientId);
    }

    /** Whether the conversation has a text of that number which is not deleted. It is in the database then. */
    private boolean isText(Conversation conversation, long seq) throws SQLException {
        if (seq < 1 || seq > conversation.head) {
            return false;
        }
        if (seq > conversation.stored) {
            flush();
        }
        return database.first(
                        "SELECT kind = 0 AND state <> 2 FROM message WHERE conversation = ? AND seq = ?",
                        row -> row.getBoolean(1),
                        conversation.id,
                        seq)
                .orElse(false);
    }

    /** Nothing that the message ever said is kept: its texts and those of its edits. */
    private void erase(Conversation conversation, long seq) throws SQLException {
        flush();
        database.update(
                "UPDATE message SET state = 2, text = '', newest = NULL WHERE conversation = ? AND seq = ?",
                conversation.id,
                seq);
        database.update(ERASE_EDITS, conversation.id, seq);
        // They may hold it too; what is asked for again is in the database now.
        sendings.clear();
    }

    /** A private conversation in which something is said for the first time is one of both users' from now on. */
    private void concerns(ConversationId.Private pair, Conversation conversation) throws SQLException {
        for (UserId user : List.of(pair.first(), pair.second())) {
            database.update(
                    "INSERT INTO position (user, conversation, delivered, read) VALUES (?, ?, 0, 0)"
                            + " ON CONFLICT (user, conversation) DO NOTHING",
                    remembered.inAnySpelling(database, user).id(),
                    conversation.id);
        }
    }

    /** Writes what was collected. */
    void flush() throws SQLException {
        // Along the primary key, each page of it once; the rows of a conversation stay in order.
        plain.sort(Comparator.comparingLong(row -> row.conversation.id));
        insert(plain);
        for (Row row : referring) {
            PreparedStatement insert = database.prepared(INSERT_REFERRING);
            int next = set(insert, 1, row);
            insert.setInt(next, Rows.number(row.message.kind()));
            insert.setLong(next + 1, row.message.refersTo());
            insert.executeUpdate();
        }
        plain.forEach(row -> row.conversation.stored = row.conversation.head);
        referring.forEach(row -> row.conversation.stored = row.conversation.head);
        plain.clear();
        referring.clear();
    }

    private void insert(List<Row> rows) throws SQLException {
        int from = 0;
        while (from < rows.size()) {
            int log2 = Math.min(MAX_ROWS_LOG2, 31 - Integer.numberOfLeadingZeros(rows.size() - from));
            int to = from + (1 << log2);
            PreparedStatement insert = database.prepared(INSERTS.get(log2));
            int parameter = 1;
            for (Row row : rows.subList(from, to)) {
                parameter = set(insert, parameter, row);
            }
            insert.executeUpdate();
            from = to;
        }
    }

    /** Sets the {@link #COLUMNS}, beginning at {@code parameter}; returns the one after them. */
    private static int set(PreparedStatement insert, int parameter, Row row) throws SQLException {
        insert.setLong(parameter, row.conversation.id);
        insert.setLong(parameter + 1, row.message.seq());
        insert.setLong(parameter + 2, row.message.time().toEpochMilli());
        insert.setLong(parameter + 3, row.author.id());
        insert.setString(parameter + 4, row.message.text());
        if (row.clientId == null) {
            insert.setNull(parameter + 5, Types.VARCHAR);
        } else {
            insert.setString(parameter + 5, row.clientId);
        }
        return parameter + 6;
    }

    private static List<String> inserts() {
        List<String> inserts = new ArrayList<>();
        String row = "(?, ?, ?, ?, ?, ?)";
        for (int log2 = 0; log2 <= MAX_ROWS_LOG2; log2++) {
            inserts.add("INSERT INTO message (" + COLUMNS + ") VALUES " + row + (", " + row).repeat((1 << log2) - 1));
        }
        return List.copyOf(inserts);
    }
}
