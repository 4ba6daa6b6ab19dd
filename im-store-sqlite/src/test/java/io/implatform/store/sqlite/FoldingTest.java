package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.ALICE;
import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How messages come into their place, in whatever moment the server ends. */
class FoldingTest {
    private static final int GENERATION = 200;
    private static final int USERS = 12;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        file = folder.toRealPath().resolve("im.db");
    }

    private static SqliteStore open(Path file) throws IOException {
        return SqliteStore.open(file, Migrations.ALL, GENERATION);
    }

    private static UserId user(int number) {
        return UserId.of("u" + number);
    }

    private static List<Write> talk(Random random, int messages) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            UserId from = user(random.nextInt(USERS));
            ConversationId to = i % 5 == 0 ? LOBBY : ConversationId.between(from, user(random.nextInt(USERS)));
            batch.add(new Write.Append(to, from, Instant.EPOCH, "text", null));
        }
        return batch;
    }

    private static long entries(SqliteStore store) throws Exception {
        return store.writer().transact((database, writing) -> database.number("SELECT count(*) FROM entry"));
    }

    /** All that is there, read in every way; it is numbered without a gap. */
    private static long count(SqliteStore store) {
        List<ConversationId> all = new ArrayList<>(List.of(LOBBY));
        for (int one = 0; one < USERS; one++) {
            for (int other = one; other < USERS; other++) {
                all.add(ConversationId.between(user(one), user(other)));
            }
        }
        long count = 0;
        for (ConversationId conversation : all) {
            long head = store.head(conversation);
            List<Message> since = store.since(conversation, 0, 10_000).messages();
            assertThat(since).hasSize((int) head);
            for (int i = 0; i < head; i++) {
                assertThat(since.get(i).seq()).isEqualTo(i + 1L);
            }
            assertThat(store.history(conversation, PageRequest.newest(), 10_000).messages())
                    .isEqualTo(since);
            assertThat(store.message(conversation, head))
                    .isEqualTo(
                            since.isEmpty()
                                    ? java.util.Optional.empty()
                                    : java.util.Optional.of(since.get(since.size() - 1)));
            count += head;
        }
        for (int one = 0; one < USERS; one++) {
            UserId user = user(one);
            assertThat(store.standings(user))
                    .allSatisfy(standing -> assertThat(standing.head()).isEqualTo(store.head(standing.conversation())));
        }
        return count;
    }

    @Test
    void what_a_killed_server_left_at_any_moment_of_the_folding_is_whole() throws Exception {
        Random random = new Random(7);
        int messages = 0;
        try (SqliteStore store = open(file)) {
            for (int round = 0; round < 40; round++) {
                store.commit(talk(random, 25));
                messages += 25;
                Path killed = Files.createDirectory(folder.resolve("killed" + round));
                for (String suffix : new String[] {"", "-wal"}) {
                    Files.copy(Path.of(file + suffix), killed.resolve("im.db" + suffix));
                }
                try (SqliteStore again = open(killed.resolve("im.db"))) {
                    assertThat(count(again)).isEqualTo(messages);
                    again.commit(talk(random, 60));
                    assertThat(count(again)).isEqualTo(messages + 60L);
                }
                try (SqliteStore again = open(killed.resolve("im.db"))) {
                    assertThat(entries(again)).isEqualTo(messages + 60L);
                    assertThat(count(again)).isEqualTo(messages + 60L);
                    assertThat(again.check())
                            .allSatisfy(
                                    verified -> assertThat(verified.faults()).isEmpty());
                }
            }
            assertThat(count(store)).isEqualTo(messages);
        }
    }

    @Test
    void each_commit_takes_a_slice_along() throws Exception {
        Random random = new Random(8);
        try (SqliteStore store = open(file)) {
            store.commit(talk(random, GENERATION));
            assertThat(entries(store)).isZero();
            long before = 0;
            for (int i = 0; i < 2; i++) {
                store.commit(talk(random, 64));
                assertThat(entries(store)).isGreaterThan(before);
                before = entries(store);
            }
            assertThat(before).isEqualTo(GENERATION);
        }
    }

    @Test
    void a_commit_that_fails_takes_its_slice_back() throws Exception {
        Random random = new Random(9);
        try (SqliteStore store = open(file)) {
            store.commit(talk(random, GENERATION));
            store.writer().transact((database, writing) -> {
                database.execute(
                        "CREATE TRIGGER trouble BEFORE INSERT ON entry" + " BEGIN SELECT raise(ABORT, 'trouble'); END");
                return true;
            });
            assertThatThrownBy(() -> store.commit(talk(random, 100))).isInstanceOf(StoreException.class);
            assertThat(count(store)).isEqualTo(GENERATION);

            store.writer().transact((database, writing) -> {
                database.execute("DROP TRIGGER trouble");
                return true;
            });
            for (int i = 0; i < 10; i++) {
                store.commit(talk(random, 100));
            }
            assertThat(count(store)).isEqualTo(GENERATION + 1_000L);
        }
        try (SqliteStore store = open(file)) {
            assertThat(count(store)).isEqualTo(GENERATION + 1_000L);
        }
    }

    @Test
    void a_private_conversation_concerns_both_from_its_first_message_on() throws Exception {
        UserId bob = UserId.of("bob");
        try (SqliteStore store = open(file)) {
            store.commit(List.of(say(ConversationId.between(ALICE, bob), "hi")));
            assertThat(store.standings(bob)).hasSize(1);
            store.check();
            assertThat(entries(store)).isEqualTo(1);
            assertThat(store.standings(bob)).hasSize(1);
            assertThat(store.standings(ALICE)).hasSize(1);
        }
    }

    @Test
    void edits_and_deletions_find_what_they_are_about_wherever_it_is() throws Exception {
        try (SqliteStore store = open(file)) {
            Fixtures.fill(store, GENERATION);
            Fixtures.fill(store, 50);
            List<Write> facts = new ArrayList<>();
            for (long seq = 1; seq <= GENERATION + 50; seq++) {
                facts.add(new Write.Append(
                        LOBBY,
                        ALICE,
                        Instant.EPOCH,
                        seq % 2 == 0 ? Message.Kind.EDIT : Message.Kind.DELETION,
                        seq,
                        seq % 2 == 0 ? "edited" : "",
                        null,
                        0));
            }
            assertThat(seq(store.commit(facts).get(0))).isEqualTo(GENERATION + 51L);
            assertThat(Fixtures.texts(store)).hasSize(GENERATION + 50).containsOnly("edited", "");
        }
    }

    @Test
    void missing_newest_messages_are_found() throws Exception {
        try (SqliteStore store = open(file)) {
            Fixtures.fill(store, 100);
            store.writer().transact((database, writing) -> database.update("DELETE FROM message WHERE id = 50"));
            for (String suffix : new String[] {"", "-wal"}) {
                Files.copy(Path.of(file + suffix), folder.resolve("killed.db" + suffix));
            }
        }
        assertThatThrownBy(() -> open(folder.resolve("killed.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("is damaged", "messages are missing");
    }
}
