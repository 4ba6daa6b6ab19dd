package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that fails means an error, never a delivery; and it may come back. */
class StoreFailureTest {

    private static final class FailingStore extends StoreInBetween<MemoryStore> {
        volatile boolean broken;
        /** Every second commit fails. */
        volatile boolean flaky;

        private int commits;

        FailingStore() {
            super(new MemoryStore());
        }

        private void fail() {
            if (broken) {
                throw new StoreException("no space left on device");
            }
        }

        @Override
        public Optional<Account> find(UserId user) {
            fail();
            return super.find(user);
        }

        @Override
        public Creation create(Account account) {
            fail();
            return super.create(account);
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            fail();
            if (flaky && ++commits % 2 == 0) {
                throw new StoreException("no space left on device");
            }
            return super.commit(batch);
        }

        @Override
        public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
            fail();
            return super.history(conversation, page, limit);
        }
    }

    private final FailingStore store = new FailingStore();
    private final Chat chat =
            Chat.start(builder -> builder.store(store).limits(Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384)));
    private Client alice;
    private Client bob;

    @BeforeEach
    void join() {
        alice = chat.join("alice");
        bob = chat.join("bob");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    @Test
    void aMessageThatCannotBeStoredIsRefusedAndDeliveredToNobody() {
        Client other = chat.login("alice");
        assertThat(alice.ask("MESSAGE before")).isEqualTo("OK MESSAGE 1");

        store.broken = true;
        assertThat(alice.ask("MESSAGE lost")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(alice.ask("#7 PRIVATE bob lost")).startsWith("#7 ERR STORE_UNAVAILABLE retry=1 ");
        alice.send(Chat.numbered("MESSAGE lost ", 1, 100));
        assertThat(alice.replies(100)).allMatch(reply -> reply.startsWith("ERR STORE_UNAVAILABLE retry=1 "));
        store.broken = false;

        assertThat(alice.ask("PRIVATE bob after")).isEqualTo("OK PRIVATE bob 1");
        assertThat(alice.ask("MESSAGE after")).isEqualTo("OK MESSAGE 2");
        assertThat(bob.events(3)).containsExactly("MESSAGE alice before", "PRIVATE alice after", "MESSAGE alice after");
        assertThat(other.events(3)).containsExactly("MESSAGE alice before", "SENT bob after", "MESSAGE alice after");
    }

    @Test
    void whatNeedsTheStoreIsRefusedWhileItFailsAndTheRestIsServed() {
        chat.register("carol");
        Client stranger = chat.connect();
        store.broken = true;

        assertThat(stranger.ask("REGISTER dave correct horse")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(stranger.ask("LOGIN alice correct horse")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(stranger.ask("LOGIN alice wrong horse")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(alice.ask("HISTORY lobby")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(alice.ask("PRIVATE unseen hi")).startsWith("ERR STORE_UNAVAILABLE retry=1 ");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
        assertThat(alice.ask("PING")).isEqualTo("OK PING");
        assertThat(alice.ask("MESSAGE \u0007")).startsWith("ERR BAD_TEXT ");

        store.broken = false;
        assertThat(stranger.ask("REGISTER dave correct horse")).isEqualTo("OK REGISTER dave");
        assertThat(stranger.ask("LOGIN dave correct horse")).isEqualTo("OK LOGIN dave");
        assertThat(stranger.ask("HISTORY lobby")).isEqualTo("OK HISTORY 0 end");
        assertThat(stranger.ask("PRIVATE carol hi")).isEqualTo("OK PRIVATE carol 1");
    }

    @Test
    void theNumbersOfWhatIsStoredHaveNoGapHoweverOftenTheStoreFails() {
        store.flaky = true;
        alice.send(Chat.numbered("MESSAGE ", 1, 1_000));
        List<String> stored = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            String reply = alice.reply();
            if (reply.startsWith("OK ")) {
                stored.add("MESSAGE alice " + i);
                assertThat(reply).isEqualTo("OK MESSAGE " + stored.size());
            } else {
                assertThat(reply).startsWith("ERR STORE_UNAVAILABLE ");
            }
        }
        store.flaky = false;

        assertThat(stored).hasSizeBetween(100, 900);
        assertThat(alice.ask("MESSAGE the end")).isEqualTo("OK MESSAGE " + (stored.size() + 1));
        assertThat(bob.eventsBefore("MESSAGE alice the end")).isEqualTo(stored);
    }

    @Test
    void whoIsBehindWhileTheStoreFailsIsToldEverythingOnceItIsBack() throws InterruptedException {
        String padding = "x".repeat(2_000);
        int count = 4_000;
        chat.register("slow");
        Client slow = chat.login("slow", 4_096);
        Thread talking = new Thread(() -> alice.send(Chat.numbered("MESSAGE " + padding, 1, count)));
        talking.start();
        alice.replies(count);
        talking.join();

        store.broken = true;
        // What waited in memory arrives, then nothing: reading on, the session depends on the store.
        List<String> told = new ArrayList<>(slow.events(20));
        store.broken = false;

        told.addAll(slow.events(count - 20));
        assertThat(told).isEqualTo(Chat.numbered("MESSAGE alice " + padding, 1, count));
    }
}
