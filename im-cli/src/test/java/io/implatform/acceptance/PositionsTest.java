package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When it is stored how far users were given their conversations. */
class PositionsTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final UserId BOB = UserId.of("bob");
    private static final ConversationId THEIRS = ConversationId.between(ALICE, BOB);

    /** Notes the positions that are stored, and can refuse to store any. */
    private static final class Noting extends StoreInBetween<MemoryStore> {
        final ConcurrentLinkedQueue<Write.MovePosition> moves = new ConcurrentLinkedQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        volatile boolean broken;
        volatile int largestBatch;

        Noting() {
            super(new MemoryStore());
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            List<Write.MovePosition> moved = new ArrayList<>();
            for (Write write : batch) {
                if (write instanceof Write.MovePosition move) {
                    moved.add(move);
                }
            }
            if (broken && !moved.isEmpty()) {
                refused.incrementAndGet();
                throw new StoreException("no position is stored now");
            }
            List<Outcome> outcomes = super.commit(batch);
            moves.addAll(moved);
            largestBatch = Math.max(largestBatch, moved.size());
            return outcomes;
        }

        Position of(UserId user, ConversationId conversation) {
            return store.positions(conversation, List.of(user)).getOrDefault(user, Position.START);
        }
    }

    private static Chat start(Noting store, long flushMillis) {
        return Chat.start(
                builder -> builder.store(store).limits(Chat.LIMITS.with(Limit.POSITION_FLUSH_MILLIS, flushMillis)));
    }

    @Test
    void whatMovedIsStoredAfterAWhileThoughNobodyLeaves() {
        Noting store = new Noting();
        try (Chat chat = start(store, 400)) {
            Client alice = chat.join("alice");
            Client bob = chat.join("bob");
            alice.send("PRIVATE bob one", "PRIVATE bob two");
            assertThat(bob.events(2)).hasSize(2);

            await().untilAsserted(() -> {
                assertThat(store.of(BOB, THEIRS)).isEqualTo(new Position(2, 0));
                assertThat(store.of(ALICE, THEIRS)).isEqualTo(new Position(2, 2));
            });
        }
    }

    @Test
    void whatMovedIsStoredWhenTheUserLeaves() {
        Noting store = new Noting();
        try (Chat chat = start(store, 600_000)) {
            Client alice = chat.join("alice");
            Client bob = chat.join("bob");
            alice.send("PRIVATE bob one");
            assertThat(bob.event()).startsWith("PRIVATE alice ");
            assertThat(store.moves).isEmpty();
            bob.close();

            await().untilAsserted(() -> assertThat(store.of(BOB, THEIRS)).isEqualTo(new Position(1, 0)));
            assertThat(store.of(ALICE, THEIRS)).isEqualTo(Position.START);
        }
        assertThat(store.moves)
                .as("stored at the end")
                .contains(new Write.MovePosition(ALICE, THEIRS, new Position(1, 1)));
    }

    @Test
    void whatCouldNotBeStoredIsStoredLater() {
        Noting store = new Noting();
        store.broken = true;
        try (Chat chat = start(store, 20)) {
            Client alice = chat.join("alice");
            Client bob = chat.join("bob");
            alice.send("PRIVATE bob one");
            assertThat(bob.event()).startsWith("PRIVATE alice ");
            await().until(() -> store.refused.get() > 2);
            assertThat(store.of(BOB, THEIRS)).isEqualTo(Position.START);
            store.broken = false;

            await().untilAsserted(() -> assertThat(store.of(BOB, THEIRS)).isEqualTo(new Position(1, 0)));
        }
    }

    @Test
    void manyThatMoveAreStoredSomeAtATime() {
        Noting store = new Noting();
        int others = 300;
        try (Chat chat = start(store, 600_000)) {
            Client alice = chat.join("alice");
            chat.joinAll("user", others).forEach(Client::close);
            for (int i = 1; i <= others; i++) {
                alice.send("PRIVATE user" + i + " hello");
                assertThat(alice.reply()).startsWith("OK PRIVATE");
            }
            alice.close();

            await().untilAsserted(() -> assertThat(
                            store.moves.stream().filter(move -> move.user().equals(ALICE)))
                    .hasSize(others));
            assertThat(store.largestBatch).isLessThanOrEqualTo(128);
        }
    }
}
