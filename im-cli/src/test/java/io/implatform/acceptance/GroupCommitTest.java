package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    @TempDir
    Path folder;

    @Test
    void messagesThatOneClientPipelinesShareTransactions() throws IOException {
        SqliteStore store = SqliteStore.open(folder.resolve("im.db"));
        try (Chat chat = Chat.start(builder -> builder.store(store))) {
            Client alice = chat.join("alice");
            long before = store.transactions();

            alice.send(Chat.numbered("MESSAGE ", 1, 64));

            assertThat(alice.replies(64)).isEqualTo(Chat.numbered("OK MESSAGE ", 1, 64));
            // The first may be alone; those that came in the meantime go 16 at a time.
            assertThat(store.transactions() - before).isBetween(4L, 8L);
        }
    }

    /** Counts commits, and can hold them up. */
    private static final class WaitingStore extends StoreInBetween<MemoryStore> {
        final CountDownLatch begun = new CountDownLatch(1);
        final Gate go = Gate.closed();
        final AtomicInteger commits = new AtomicInteger();

        WaitingStore() {
            super(new MemoryStore());
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            begun.countDown();
            go.pass();
            commits.incrementAndGet();
            return super.commit(batch);
        }
    }

    @Test
    void messagesOfManyClientsThatComeDuringACommitShareTheNextOne() throws InterruptedException {
        WaitingStore store = new WaitingStore();
        try (Chat chat = Chat.start(builder -> builder.store(store))) {
            Client first = chat.join("first");
            List<Client> clients = chat.joinAll("user", 32);
            first.send("MESSAGE first");
            store.begun.await();
            for (Client client : clients) {
                client.send("PING", "MESSAGE hi");
                assertThat(client.reply()).isEqualTo("OK PING");
            }
            store.go.open();

            assertThat(first.reply()).isEqualTo("OK MESSAGE 1");
            clients.forEach(client -> assertThat(client.reply()).startsWith("OK MESSAGE "));
            assertThat(store.commits.get()).isEqualTo(2);
        } finally {
            store.go.open();
        }
    }
}
