package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores whose server is killed, paused and restarted while they commit. */
class FaultsTest {
    private static final int ROUNDS = Integer.getInteger("im.postgres.faults", 6);
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int PATIENCE_MILLIS = 10_000;

    private static final List<ConversationId> CONVERSATIONS = List.of(
            ConversationId.LOBBY,
            ConversationId.between(UserId.of("alice"), UserId.of("bob")),
            ConversationId.between(UserId.of("bob"), UserId.of("carol")));

    @TempDir
    private Path folder;

    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        server = new OwnServer(folder);
    }

    @AfterEach
    void end() throws Exception {
        server.close();
    }

    private PostgresStore open() throws IOException {
        return PostgresStore.open(server.uri("timeout-millis=" + TIMEOUT_MILLIS));
    }

    /** A store that gives the server the time to start and to sync. */
    private PostgresStore openPatiently() throws IOException {
        return PostgresStore.open(server.uri("timeout-millis=" + PATIENCE_MILLIS));
    }

    /** What one writer was told of what it sent. */
    private static final class Told {
        final Map<String, Message> stored = new HashMap<>();
        /** Of which the store could not tell. */
        final Set<String> open = new HashSet<>();
        /** Of which it said that they are not stored. */
        final Set<String> refused = new HashSet<>();

        long slowestMillis;
    }

    private static Told write(PostgresStore store, int writer, AtomicBoolean done) {
        Told told = new Told();
        Random random = new Random(writer);
        UserId user = UserId.of("writer" + writer);
        for (int i = 0; !done.get(); i++) {
            List<Write> batch = new ArrayList<>();
            for (int k = 0; k <= random.nextInt(8); k++) {
                String text = writer + "-" + i + "-" + k;
                batch.add(new Write.Append(
                        CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size())),
                        user,
                        Instant.EPOCH,
                        text,
                        writer % 2 == 0 ? text : null));
            }
            while (!commit(store, batch, told)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                if (writer % 2 != 0) {
                    break; // without client ids it cannot be sent again
                }
            }
        }
        return told;
    }

    private static boolean commit(PostgresStore store, List<Write> batch, Told told) {
        long start = System.nanoTime();
        try {
            for (Outcome outcome : store.commit(batch)) {
                assertThat(outcome.result()).isIn(Result.DONE, Result.DUPLICATE);
                told.stored.put(outcome.message().text(), outcome.message());
            }
            return true;
        } catch (StoreException e) {
            boolean isOpen = e.getMessage().contains("whether it is stored is not known");
            for (Write write : batch) {
                (isOpen ? told.open : told.refused).add(((Write.Append) write).text());
            }
            return false;
        } finally {
            told.slowestMillis = Math.max(told.slowestMillis, (System.nanoTime() - start) / 1_000_000);
        }
    }

    private void fault(Random random) throws Exception {
        pause(200 + random.nextInt(400));
        switch (random.nextInt(4)) {
            case 0 -> {
                server.kill();
                pause(random.nextInt(500));
                server.start("fsync=on");
            }
            case 1 -> {
                server.pause();
                pause(random.nextInt(300));
                server.resume();
            }
            case 2 -> {
                server.pause();
                pause(TIMEOUT_MILLIS + random.nextInt(2_000));
                server.resume();
            }
            default ->
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'im' AND pid <> pg_backend_pid()");
        }
    }

    /** How long a fault lasts is part of the schedule; nothing is waited for. */
    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void whatever_happens_to_the_server_nothing_acknowledged_is_lost_and_nothing_is_there_twice() throws Exception {
        long seed = Long.getLong("im.test.seed", System.nanoTime());
        System.out.println("faults with -Dim.test.seed=" + seed + ", " + ROUNDS + " rounds");
        Random random = new Random(seed);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Told> all = new ArrayList<>();
        try (PostgresStore one = open();
                PostgresStore other = open()) {
            List<Future<Told>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                PostgresStore store = i < 2 ? one : other;
                int writer = i;
                Callable<Told> work = () -> write(store, writer, done);
                writers.add(threads.submit(work));
            }
            for (int i = 0; i < ROUNDS; i++) {
                fault(random);
            }
            pause(500);
            done.set(true);
            for (Future<Told> writer : writers) {
                all.add(writer.get(60, TimeUnit.SECONDS));
            }
            check(one, all);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    private static void check(PostgresStore store, List<Told> all) {
        Map<String, Message> stored = new HashMap<>();
        for (ConversationId conversation : CONVERSATIONS) {
            List<Message> messages =
                    store.since(conversation, 0, Integer.MAX_VALUE).messages();
            assertThat(messages.stream().map(Message::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, messages.size()).boxed().toList());
            assertThat(store.head(conversation)).isEqualTo(messages.size());
            for (Message message : messages) {
                assertThat(stored.put(message.text(), message))
                        .as("twice: %s", message.text())
                        .isNull();
            }
        }
        int acknowledged = 0;
        int open = 0;
        long slowest = 0;
        for (Told told : all) {
            told.stored.forEach((text, message) ->
                    assertThat(stored.get(text)).as("acknowledged: %s", text).isEqualTo(message));
            for (String text : told.refused) {
                if (!told.open.contains(text) && !told.stored.containsKey(text)) {
                    assertThat(stored).as("refused").doesNotContainKey(text);
                }
            }
            acknowledged += told.stored.size();
            open += told.open.size();
            slowest = Math.max(slowest, told.slowestMillis);
        }
        System.out.println(acknowledged + " acknowledged, " + stored.size() + " stored, " + open
                + " of which the store could not tell, slowest commit " + slowest + " ms");
        assertThat(acknowledged).isPositive();
        assertThat(slowest).as("the documented limit").isLessThan(2 * TIMEOUT_MILLIS + 5_000 + 2_000);
    }

    @Test
    void while_the_server_is_away_every_call_fails_and_the_first_one_after_it_is_back_succeeds() throws Exception {
        try (PostgresStore store = openPatiently()) {
            Write hello = new Write.Append(ConversationId.LOBBY, UserId.of("alice"), Instant.EPOCH, "hello", null);
            store.commit(List.of(hello));
            server.kill();

            assertThatThrownBy(() -> store.commit(List.of(hello))).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.head(ConversationId.LOBBY)).isInstanceOf(StoreException.class);
            server.start("fsync=on");

            assertThat(store.head(ConversationId.LOBBY)).isEqualTo(1);
            assertThat(store.commit(List.of(hello)).get(0).message().seq()).isEqualTo(2);
        }
    }

    @Test
    void a_number_that_a_killed_server_gives_to_two_transactions_does_not_make_one_of_them_the_other()
            throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        URI address = server.uri("timeout-millis=" + PATIENCE_MILLIS);
        try (CuttingProxy proxy = new CuttingProxy("127.0.0.1", address.getPort());
                PostgresStore other = openPatiently();
                PostgresStore store = PostgresStore.open(
                        URI.create(address.toString().replace(":" + address.getPort(), ":" + proxy.port())))) {
            say(store, "zero");
            say(other, "zero");
            proxy.cutNext(CuttingProxy.Cut.BEFORE_UNNOTICED);
            proxy.refuse(true);
            Future<Boolean> acknowledged = threads.submit(() -> {
                try {
                    say(store, "one");
                    return true;
                } catch (StoreException e) {
                    return false;
                }
            });
            await().until(() -> proxy.cuts() == 1);
            // The server has forgotten that transaction, and counts on from where it was before.
            server.kill();
            server.start("fsync=on");
            List.of("two", "three", "four").forEach(text -> say(other, text));
            proxy.refuse(false);

            boolean isAcknowledged = acknowledged.get(60, TimeUnit.SECONDS);

            List<String> texts = other.since(ConversationId.LOBBY, 0, 100).messages().stream()
                    .map(Message::text)
                    .toList();
            assertThat(texts).contains("two", "three", "four");
            assertThat(texts.contains("one")).as("stored").isEqualTo(isAcknowledged);
            say(store, "five");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void say(PostgresStore store, String text) {
        store.commit(List.of(new Write.Append(ConversationId.LOBBY, UserId.of("alice"), Instant.EPOCH, text, null)));
    }

    @Test
    void a_server_that_may_lose_what_it_has_committed_is_refused_by_the_name_of_the_setting() throws Exception {
        server.kill();
        server.start("fsync=off");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("fsync=off");

        server.kill();
        server.start("synchronous_commit=off");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("synchronous_commit=off");
    }
}
