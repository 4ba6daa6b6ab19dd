package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a batch is written: one write after the other, each of which sees those before it. Threads: one
 * at a time, within the writer's transaction.
 */
final class Writing {
    private final Remembered remembered;
    private final Folding folding;

    /**
     * Begins where the database is.
     *
     * @param lastMessage the id of the newest message
     */
    Writing(Tail tail, long lastMessage, Folding folding) {
        remembered = new Remembered(tail, lastMessage);
        this.folding = folding;
    }

    /** Stores a batch in the transaction that has begun. */
    List<Outcome> store(Database database, List<? extends Write> batch) throws SQLException {
        Batch writing = new Batch(database, remembered);
        remembered.expect(database, talks(batch));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Write write : batch) {
            outcomes.add(write.match(writing).take());
        }
        writing.messages.flush();
        writing.positions.flush();
        folding.stored(database, remembered.added());
        return Collections.unmodifiableList(outcomes);
    }

    private static List<ConversationId.Private> talks(List<? extends Write> batch) {
        List<ConversationId.Private> talks = new ArrayList<>(batch.size());
        for (Write write : batch) {
            if (write instanceof Write.Append append && append.conversation() instanceof ConversationId.Private pair) {
                talks.add(pair);
            }
        }
        return talks;
    }

    /** Folds some of what waits in the tail; returns whether there was something. */
    boolean fold(Database database, int messages) throws SQLException {
        return folding.some(database, messages);
    }

    /** The transaction is durable. */
    void committed() {
        folding.committed();
        remembered.committed();
    }

    /** The transaction failed. */
    void forget() {
        folding.forget();
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
        private final PositionWriting positions;

        Batch(Database database, Remembered remembered) {
            this.database = database;
            this.remembered = remembered;
            messages = new MessageWriting(database, remembered);
            groups = new GroupWriting(database, remembered);
            positions = new PositionWriting(database, remembered);
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
                positions.move(write);
                return Outcome.of(Outcome.Result.DONE);
            };
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
