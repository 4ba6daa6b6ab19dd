package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Too much at once is refused or has to wait, and does not harm the others. */
class LoadTest {

    /** Compares no password before it may. */
    private static final class WaitingHasher implements PasswordHasher {
        final Gate go = Gate.closed();

        @Override
        public String hash(String password) {
            return "plain " + password;
        }

        @Override
        public boolean matches(String password, String hash) {
            go.pass();
            return hash.equals("plain " + password);
        }

        @Override
        public boolean isOutdated(String hash) {
            return false;
        }
    }

    @Test
    void ofManyLoginsAtOnceEachIsAnsweredAndThoseTooManyAtOnce() throws Exception {
        int threads = 2;
        int queue = 64;
        int count = 200;
        WaitingHasher hasher = new WaitingHasher();
        ExecutorService readers = Executors.newCachedThreadPool();
        try (Chat chat = Chat.start(builder -> builder.passwordHasher(hasher)
                .limits(Chat.LIMITS.with(Limit.PASSWORD_THREADS, threads).with(Limit.PASSWORD_QUEUE, queue)))) {
            chat.register("alice");
            List<Client> clients = new ArrayList<>();
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(chat.connect());
            }
            for (Client client : clients) {
                replies.add(readers.submit(() -> client.ask("LOGIN alice " + Chat.PASSWORD)));
            }

            // While no password is compared, all but those that fit have their answer.
            await().until(() -> replies.stream().filter(Future::isDone).count() >= count - threads - queue - 2);
            Client neighbour = chat.connect();
            assertThat(neighbour.ask("PING")).isEqualTo("OK PING");
            hasher.go.open();

            List<Client> busy = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String reply = replies.get(i).get();
                if (reply.startsWith("ERR BUSY retry=")) {
                    busy.add(clients.get(i));
                } else {
                    assertThat(reply).isEqualTo("OK LOGIN alice");
                }
            }
            assertThat(busy).hasSizeBetween(count - threads - queue - 2, count - threads - queue);
            // All others have their answer: there is room now.
            for (Client client : busy) {
                assertThat(client.ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");
            }
            assertThat(neighbour.ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");
        } finally {
            hasher.go.open();
            readers.shutdown();
        }
    }

    @Test
    void whoIsGoneBeforeTheirLoginIsDoneIsNotListed() {
        WaitingHasher hasher = new WaitingHasher();
        hasher.go.open();
        try (Chat chat = Chat.start(builder -> builder.passwordHasher(hasher)
                .limits(Chat.LIMITS.with(Limit.PASSWORD_THREADS, 1).with(Limit.SESSIONS, 2)))) {
            chat.register("alice", "ghost");
            Client alice = chat.login("alice");
            hasher.go.shut();
            Client ghost = chat.connect();
            ghost.send("PING", "LOGIN ghost " + Chat.PASSWORD);
            assertThat(ghost.reply()).isEqualTo("OK PING");

            ghost.reset();
            // There is room for another session once the server has taken note of the end of that one.
            List<Client> next = new ArrayList<>();
            await().until(() -> {
                Client client = chat.connect();
                client.send("PING");
                next.add(0, client);
                return client.line().equals("OK PING");
            });
            hasher.go.open();
            // The password threads take one after the other: the ghost's is done when this one is.
            assertThat(next.get(0).ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");

            assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
        } finally {
            hasher.go.open();
        }
    }

    /** Commits nothing before it may. */
    private static final class WaitingStore extends StoreInBetween<MemoryStore> {
        final CountDownLatch begun = new CountDownLatch(1);
        final Gate go = Gate.closed();

        WaitingStore() {
            super(new MemoryStore());
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            begun.countDown();
            go.pass();
            return super.commit(batch);
        }
    }

    @Test
    void aNeighboursCommandsAreDoneLongBeforeThe20000ThatOneClientSentInOneGo() throws InterruptedException {
        WaitingStore store = new WaitingStore();
        try (Chat chat = Chat.start(builder -> builder.store(store))) {
            Client greedy = chat.join("greedy");
            Client neighbour = chat.join("neighbour");

            Thread sending = new Thread(() -> greedy.send(Chat.numbered("MESSAGE ", 1, 20_000)));
            sending.start();
            store.begun.await();
            neighbour.send("#1 PING", "#2 MESSAGE one", "#3 MESSAGE two");
            assertThat(neighbour.reply()).isEqualTo("#1 OK PING");
            store.go.open();

            String reply = neighbour.reply();
            assertThat(reply).startsWith("#2 OK MESSAGE ");
            // Behind what was committed already, and one more turn of the greedy one at the most.
            assertThat(number(reply)).isLessThan(50);
            assertThat(number(neighbour.reply())).isLessThan(100);
            assertThat(greedy.replies(20_000)).last().isEqualTo("OK MESSAGE 20002");
            sending.join();
        } finally {
            store.go.open();
        }
    }

    private static int number(String reply) {
        return Integer.parseInt(reply.substring(reply.lastIndexOf(' ') + 1));
    }

    @Test
    void aBurstOfRegistrationsOfOneNameMakesOneAccount() throws Exception {
        ExecutorService readers = Executors.newCachedThreadPool();
        try (Chat chat = Chat.start()) {
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Client client = chat.connect();
                String name = i % 2 == 0 ? "alice" : "ALICE";
                replies.add(readers.submit(() -> client.ask("REGISTER " + name + " correct horse")));
            }

            int made = 0;
            for (Future<String> reply : replies) {
                if (reply.get().startsWith("OK REGISTER ")) {
                    made++;
                } else {
                    assertThat(reply.get()).startsWith("ERR NAME_TAKEN ");
                }
            }
            assertThat(made).isEqualTo(1);
        } finally {
            readers.shutdown();
        }
    }
}
