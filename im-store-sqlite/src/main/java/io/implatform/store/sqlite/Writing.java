package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.Remembered.Conversation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a batch is written: one write after the other, each of which sees those before it. Threads: one
 * at a time, within the writer's transaction.
 */
final class Writing {
    private final Remembered remembered = new Remembered();

    /** Stores a batch in the transaction that has begun. */
    List<Outcome> store(Database database, List<? extends Write> batch) throws SQLException {
        Batch writing = new Batch(database, remembered);
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Write write : batch) {
            outcomes.add(write.match(writing).take());
        }
        writing.messages.flush();
        return Collections.unmodifiableList(outcomes);
    }

    /** The transaction is durable. */
    void committed() {
        remembered.committed();
    }

    /** The transaction failed. */
    void forget() {
        remembered.forget();
    }

    private interface Step {
        Outcome take() throws SQLException;
    }

    private static final class Batch implements Write.Cases<Step> {
        private final Database database;
        private final Remembered remembered;
        private final MessageWriting messages;
        private final GroupWriting groups;

        Batch(Database database, Remembered remembered) {
            this.database = database;
            this.remembered = remembered;
            messages = new MessageWriting(database, remembered);
            groups = new GroupWriting(database, remembered);
        }

        @Override
        public Step append(Write.Append write) {
            return () -> messages.append(write);
        }

        @Override
        public Step found(Write.FoundGroup write) {
            return () -> Outcome.of(groups.found(write.group()));
        }

        @Override
        public Step change(Write.ChangeGroup write) {
            return () -> Outcome.of(groups.change(write));
        }

        @Override
        public Step move(Write.MovePosition write) {
            return () -> {
                move(write, write.position());
                return Outcome.of(Outcome.Result.DONE);
            };
        }

        private void move(Write.MovePosition write, Position to) throws SQLException {
            ConversationId of = write.conversation();
            if (of instanceof ConversationId.Private pair && !pair.includes(write.user())) {
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
                        to.delivered(),
                        to.read(),
                        user,
                        conversation.id);
                return;
            }
            database.update(
                    "INSERT INTO position (user, conversation, delivered, read) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (user, conversation) DO UPDATE SET"
                            + " delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)",
                    user,
                    conversation.id,
                    to.delivered(),
                    to.read());
        }

        @Override
        public Step block(Write.Block write) {
            return () -> {
                database.update(
                        write.on()
                                ? "INSERT INTO block (user, other) VALUES (?, ?) ON CONFLICT (user, other) DO NOTHING"
                                : "DELETE FROM block WHERE user = ? AND other = ?",
                        remembered.user(database, write.user()).id(),
                        remembered.user(database, write.other()).id());
                return Outcome.of(Outcome.Result.DONE);
            };
        }
    }
}
