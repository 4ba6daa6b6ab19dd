package io.implatform.store.sqlite;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one batch are written: numbered from what the database holds, collected, and
 * inserted with few statements of many rows, at the end of {@code message}. What refers to an earlier
 * message asks for it, and has what was collected written before where it must.
 */
final class MessageWriting {
    private static final ManyRows PLAIN =
            new ManyRows("INSERT INTO message (id, conversation, seq, time_ms, author, text, client_id) VALUES", 7, "");
    private static final ManyRows REFERRING = new ManyRows(
            "INSERT INTO message (id, conversation, seq, time_ms, author, text, client_id, kind, refers_to) VALUES",
            9,
            "");

    /** What was stored first, unless it is deleted (2): with the text that it had before every edit. */
    static final String FIND = "SELECT " + Rows.CONVERSATION + ", seq, time_ms, author.name, kind, refers_to,"
            + " CASE state WHEN 2 THEN 2 ELSE 0 END, text"
            + " FROM message CROSS JOIN author ON author.id = message.author"
            + Rows.joinConversation("message.conversation")
            + " WHERE message.author = ? AND client_id = ?";

    /** By the index, which SQLite would not choose by itself: it does not know how long a conversation is. */
    static final String ERASE_EDITS = "UPDATE message INDEXED BY message_edit SET state = 2, text = ''"
            + " WHERE conversation = ? AND refers_to = ? AND kind = 1";

    private record Sending(UserId from, String clientId) {}

    private record Row(
            long id,
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
        long id = remembered.add(conversation, message.kind());
        (refers ? referring : plain).add(new Row(id, conversation, author, message, clientId));
        if (sending != null) {
            sendings.put(sending, message);
        }
        if (append.kind() == Message.Kind.EDIT) {
            database.update(
                    "UPDATE message SET state = 1, newest = ? WHERE id = ?",
                    append.text(),
                    remembered.find(database, conversation, append.refersTo()));
        } else if (isDeletion) {
            erase(conversation, append.refersTo());
        }
        return Outcome.stored(message);
    }

    private Optional<Message> find(User author, String clientId) throws SQLException {
        return database.first(
                FIND,
                row -> Rows.message(Rows.conversation(row, 1), row, 1 + Rows.CONVERSATION_COLUMNS),
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
                        "SELECT kind = 0 AND state <> 2 FROM message WHERE id = ?",
                        row -> row.getBoolean(1),
                        remembered.find(database, conversation, seq))
                .orElse(false);
    }

    /** Nothing that the message ever said is kept: its texts and those of its edits. */
    private void erase(Conversation conversation, long seq) throws SQLException {
        flush();
        database.update(
                "UPDATE message SET state = 2, text = '', newest = NULL WHERE id = ?",
                remembered.find(database, conversation, seq));
        database.update(ERASE_EDITS, conversation.number, seq);
        // They may hold it too; what is asked for again is in the database now.
        sendings.clear();
    }

    /** Writes what was collected. */
    void flush() throws SQLException {
        PLAIN.write(database, plain.size(), (insert, parameter, row) -> set(insert, parameter, plain.get(row)));
        REFERRING.write(database, referring.size(), (insert, parameter, row) -> {
            Row of = referring.get(row);
            int next = set(insert, parameter, of);
            insert.setInt(next, Rows.number(of.message.kind()));
            insert.setLong(next + 1, of.message.refersTo());
            return next + 2;
        });
        plain.forEach(row -> row.conversation.stored = row.conversation.head);
        referring.forEach(row -> row.conversation.stored = row.conversation.head);
        plain.clear();
        referring.clear();
    }

    /** Sets the columns that all messages have, beginning at {@code parameter}; returns the one after them. */
    private static int set(PreparedStatement insert, int parameter, Row row) throws SQLException {
        insert.setLong(parameter, row.id);
        insert.setLong(parameter + 1, row.conversation.number);
        insert.setLong(parameter + 2, row.message.seq());
        insert.setLong(parameter + 3, row.message.time().toEpochMilli());
        insert.setLong(parameter + 4, row.author.id());
        insert.setString(parameter + 5, row.message.text());
        if (row.clientId == null) {
            insert.setNull(parameter + 6, Types.VARCHAR);
        } else {
            insert.setString(parameter + 6, row.clientId);
        }
        return parameter + 7;
    }
}
