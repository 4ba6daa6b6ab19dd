package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads slowly costs a bounded amount of memory, loses nothing, and nobody else notices. */
class SlowReaderTest {
    private static final int RECEIVE_BUFFER_BYTES = 4_096;
    private static final Limits SMALL = Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384);
    private static final String PADDING = "x".repeat(2_000);

    /** Counts what is read from it: a session that is told from the store kept nothing in memory. */
    private static final class CountingStore extends StoreInBetween<MemoryStore> {
        final AtomicLong messagesRead = new AtomicLong();

        CountingStore() {
            super(new MemoryStore());
        }

        @Override
        public HistoryPage since(ConversationId conversation, long seq, int limit) {
            HistoryPage found = super.since(conversation, seq, limit);
            messagesRead.addAndGet(found.messages().size());
            return found;
        }
    }

    private static Thread sending(Client client, List<String> lines) {
        Thread thread = new Thread(() -> client.send(lines), "sender");
        thread.start();
        return thread;
    }

    @Test
    void aSessionThatStoppedReadingIsToldEveryMessageOnceAndInOrderWhenItReadsAgain() throws InterruptedException {
        int count = 4_000;
        CountingStore store = new CountingStore();
        try (Chat chat = Chat.start(builder -> builder.store(store).limits(SMALL))) {
            Client talker = chat.join("talker");
            Client healthy = chat.join("healthy");
            chat.register("slow");
            Client slow = chat.login("slow", RECEIVE_BUFFER_BYTES);
            Client silent = chat.login("slow", RECEIVE_BUFFER_BYTES);

            Thread talking = sending(talker, Chat.numbered("MESSAGE " + PADDING, 1, count));
            // The talker and the healthy one have everything while the slow one has read nothing.
            assertThat(healthy.events(count)).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, count));
            assertThat(talker.replies(count)).isEqualTo(Chat.numbered("OK MESSAGE ", 1, count));
            talking.join();
            assertThat(talker.ask("PRIVATE slow the end")).isEqualTo("OK PRIVATE slow 1");
            long readBefore = store.messagesRead.get();

            List<String> told = slow.events(count + 1);

            // A private message may overtake those of the lobby, but each conversation has its order.
            assertThat(told).containsOnlyOnce("PRIVATE talker the end");
            told.remove("PRIVATE talker the end");
            assertThat(told).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, count));
            // Most of it was not kept for the session, but read when the session wanted it.
            assertThat(store.messagesRead.get() - readBefore).isGreaterThan(count / 4);
            // And it is live again.
            assertThat(talker.ask("MESSAGE more")).isEqualTo("OK MESSAGE " + (count + 1));
            assertThat(slow.event()).isEqualTo("MESSAGE talker more");
            silent.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSessionThatIsBehindInManyConversationsIsToldEachOfThemInOrderHoweverManyLanesThereAre(int lanes)
            throws InterruptedException {
        int count = 1_500;
        try (Chat chat = Chat.start(builder -> builder.limits(SMALL.with(Limit.LANES, lanes)))) {
            List<Client> talkers = chat.joinAll("talker", 3);
            chat.register("slow");
            Client slow = chat.login("slow", RECEIVE_BUFFER_BYTES);

            List<Thread> talking = new ArrayList<>();
            for (Client talker : talkers) {
                talking.add(sending(talker, Chat.numbered("PRIVATE slow " + PADDING, 1, count)));
            }
            for (Client talker : talkers) {
                assertThat(talker.replies(count)).isEqualTo(Chat.numbered("OK PRIVATE slow ", 1, count));
            }
            for (Thread thread : talking) {
                thread.join();
            }

            List<String> told = slow.events(3 * count);
            for (int i = 1; i <= 3; i++) {
                String begin = "PRIVATE talker" + i + " ";
                assertThat(told.stream().filter(line -> line.startsWith(begin)).toList())
                        .isEqualTo(Chat.numbered(begin + PADDING, 1, count));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSessionThatReadsInFitsAndStartsAndTalksItselfIsToldAllOfTheOthersAndNothingOfItsOwn(long seed)
            throws InterruptedException {
        int others = 1_200;
        int own = 600;
        try (Chat chat = Chat.start(builder -> builder.limits(SMALL))) {
            Client first = chat.join("first");
            Client second = chat.join("second");
            Client healthy = chat.join("healthy");
            chat.register("slow");
            Client slow = chat.login("slow", RECEIVE_BUFFER_BYTES);
            Client otherSession = chat.login("slow");
            List<Thread> talking = List.of(
                    sending(first, Chat.numbered("MESSAGE " + PADDING, 1, others)),
                    sending(second, Chat.numbered("MESSAGE " + PADDING, 1, others)),
                    new Thread(() -> Chat.numbered("MESSAGE own", 1, own).forEach(slow::send)));
            talking.get(2).start();
            Semaphore progress = new Semaphore(0);
            List<String> all = new ArrayList<>();
            Thread following = new Thread(() -> {
                for (int i = 0; i < 2 * others + own; i++) {
                    all.add(healthy.event());
                    progress.release();
                }
                progress.release(1_000_000);
            });
            following.start();

            Random random = new Random(seed);
            List<String> told = new ArrayList<>();
            List<String> acknowledged = new ArrayList<>();
            int untilPause = 0;
            while (told.size() + acknowledged.size() < 2 * others + own) {
                if (untilPause-- == 0) {
                    assertThat(progress.tryAcquire(random.nextInt(150), 30, TimeUnit.SECONDS))
                            .as("the others get on while the slow one reads nothing; seed %d", seed)
                            .isTrue();
                    untilPause = random.nextInt(200);
                }
                String line = slow.line();
                (Client.isReply(line) ? acknowledged : told).add(line);
            }
            following.join();

            List<String> expected = all.stream()
                    .filter(line -> !line.startsWith("MESSAGE slow "))
                    .toList();
            assertThat(told).as("seed %d", seed).isEqualTo(expected);
            List<String> numbers = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).startsWith("MESSAGE slow own")) {
                    numbers.add("OK MESSAGE " + (i + 1));
                }
            }
            assertThat(acknowledged).as("seed %d", seed).isEqualTo(numbers);
            assertThat(otherSession.events(all.size())).as("seed %d", seed).isEqualTo(all);
            first.replies(others);
            second.replies(others);
            for (Thread thread : talking) {
                thread.join();
            }
        }
    }

    /** What the slow one says is in the store, and can be read there, before the server is told its number. */
    private static final class LateStore extends StoreInBetween<MemoryStore> {
        final Gate go = Gate.closed();
        final CountDownLatch read = new CountDownLatch(1);

        LateStore() {
            super(new MemoryStore());
        }

        private static boolean isSlow(UserId user) {
            return user.equals(UserId.of("slow"));
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            List<Outcome> outcomes = super.commit(batch);
            if (batch.stream().anyMatch(write -> write instanceof Write.Append append && isSlow(append.from()))) {
                go.pass();
            }
            return outcomes;
        }

        @Override
        public HistoryPage since(ConversationId conversation, long seq, int limit) {
            HistoryPage found = super.since(conversation, seq, limit);
            if (found.messages().stream().anyMatch(message -> isSlow(message.from()))) {
                read.countDown();
            }
            return found;
        }
    }

    @Test
    void whatTheSlowOneSaysIsNotToldBackToItThoughItIsReadFromTheStoreBeforeItIsAcknowledged()
            throws InterruptedException {
        int count = 4_000;
        LateStore store = new LateStore();
        try (Chat chat = Chat.start(builder -> builder.store(store).limits(SMALL))) {
            Client talker = chat.join("talker");
            chat.register("slow");
            Client slow = chat.login("slow", RECEIVE_BUFFER_BYTES);
            Thread talking = sending(talker, Chat.numbered("MESSAGE " + PADDING, 1, count));
            talker.replies(count);
            talking.join();

            slow.send("MESSAGE own");
            assertThat(slow.events(count)).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, count));
            assertThat(store.read.await(30, TimeUnit.SECONDS)).isTrue();
            store.go.open();

            assertThat(slow.line()).isEqualTo("OK MESSAGE " + (count + 1));
            assertThat(talker.ask("MESSAGE end")).isEqualTo("OK MESSAGE " + (count + 2));
            assertThat(slow.line()).isEqualTo("MESSAGE talker end");
        } finally {
            store.go.open();
        }
    }

    @Test
    void whoAsksForMuchAndReadsNothingIsReadFromNoMoreUntilTheyRead() throws InterruptedException {
        int count = 20_000;
        try (Chat chat = Chat.start(builder -> builder.limits(SMALL))) {
            Client alice = chat.join("alice");
            chat.register("greedy");
            Client greedy = chat.login("greedy", RECEIVE_BUFFER_BYTES);

            Thread asking = sending(greedy, Collections.nCopies(count, "HELP"));
            for (int i = 0; i < 100; i++) {
                assertThat(alice.ask("PING")).isEqualTo("OK PING");
            }
            assertThat(alice.ask("PRIVATE greedy hi")).isEqualTo("OK PRIVATE greedy 1");

            int replies = 0;
            int events = 0;
            while (replies < count) {
                String line = greedy.line();
                replies += line.equals("OK HELP") ? 1 : 0;
                events += line.equals("PRIVATE alice hi") ? 1 : 0;
            }
            asking.join();
            events += greedy.ask("PING").equals("OK PING") ? 0 : 1;
            assertThat(events).isEqualTo(1);
        }
    }

    @Test
    void whoStaysBehindForTooLongIsToldSoAndClosed() throws InterruptedException {
        int count = 4_000;
        // Who reads again has time to read all that is on its way to them.
        Limits limits = SMALL.with(Limit.LAGGING_MILLIS, 1_000).with(Limit.CLOSE_MILLIS, 30_000);
        try (Chat chat = Chat.start(builder -> builder.limits(limits))) {
            Client talker = chat.join("talker");
            chat.register("slow");
            Client slow = chat.login("slow", RECEIVE_BUFFER_BYTES);

            Thread talking = sending(talker, Chat.numbered("MESSAGE " + PADDING, 1, count));
            talker.replies(count);
            talking.join();
            await().until(() -> talker.ask("ONLINE").equals("OK ONLINE 1 talker"));

            List<String> told = slow.linesToEnd();
            assertThat(told.remove(told.size() - 1)).startsWith("BYE LAGGING ");
            assertThat(told).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, told.size()));
            assertThat(told).hasSizeLessThan(count);
        }
    }
}
