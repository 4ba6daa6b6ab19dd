package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several stores on one database, as several nodes have them. */
class SharedDatabaseTest {
    private static final int NODES = 3;

    private final URI uri = TestDatabase.empty();
    private final List<PostgresStore> nodes = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void open() throws Exception {
        for (int i = 0; i < NODES; i++) {
            nodes.add(PostgresStore.open(uri));
        }
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        nodes.forEach(PostgresStore::close);
        TestDatabase.drop(uri);
    }

    private <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(work, 90, TimeUnit.SECONDS)) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void nodes_that_write_the_same_conversations_in_any_order_never_block_each_other_for_good() throws Exception {
        int users = 6;
        List<UserId> all = new ArrayList<>();
        List<ConversationId> conversations = new ArrayList<>(List.of(ConversationId.LOBBY));
        for (int i = 0; i < users; i++) {
            all.add(UserId.of("user" + i));
            conversations.add(ConversationId.between(all.get(0), all.get(i)));
        }
        ConversationId.Group group = new ConversationId.Group("g", "group");
        nodes.get(0).commit(List.of(new Write.FoundGroup(Group.founded(group, false, all.get(0)))));
        List<Callable<Integer>> work = new ArrayList<>();
        for (int n = 0; n < NODES * 2; n++) {
            PostgresStore node = nodes.get(n % NODES);
            Random random = new Random(n);
            String name = "n" + n + " ";
            work.add(() -> {
                int done = 0;
                for (int i = 0; i < 40; i++) {
                    List<Write> batch = new ArrayList<>();
                    for (int k = 0; k < 12; k++) {
                        UserId user = all.get(random.nextInt(users));
                        ConversationId in = conversations.get(random.nextInt(conversations.size()));
                        String id = random.nextInt(3) == 0 ? "shared" + random.nextInt(300) : null;
                        batch.add(new Write.Append(in, user, Instant.EPOCH, name + i + " " + k, id));
                        batch.add(new Write.MovePosition(user, in, new Position(random.nextInt(9), 0)));
                        batch.add(new Write.Block(user, all.get(random.nextInt(users)), random.nextBoolean()));
                    }
                    long version = node.group(group).orElseThrow().version();
                    UserId member = all.get(random.nextInt(users));
                    batch.add(new Write.ChangeGroup(
                            group,
                            version,
                            random.nextBoolean()
                                    ? new GroupChange.SetMember(member, io.implatform.core.model.Role.MEMBER)
                                    : new GroupChange.RemoveMember(member, member)));
                    batch.add(new Write.MovePosition(member, group, new Position(i, i)));
                    batch.add(new Write.FoundGroup(Group.founded(
                            new ConversationId.Group("f" + random.nextInt(1_000_000), "name" + i), false, member)));
                    for (Outcome outcome : node.commit(batch)) {
                        done += outcome.result() == Result.DONE && outcome.message() != null ? 1 : 0;
                    }
                }
                return done;
            });
        }
        int told = atOnce(work).stream().mapToInt(Integer::intValue).sum();

        long stored = 0;
        Set<String> texts = new HashSet<>();
        for (ConversationId conversation : new HashSet<>(conversations)) {
            List<Message> messages =
                    nodes.get(0).since(conversation, 0, 100_000).messages();
            assertThat(messages.stream().map(Message::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, messages.size()).boxed().toList());
            messages.forEach(message -> assertThat(texts.add(message.text())).isTrue());
            assertThat(nodes.get(1).head(conversation)).isEqualTo(messages.size());
            stored += messages.size();
        }
        assertThat(stored).isEqualTo(told);
    }

    @Test
    void a_client_id_that_several_nodes_store_at_once_is_stored_once() throws Exception {
        int rounds = 40;
        UserId alice = UserId.of("alice");
        CyclicBarrier together = new CyclicBarrier(NODES);
        List<Callable<List<Outcome>>> work = new ArrayList<>();
        for (int n = 0; n < NODES; n++) {
            PostgresStore node = nodes.get(n);
            ConversationId in = n == 0 ? ConversationId.LOBBY : ConversationId.between(alice, UserId.of("u" + n));
            work.add(() -> {
                List<Outcome> outcomes = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    together.await(60, TimeUnit.SECONDS);
                    outcomes.addAll(node.commit(List.of(new Write.Append(in, alice, Instant.EPOCH, "text", "id" + i))));
                }
                return outcomes;
            });
        }
        List<List<Outcome>> told = atOnce(work);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            assertThat(told.stream().map(it -> it.get(round).result()))
                    .containsExactlyInAnyOrder(Result.DONE, Result.DUPLICATE, Result.DUPLICATE);
            assertThat(told.stream().map(it -> it.get(round).message()).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void what_one_node_has_committed_another_one_reads_and_numbers_on() {
        UserId alice = UserId.of("alice");
        for (int i = 0; i < 30; i++) {
            Outcome outcome = nodes.get(i % NODES)
                    .commit(List.of(new Write.Append(ConversationId.LOBBY, alice, Instant.EPOCH, "t" + i, null)))
                    .get(0);
            assertThat(outcome.message().seq()).isEqualTo(i + 1);
            assertThat(nodes.get((i + 1) % NODES).head(ConversationId.LOBBY)).isEqualTo(i + 1);
        }
    }

    @Test
    void four_nodes_that_start_at_once_on_an_empty_database_make_it_once() throws Exception {
        URI empty = TestDatabase.empty();
        List<Callable<PostgresStore>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> PostgresStore.open(empty));
        }
        List<PostgresStore> opened = atOnce(work);
        try {
            assertThat(opened.stream().map(PostgresStore::epoch).distinct()).hasSize(1);
            opened.get(3)
                    .commit(List.of(
                            new Write.Append(ConversationId.LOBBY, UserId.of("alice"), Instant.EPOCH, "text", null)));
            assertThat(opened.get(0).head(ConversationId.LOBBY)).isEqualTo(1);
        } finally {
            opened.forEach(PostgresStore::close);
            TestDatabase.drop(empty);
        }
    }
}
