package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.ALICE;
import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;
import static io.implatform.store.sqlite.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a commit costs, and what becomes of one that fails. */
class CommitTest {
    private static final ConversationId DEV = ConversationId.between(ALICE, UserId.of("dev"));

    @TempDir
    private Path folder;

    private SqliteStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = SqliteStore.open(folder.resolve("im.db"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static List<Write> batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> say(LOBBY, "text " + i, i % 3 == 0 ? size + "/" + i : null))
                .toList();
    }

    private void limitPages(String limit) throws Exception {
        store.writer().transact((database, writing) -> {
            database.execute("PRAGMA max_page_count = " + limit);
            return true;
        });
    }

    @Test
    void a_batch_is_one_transaction() {
        long before = store.transactions();
        List<Outcome> outcomes = store.commit(batch(64));

        assertThat(outcomes).hasSize(64);
        assertThat(store.transactions() - before).isEqualTo(1);
    }

    @Test
    void an_account_is_one_transaction() {
        long before = store.transactions();
        store.create(new Account(ALICE, "hash"));
        store.replacePasswordHash(ALICE, "hash", "other");
        store.find(ALICE);
        store.history(LOBBY, PageRequest.newest(), 10);

        assertThat(store.transactions() - before).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 127, 128, 255, 256, 257, 511, 513, 1_000})
    void a_batch_of_any_size_is_stored_whole(int size) {
        store.commit(batch(size));

        assertThat(texts(store))
                .isEqualTo(IntStream.range(0, size).mapToObj(i -> "text " + i).toList());
    }

    @Test
    void an_empty_batch_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> store.commit(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.history(LOBBY, PageRequest.newest(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void more_conversations_and_senders_than_are_remembered_are_numbered_alike() {
        for (int round = 1; round <= 2; round++) {
            // In one batch, so that none may be forgotten before its messages are stored.
            List<Write> batch = new ArrayList<>();
            for (int repeat = 0; repeat < 2; repeat++) {
                for (int i = 0; i < 12_000; i++) {
                    UserId user = UserId.of("u" + i);
                    batch.add(new Write.Append(ConversationId.between(ALICE, user), user, Instant.EPOCH, "hi", null));
                }
            }
            List<Outcome> outcomes = store.commit(batch);
            for (int i = 0; i < 12_000; i++) {
                assertThat(seq(outcomes.get(i))).isEqualTo(round * 2L - 1);
                assertThat(seq(outcomes.get(12_000 + i))).isEqualTo(round * 2L);
            }
        }
    }

    @Test
    void a_full_disk_stores_nothing_and_leaves_no_gap_and_commits_go_on_when_there_is_room() throws Exception {
        store.commit(List.of(say(LOBBY, "first", "id1"), say(DEV, "first")));
        limitPages("1");
        String secret = "secret".repeat(2_000);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.commit(List.of(
                            say(LOBBY, "lost"),
                            say(LOBBY, secret, "id2"),
                            say(ConversationId.between(ALICE, UserId.of("new")), secret),
                            say(DEV, secret))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll(store.file().toString(), "SQLITE_FULL")
                    .hasMessageNotContaining("secret");
        }
        assertThat(texts(store)).containsExactly("first");
        assertThat(store.head(ConversationId.between(ALICE, UserId.of("new")))).isZero();

        limitPages("1000000");
        List<Outcome> outcomes = store.commit(List.of(
                say(LOBBY, "second", "id2"), say(LOBBY, "again", "id1"), say(DEV, "second"), say(LOBBY, "third")));

        assertThat(outcomes).extracting(Fixtures::seq).containsExactly(2L, 1L, 2L, 3L);
        assertThat(outcomes).extracting(Fixtures::isDuplicate).containsExactly(false, true, false, false);
        assertThat(texts(store)).containsExactly("first", "second", "third");
    }

    @Test
    void a_full_disk_refuses_accounts_and_takes_them_when_there_is_room() throws Exception {
        limitPages("1");
        Account account = new Account(ALICE, "x".repeat(100_000));
        assertThatThrownBy(() -> store.create(account)).isInstanceOf(StoreException.class);
        assertThat(store.find(ALICE)).isEmpty();

        limitPages("1000000");
        store.create(account);
        assertThat(store.find(ALICE)).contains(account);
    }

    @Test
    void a_commit_that_fails_half_way_is_undone() throws Exception {
        store.commit(List.of(say(LOBBY, "first")));
        store.writer().transact((database, writing) -> {
            database.execute("CREATE TRIGGER trouble BEFORE INSERT ON message WHEN new.text = 'trouble'"
                    + " BEGIN SELECT raise(ABORT, 'trouble'); END");
            return true;
        });
        List<Write> batch = new ArrayList<>(batch(300));
        batch.add(say(LOBBY, "trouble"));

        assertThatThrownBy(() -> store.commit(batch)).isInstanceOf(StoreException.class);
        assertThat(texts(store)).containsExactly("first");

        assertThat(store.commit(batch(300)))
                .extracting(Fixtures::seq)
                .isEqualTo(LongStream.rangeClosed(2, 301).boxed().toList());
        assertThat(store.commit(batch(300))).filteredOn(Fixtures::isDuplicate).hasSize(100);
    }

    @Test
    void a_lost_connection_is_replaced() throws Exception {
        store.commit(List.of(say(LOBBY, "first")));
        assertThatThrownBy(() -> store.writer().transact((database, writing) -> {
                    database.close();
                    return true;
                }))
                .isInstanceOf(Exception.class);

        assertThat(seq(store.commit(List.of(say(LOBBY, "second"))).get(0))).isEqualTo(2);
        assertThat(texts(store)).containsExactly("first", "second");
    }

    @Test
    void close_waits_for_the_commits_that_run_and_refuses_those_that_come() throws Exception {
        int threads = 4;
        CountDownLatch started = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> committed = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ConversationId conversation = ConversationId.between(ALICE, UserId.of("g" + i));
                committed.add(pool.submit(() -> {
                    long head = 0;
                    try {
                        while (true) {
                            head = seq(store.commit(List.of(say(conversation, "hi")))
                                    .get(0));
                            started.countDown();
                        }
                    } catch (StoreException e) {
                        assertThat(e).hasMessageContaining("is closed");
                        return head;
                    }
                }));
            }
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            store.close();
            try (SqliteStore again = SqliteStore.open(store.file())) {
                for (int i = 0; i < threads; i++) {
                    assertThat(again.head(ConversationId.between(ALICE, UserId.of("g" + i))))
                            .isEqualTo(committed.get(i).get(30, TimeUnit.SECONDS));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_closed_store_says_that_it_is_closed() {
        store.close();
        store.close();

        assertThatThrownBy(() -> store.find(ALICE))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(store.file().toString(), "is closed");
        assertThatThrownBy(() -> store.create(new Account(ALICE, "hash"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.replacePasswordHash(ALICE, "hash", "other"))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.commit(batch(1))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.history(LOBBY, PageRequest.newest(), 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.head(LOBBY)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.epoch()).isInstanceOf(StoreException.class);
    }
}
