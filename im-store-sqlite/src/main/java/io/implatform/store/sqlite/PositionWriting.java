package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.Remembered.Conversation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the positions of one batch are written: collected, and written in order with few statements. */
final class PositionWriting {
    private static final ManyRows MOVE = new ManyRows(
            "INSERT INTO position (user, conversation, delivered, read) VALUES",
            4,
            "ON CONFLICT (user, conversation) DO UPDATE SET"
                    + " delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)");

    private record Place(long user, long conversation) {
        /** Mixed: the numbers of private conversations are two small ones side by side. */
        @Override
        public int hashCode() {
            return (int) (((user * 31 + conversation) * 0x9E3779B97F4A7C15L) >>> 32);
        }
    }

    private static final Comparator<Map.Entry<Place, Position>> IN_ORDER = Comparator.comparingLong(
                    (Map.Entry<Place, Position> row) -> row.getKey().user)
            .thenComparingLong(row -> row.getKey().conversation);

    private final Database database;
    private final Remembered remembered;
    private final Map<Place, Position> moved = new HashMap<>();

    PositionWriting(Database database, Remembered remembered) {
        this.database = database;
        this.remembered = remembered;
    }

    void move(Write.MovePosition write) throws SQLException {
        ConversationId of = write.conversation();
        if (of instanceof ConversationId.Private pair && !pair.includes(write.user())) {
            return;
        }
        if (of instanceof ConversationId.Private pair) {
            moved(remembered.user(database, write.user()).id(), remembered.number(database, pair), write.position());
            return;
        }
        Conversation conversation = remembered.conversation(database, of);
        if (conversation == null) {
            return;
        }
        long user = remembered.user(database, write.user()).id();
        if (of instanceof ConversationId.Group) {
            // A member has a position, others have none: there is none to move.
            database.update(
                    "UPDATE position SET delivered = max(delivered, ?), read = max(read, ?)"
                            + " WHERE user = ? AND conversation = ?",
                    write.position().delivered(),
                    write.position().read(),
                    user,
                    conversation.number);
        } else {
            moved(user, conversation.number, write.position());
        }
    }

    private void moved(long user, long conversation, Position to) {
        moved.merge(new Place(user, conversation), to, Position::and);
    }

    /** Writes what was collected. */
    void flush() throws SQLException {
        List<Map.Entry<Place, Position>> rows = new ArrayList<>(moved.entrySet());
        rows.sort(IN_ORDER);
        MOVE.write(database, rows.size(), (insert, parameter, row) -> {
            Map.Entry<Place, Position> to = rows.get(row);
            insert.setLong(parameter, to.getKey().user);
            insert.setLong(parameter + 1, to.getKey().conversation);
            insert.setLong(parameter + 2, to.getValue().delivered());
            insert.setLong(parameter + 3, to.getValue().read());
            return parameter + 4;
        });
        moved.clear();
    }
}
